"""The program around the window: first run, at work, locked; it alone opens and closes vaults.

1. Nothing of a vault outlives its lock: pages, places and the session are thrown away, the file is closed.
2. A lock or the end waits for the batch that is being taken in, and no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from core.errors import JangbuError
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.desk import Desk
from desktop.domains.registry import DomainView
from desktop.exchange import exchange_facts
from desktop.lock_watch import LockWatch
from desktop.onboarding import Flow, Step, VaultStanding, Wizard
from desktop.onboarding_actions import VaultOpening
from desktop.pages import BUNDLE, places
from desktop.session import PageContext, Standing, VaultSession
from desktop.shell import MainWindow, PageSpec
from desktop.shell.sync_strip import SyncFacts
from desktop.shell.top_bar import Choice


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the bar on top shows of an open vault."""

    standing: Standing
    networks: tuple[Choice, ...]
    facts: SyncFacts


class Program(QObject):
    """`on_mistake` is told errors that are nobody's but ours."""

    def __init__(
        self,
        desk: Desk,
        opening: VaultOpening,
        watch: LockWatch,
        views: Sequence[DomainView],
        on_mistake: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._opening, self._watch, self._views = desk, opening, watch, tuple(views)
        self._on_mistake = on_mistake
        self._path: Path | None = None
        self._session: VaultSession | None = None
        self._glance: _Glance | None = None
        self._places_shown_for: object = None
        self.wizard: Wizard | None = None
        self.window = MainWindow(desk, ())
        self.window.lock_asked.connect(lambda: self.lock("lock.reason.asked"))
        self.window.closing.connect(self.end)
        self.window.lock_screen.unlock_asked.connect(self._on_unlock_asked)
        self.window.lock_screen.other_asked.connect(lambda: self._show_wizard(Flow(Step.OPEN, (Step.START,))))
        self.window.top_bar.set_search_available(False)
        self.window.top_bar.network_chosen.connect(self._on_network_chosen)
        self.window.top_bar.person_chosen.connect(self._on_person_chosen)
        self.window.top_bar.sync_asked.connect(lambda: self._open_place(BUNDLE))
        watch.lock_needed.connect(self.lock)

    @property
    def session(self) -> VaultSession | None:
        """The open vault, if any."""
        return self._session

    def start(self, path: Path | None, flow: Flow) -> None:
        """Ask for the passphrase of the vault at `path`, or begin the first run at `flow`."""
        if path is None:
            self._show_wizard(flow)
        else:
            self._path = path
            self.window.lock("lock.reason.start", self._desk.clock.now(), 0)

    def lock(self, reason_key: str) -> None:
        """Close the vault and cover everything."""
        session = self._session
        if session is None:
            return
        self._watch.stop()
        waiting = self._glance.facts.waiting if self._glance else 0
        self._path, self._session, self._glance = session.path, None, None
        _close_dialogs()
        self.window.set_places(())
        self._show_bar(None)
        self.window.lock(reason_key, self._desk.clock.now(), waiting)
        session.close()
        session.deleteLater()

    def end(self) -> None:
        """Close what is open and wait for it; the window is going."""
        self._watch.stop()
        session, self._session = self._session, None
        last = session.close() if session is not None else self._desk.jobs.run(self._opening.close, owner=self)
        if last.future is not None:
            wait([last.future])
        self._opening.clean_up()

    def tell_error(self, error: BaseException) -> None:
        """An error that no page took."""
        if isinstance(error, JangbuError):
            self.window.tell_error(error)
        else:
            self._on_mistake(error)

    # -- opening -------------------------------------------------------------------------------------------------

    def _show_wizard(self, flow: Flow) -> None:
        self.wizard = Wizard(self._desk, self._opening, flow)
        self.wizard.finished.connect(self._on_opened)
        self.window.show_instead(self.wizard)
        self.wizard.show_step(flow)

    def _on_unlock_asked(self, passphrase: str) -> None:
        path = self._path
        assert path is not None, "the lock screen is shown for a vault only"
        self.window.lock_screen.show_busy()
        self._desk.jobs.run(
            lambda: self._opening.open_vault(path, passphrase),
            owner=self,
            on_done=self._on_unlocked,
            on_error=self.window.lock_screen.show_error,
        )

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
        self._session = VaultSession(self._desk.jobs, vault, self)
        self._session.changed.connect(self._refresh)
        self._look(self._show_work)

    def _show_work(self) -> None:
        if self._session is None:
            return
        self.window.show_work()
        self._places_shown_for = self._places_depend_on()
        self.window.set_places(self._places())
        self._watch.start()

    def _places(self) -> Sequence[PageSpec]:
        assert self._session is not None
        return places(PageContext(self._session, self._standing), self._views)

    def _places_depend_on(self) -> object:
        """The workspaces, and the roles of those who sign here."""
        standing = self._standing()
        own = {person.key for person in standing.persons}
        network = standing.network
        return (network.workspaces, [one.roles for one in network.granted if one.key in own]) if network else None

    # -- at work -------------------------------------------------------------------------------------------------

    def _standing(self) -> Standing:
        assert self._glance is not None, "pages live only while a vault is open"
        return self._glance.standing

    def _refresh(self) -> None:
        self._look(self._update_places)

    def _update_places(self) -> None:
        """A grant that has just come in may open further places."""
        if self._places_depend_on() != self._places_shown_for:
            self._places_shown_for = self._places_depend_on()
            self.window.change_places(self._places())

    def _look(self, then: Callable[[], None]) -> None:
        """Ask the vault what the bar shows."""
        session = self._session
        if session is None:
            return

        def work(vault: Vault) -> _Glance:
            standing = session.standing(vault)
            names = tuple(Choice(one, network_view(vault.replica(one)).name) for one in vault.networks())
            network = standing.network
            known = exchange_facts(vault, vault.replica(network.id), network) if network else None
            return _Glance(standing, names, SyncFacts(**asdict(known)) if known else SyncFacts())

        def done(glance: _Glance) -> None:
            if self._session is session:
                self._glance = glance
                self._show_bar(glance)
                then()

        session.on_vault(work, owner=self, on_done=done, on_error=self.tell_error)

    def _show_bar(self, glance: _Glance | None) -> None:
        bar, network = self.window.top_bar, glance.standing.network if glance else None
        others = [one for one in glance.networks if network and one.id != network.id] if glance else []
        bar.show_networks(network.name if network else "", others)
        bar.sync.show_facts(glance.facts if glance else SyncFacts())
        persons = glance.standing.persons if glance else ()
        session = self._session
        acting = next((one for one in persons if session and one.key == session.acting), next(iter(persons), None))
        if session is not None and acting is not None:
            session.acting = acting.key
        bar.show_person(
            acting.title if acting else "", [Choice(one.key, one.title) for one in persons if one is not acting]
        )

    def _on_network_chosen(self, network: object) -> None:
        if self._session is not None and isinstance(network, bytes):
            self._session.network_id = network
            self._look(self._show_work)

    def _on_person_chosen(self, person: object) -> None:
        if self._session is not None and isinstance(person, bytes):
            self._session.acting = person
            self._show_bar(self._glance)

    def _open_place(self, name: str) -> None:
        if self._session is not None:
            self.window.open(name)


def _close_dialogs() -> None:
    """Nothing that shows the vault's content stays above the lock."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
        elif isinstance(widget, QMenu):
            widget.close()
