"""The program around the window: first run, at work, locked; it alone opens and closes vaults.

1. Nothing of a vault outlives its lock: pages, places and the session are thrown away, the file is closed.
2. A lock or the end waits for the batch that is being taken in, and no longer.
3. What is needed only with an open vault is loaded when one is opened; the window does not wait for it.
4. `locked` comes when a lock has closed the vault; whoever shows the program then starts it anew (ADR 19).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from core.errors import JangbuError
from desktop.desk import Desk
from desktop.fresh_process import Locked
from desktop.lock_watch import LockWatch
from desktop.logs import Log
from desktop.onboarding import Flow, Step, Wizard
from desktop.onboarding.actions import VaultStanding
from desktop.shell import MainWindow

if TYPE_CHECKING:
    from core.vault.vault import Vault
    from desktop.at_work import AtWork
    from desktop.onboarding_actions import VaultOpening
    from desktop.session import VaultSession


class Program(QObject):
    """`on_mistake` is told errors that are nobody's but ours; `stands_for(Path)` says whose window this is now."""

    stands_for = Signal(Path)
    locked = Signal(object)
    """A `Locked`: the vault is closed, its file free; not for sample data, whose secrets everybody may know."""

    def __init__(
        self,
        desk: Desk,
        opening: VaultOpening,
        watch: LockWatch,
        on_mistake: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._opening, self._watch, self._on_mistake = desk, opening, watch, on_mistake
        self._log = Log(desk.clock)
        self._path: Path | None = None
        self._work: AtWork | None = None
        self._bundle: Path | None = None
        self.wizard: Wizard | None = None
        self.window = MainWindow(desk, ())
        self.window.lock_asked.connect(lambda: self.lock("lock.reason.asked"))
        self.window.closing.connect(self.end)
        self.window.lock_screen.unlock_asked.connect(self._on_unlock_asked)
        self.window.lock_screen.pin_asked.connect(self._on_pin_asked)
        self.window.lock_screen.mend_asked.connect(self._on_mend_asked)
        self.window.lock_screen.restore_asked.connect(self._on_restore_asked)
        self.window.lock_screen.forgotten_asked.connect(self._on_forgotten)
        self.window.lock_screen.other_asked.connect(lambda: self._show_wizard(Flow(Step.OPEN, (Step.START,))))
        self.window.top_bar.set_search_available(False)
        self.window.top_bar.menu.add_command("vault.title", self._open_vault_page)
        watch.lock_needed.connect(self._on_lock_needed)

    @property
    def session(self) -> VaultSession | None:
        """The open vault, if any."""
        return self._work.session if self._work else None

    @property
    def work(self) -> AtWork | None:
        """What stands on the open vault, if any."""
        return self._work

    def start(self, path: Path | None, flow: Flow) -> None:
        """Ask for the passphrase of the vault at `path`, or begin the first run at `flow`."""
        if path is None:
            self._show_wizard(flow)
        else:
            self._path = path
            self.stands_for.emit(path)
            self.window.lock("lock.reason.start", self._desk.clock.now(), 0, has_pin=has_pin(path))

    def go_on(self, locked: Locked) -> None:
        """Show the lock that another process went into."""
        self._path = locked.path
        self.stands_for.emit(locked.path)
        self.window.lock(locked.reason, locked.since, locked.waiting, has_pin=has_pin(locked.path))

    def take_bundle(self, bundle: Path) -> None:
        """Look into a bundle that somebody opened: now, or when the vault is open; nothing of it is taken in yet."""
        if self._work is not None and not self.window.is_alone():
            self._work.look_into(bundle)
        else:
            self._bundle = bundle

    def _on_lock_needed(self, reason_key: str) -> None:
        """A kiosk stands open all day: its way out is a PIN, and a computer that slept locks it all the same."""
        if reason_key != "lock.reason.idle" or not self.window.is_alone():
            self.lock(reason_key)

    def lock(self, reason_key: str) -> None:
        """Close the vault and cover everything."""
        locked = self._close_vault(reason_key)
        if locked is not None and not self._opening.is_sample(locked.path):
            # Behind the closing on the vault lane, so the file is free when this is told.
            self._desk.jobs.run(lambda: locked, owner=self, on_done=self.locked.emit)

    def _close_vault(self, reason_key: str) -> Locked | None:
        work = self._work
        if work is None:
            return None
        self._watch.stop()
        self._log.note("locked", reason=reason_key)
        window = self.window
        locked = Locked(
            work.session.path,
            reason_key,
            self._desk.clock.now(),
            work.waiting,
            in_front=QApplication.activeWindow() is not None,
            minimised=window.isMinimized(),
        )
        self._work = None
        window.top_bar.set_search_available(False)
        _close_dialogs()
        work.end()
        self.go_on(locked)
        work.session.close()
        work.deleteLater()
        return locked

    def destroy(self) -> None:
        """Close the vault and take it from this computer; what follows is the first run."""
        work = self._work
        if work is None:
            return
        path = work.session.path
        self._close_vault("lock.reason.asked")
        self._desk.settings.forget_vault(path)
        self._path = None

        def begin_anew(answer: object) -> None:
            self._show_wizard(Flow(Step.START))

        self._desk.jobs.run(
            lambda: self._opening.destroy_vault(path), owner=self, on_done=begin_anew, on_error=self.tell_error
        )

    def end(self) -> None:
        """Close what is open and wait for it; the window is going."""
        self._watch.stop()
        work, self._work = self._work, None
        self._opening.hang_up()
        if work is not None:
            work.syncing.end()
            work.holding.end()
        last = work.session.close() if work else self._desk.jobs.run(self._opening.close, owner=self)
        if last.future is not None:
            wait([last.future])
        self._opening.clean_up()

    def tell_error(self, error: BaseException) -> None:
        """An error that no page took."""
        self._log.error(error)
        if isinstance(error, JangbuError):
            self.window.tell_error(error)
        else:
            self._on_mistake(error)

    def _show_wizard(self, flow: Flow) -> None:
        self.wizard = Wizard(self._desk, self._opening, flow)
        self.wizard.finished.connect(self._on_opened)
        self.window.show_instead(self.wizard)
        self.wizard.show_step(flow)

    def _on_unlock_asked(self, passphrase: str) -> None:
        self._unlock(lambda path: self._opening.open_vault(path, passphrase))

    def _on_mend_asked(self, passphrase: str) -> None:
        self._unlock(lambda path: self._opening.mend_vault(path, passphrase))

    def _on_restore_asked(self) -> None:
        self._show_wizard(Flow(Step.RESTORE, (Step.START, Step.OPEN), folder=self._path))

    def _on_pin_asked(self, pin: str) -> None:
        self._unlock(lambda path: self._opening.open_by_pin(path, pin))

    def _unlock(self, opening: Callable[[Path], VaultStanding]) -> None:
        path = self._path
        assert path is not None, "the lock screen is shown for a vault only"
        self.window.lock_screen.show_busy()
        self._desk.jobs.run(
            lambda: opening(path),
            owner=self,
            on_done=self._on_unlocked,
            on_error=self.window.lock_screen.show_error,
        )

    def _open_vault_page(self) -> None:
        """From the menu, for where many workspaces leave it no place in the navigation."""
        if self._work is not None:
            self._work.open_vault_page()

    def _on_forgotten(self) -> None:
        self._show_wizard(Flow(Step.RECOVER, (Step.START, Step.OPEN), folder=self._path))

    def _on_unlocked(self, standing: VaultStanding) -> None:
        if standing.has_person and standing.has_network:
            self._on_opened()
        else:
            self._show_wizard(Flow().vault_opened(standing))

    def _on_opened(self) -> None:
        """A vault in a network is open: to work."""
        self.wizard = None
        self._desk.jobs.run(self._opening.take, owner=self, on_done=self._begin, on_error=self._on_mistake)

    def _begin(self, vault: Vault) -> None:
        from desktop.at_work import AtWork  # noqa: PLC0415 - the start does not wait for it

        self._work = AtWork(self._desk, self.window, vault, self.tell_error, self._watch.start, self)
        bar = self.window.top_bar
        bar.network_chosen.connect(self._work.choose_network)
        bar.person_chosen.connect(self._work.choose_person)
        bar.sync_asked.connect(self._work.open_sync)
        bar.search_asked.connect(self._work.search)
        bar.set_search_available(True)
        self._work.session.left.connect(lambda: self.lock("lock.reason.left"))
        self._work.session.destroy_asked.connect(self.destroy)
        self._work.begin()
        if self._bundle is not None:
            self._work.look_into(self._bundle)
            self._bundle = None
        self.stands_for.emit(vault.folder)
        if not self._opening.is_sample(vault.folder):
            self._desk.settings.remember_vault(vault.folder)
        self._log.note("opened")


def has_pin(path: Path) -> bool:
    """Whether a PIN was set for a vault; what is wrong with its folder is told when it is opened."""
    from core.vault.pin_slot import pin_slot_of  # noqa: PLC0415 - the window does not wait for cryptography

    try:
        return pin_slot_of(path) is not None
    except JangbuError:
        return False


def _close_dialogs() -> None:
    """Nothing that shows the vault's content stays above the lock."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
        elif isinstance(widget, QMenu):
            widget.close()
