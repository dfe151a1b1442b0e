"""The window, put together: the one place that builds everything and hands it down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QApplication

from core.ports.clock import Clock, SystemClock
from desktop import paths
from desktop.crash import CrashHook
from desktop.desk import Desk
from desktop.fresh_process import Locked, can_start_anew, start_anew, taken_lock
from desktop.jobs import JobRunner
from desktop.language import Language
from desktop.lock_watch import LockWatch
from desktop.onboarding import Flow, Step
from desktop.program import Program
from desktop.second_start import SecondStarts, raise_open_window
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.zone import machine_offset_minutes

if TYPE_CHECKING:
    from desktop.onboarding_actions import VaultOpening


def run(path: Path | None, language: str | None, bundle: Path | None = None) -> int:
    """Show the window until it is closed; `path` is a vault to unlock, `language` one of words.LANGUAGES.

    A `bundle` is looked into as soon as a vault is open.

    Where a window of that vault is open already (of any vault, without a path), it comes to the front instead.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("jangbu")
    application.setDesktopFileName("jangbu")
    before = taken_lock()
    if before is None and raise_open_window(path, bundle):
        return 0
    settings = Settings(paths.config_folder())
    program = compose(application, settings, language, SystemClock())
    starts = SecondStarts(program)
    starts.raise_asked.connect(program.window.come_to_front)
    starts.bundle_given.connect(program.take_bundle)
    program.stands_for.connect(starts.stand_for)
    if bundle is not None and before is None:
        program.take_bundle(bundle)
    return show(application, program, path, first_step(language, settings), before)


def show(application: QApplication, program: Program, path: Path | None, flow: Flow, before: Locked | None) -> int:
    """Show a program until its window is closed; after a lock this process ends in another that shows the lock."""
    locked = list[Locked]()

    def start_afresh(now: Locked) -> None:
        if can_start_anew():
            locked.append(now)
            program.window.close()
            application.quit()

    program.locked.connect(start_afresh)
    if before is None:
        program.start(path, flow)
        program.window.show()
    else:
        program.go_on(before)
        program.window.show_again(in_front=before.in_front, minimised=before.minimised)
    code = application.exec()
    return start_anew(locked[0]) if locked else code


def compose(application: QApplication, settings: Settings, language: str | None, clock: Clock) -> Program:
    """Build the program for an application; closing its window ends everything that was built."""
    words = Language(language or settings.language)
    jobs = JobRunner()
    desk = Desk(
        words, Theme(application, settings), jobs, settings, clock, machine_offset=machine_offset_minutes
    )
    hook = CrashHook(desk, application.activeWindow)
    opening = cast("VaultOpening", _LoadedWhenAsked(lambda: _opening(clock, words)))
    program = Program(desk, opening, LockWatch(application, clock), hook.show_error)
    jobs.setParent(program)
    hook.setParent(program)
    jobs.failed.connect(program.tell_error)
    program.window.closing.connect(jobs.close)  # after Program.end, which was connected first
    program.window.closing.connect(hook.uninstall)
    hook.install()
    return program


def first_step(language: str | None, settings: Settings) -> Flow:
    """Where to begin without a vault: those who have one open it, those who named a language are not asked for it."""
    if paths.known_vaults() or settings.recent_vaults:
        return Flow(Step.OPEN, (Step.START,))
    return Flow(Step.START) if language else Flow()


def _opening(clock: Clock, language: Language) -> VaultOpening:
    from core.domains.registry import installed  # noqa: PLC0415 - the window does not wait for rules and cryptography
    from core.ports.randomness import SystemRandomness  # noqa: PLC0415
    from desktop.onboarding_actions import VaultOpening  # noqa: PLC0415

    return VaultOpening(installed(), clock, SystemRandomness(), language)


class _LoadedWhenAsked:
    """Stands for a VaultOpening that is made when something of it is first asked for; ending one is no reason."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def close(self) -> None:
        if self._made is not None:
            self._made.close()

    def hang_up(self) -> None:
        if self._made is not None:
            self._made.hang_up()

    def clean_up(self) -> None:
        if self._made is not None:
            self._made.clean_up()

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)
