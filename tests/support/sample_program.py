"""The program at work on sample data, with work done at once: for pictures of pages and tests of single pages."""

import atexit
import shutil
import tempfile
from argparse import Namespace
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import find_subject, granted_keys
from desktop.cli.context import Context
from desktop.cli.samples import PASSPHRASE, PIN, build_samples
from desktop.desk import Desk
from desktop.lock_watch import LockWatch
from desktop.onboarding import Flow
from desktop.onboarding_actions import VaultOpening
from desktop.program import Program
from desktop.shell import MainWindow
from desktop.words import Words
from sync.carry import export_bundle, import_bundle
from tests.support.cheap_argon2 import cheaply
from tests.support.fixed_clock import FixedClock

YARD, CENTRE, SHOP = 0, 1, 2


@cache
def sample_vaults(language: str = "ko") -> tuple[Path, ...]:
    """The yard's, the centre's and the shop's vault, made once per process."""
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-sample-")
    atexit.register(folder.cleanup)
    context = Context(Namespace(), Words(language))
    context.clock = FixedClock()
    with cheaply():
        vaults, _ = build_samples(context, Path(folder.name))
    return tuple(vaults)


def copied_vault(whose: int, language: str = "ko") -> Path:
    """A copy of a sample vault of one's own, for whoever records in it."""
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-copy-")
    atexit.register(folder.cleanup)
    source = sample_vaults(language)[whose]
    return Path(shutil.copytree(source, Path(folder.name) / source.name))


@cache
def conflicted_vault(language: str = "ko", whose: int = YARD) -> Path:
    """A copy of a vault in which yard and centre inspected one battery without seeing it of each other."""
    folder = tempfile.TemporaryDirectory(prefix="jangbu-test-conflict-")
    atexit.register(folder.cleanup)
    paths = [Path(shutil.copytree(one, Path(folder.name) / one.name)) for one in sample_vaults(language)]
    clock, bundle = FixedClock(), Path(folder.name) / "conflict.jangbu-bundle"
    with (
        Vault.open(paths[YARD], PASSPHRASE, installed(), clock, SystemRandomness()) as yard,
        Vault.open(paths[CENTRE], PASSPHRASE, installed(), clock, SystemRandomness()) as centre,
    ):
        network = yard.networks()[0]
        for vault, role, crack in ((yard, "yard", "none"), (centre, "jtp_test", "minor")):
            signing = next(
                Signing(one.key, role, PIN)
                for one in granted_keys(vault.replica(network))
                if one.kind == "person" and role in one.roles
            )
            battery = find_subject(vault.replica(network), "IONIQ-2016-1102").id
            looks = dict.fromkeys(("swelling", "leak", "burn", "corrosion", "water", "connector", "label"), "none")
            body = {**looks, "crack": crack}
            record(vault, network, [Draft("battery.inspect.visual", body, subject=battery, signings=(signing,))])
        export_bundle(centre, network, bundle)
        import_bundle(yard, bundle)
        export_bundle(yard, network, bundle.with_name("back.jangbu-bundle"))
        import_bundle(centre, bundle.with_name("back.jangbu-bundle"))
    return paths[whose]


def sample_window(desk: Desk, whose: int = CENTRE, path: Path | None = None) -> MainWindow:
    """The window of an unlocked sample vault, or of another one at `path`; closing it closes the vault."""

    def stop(error: BaseException) -> None:
        raise error

    opening = VaultOpening(installed(), desk.clock, SystemRandomness(), desk.language)
    program = Program(desk, opening, LockWatch(QApplication.instance(), desk.clock), stop)
    program.start(path or sample_vaults(desk.words.language)[whose], Flow())
    program.window.lock_screen.unlock_asked.emit(PASSPHRASE)
    assert program.session is not None, program.window.lock_screen.problem()
    program.window.program_kept = program  # lives as long as its window
    return program.window


def opened_copy(qtbot: Any, desk: Desk, whose: int) -> MainWindow:
    """The window of a copy of a sample vault, in front, so that a test may write into it."""
    window = sample_window(desk, whose, copied_vault(whose))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def shown(root: QWidget) -> str:
    """All that labels say to somebody who looks."""
    QApplication.processEvents()  # parts of a page show themselves once they are laid out
    return " ".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))
