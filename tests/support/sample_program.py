"""The program at work on sample data, with work done at once: for pictures of pages and tests of single pages."""

import atexit
import tempfile
from argparse import Namespace
from functools import cache
from pathlib import Path

from PySide6.QtWidgets import QApplication

from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from desktop.cli.context import Context
from desktop.cli.samples import PASSPHRASE, build_samples
from desktop.desk import Desk
from desktop.lock_watch import LockWatch
from desktop.onboarding import Flow
from desktop.onboarding_actions import VaultOpening
from desktop.program import Program
from desktop.shell import MainWindow
from desktop.words import Words
from tests.support.cheap_argon2 import cheaply
from tests.support.fixed_clock import FixedClock

YARD, CENTRE = 0, 1


@cache
def sample_vaults(language: str = "ko") -> tuple[Path, ...]:
    """The yard's and the centre's vault, made once per process."""
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-sample-")
    atexit.register(folder.cleanup)
    context = Context(Namespace(), Words(language))
    context.clock = FixedClock()
    with cheaply():
        vaults, _ = build_samples(context, Path(folder.name))
    return tuple(vaults)


def sample_window(desk: Desk, whose: int = CENTRE) -> MainWindow:
    """The window of an unlocked sample vault; closing it closes the vault."""

    def stop(error: BaseException) -> None:
        raise error

    opening = VaultOpening(installed(), desk.clock, SystemRandomness(), desk.language)
    program = Program(desk, opening, LockWatch(QApplication.instance(), desk.clock), stop)
    program.start(sample_vaults(desk.words.language)[whose], Flow())
    program.window.lock_screen.unlock_asked.emit(PASSPHRASE)
    assert program.session is not None, program.window.lock_screen.problem()
    program.window.program_kept = program  # lives as long as its window
    return program.window
