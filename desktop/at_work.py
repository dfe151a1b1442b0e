"""An open vault under the window: its session, the bar on top, and the places that its network has."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject

from core.actions.next_incarnation import go_on
from core.errors import JangbuError
from core.vault.backup_days import back_up_today
from core.vault.inbox import inbox_count
from core.vault.last_head import Doubt
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.desk import Desk
from desktop.domains.registry import installed_views
from desktop.entries.wording import findings_text
from desktop.exchange import exchange_facts
from desktop.holding import Held, Holding
from desktop.page_context import PageContext
from desktop.pages import BUNDLE, INBOX, SEARCH, SYNC, VAULT, places
from desktop.pages.record_page import where_typed
from desktop.session import ToldNotice, VaultSession
from desktop.shell import MainWindow, PageSpec
from desktop.shell.sync_strip import SyncFacts
from desktop.shell.top_bar import Choice
from desktop.standing import Standing, is_shut_out, own_persons
from desktop.syncing.background import BackgroundSync
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import apart
from desktop.words import Words, error_text


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits in one network of the vault."""

    id: bytes
    name: str
    facts: SyncFacts
    to_do: int
    """How many things wait in its inbox."""


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the bar on top shows of an open vault."""

    standing: Standing
    looked_at: _Waiting | None
    split: bool
    """This device has written there in several copies, and still goes on in one of them."""
    others: tuple[_Waiting, ...] = ()

    @property
    def to_send(self) -> int:
        """Of all networks: what lies in one that nobody looks at has not gone over either."""
        return sum(one.facts.waiting for one in (self.looked_at, *self.others) if one)


class AtWork(QObject):
    """Lives from unlocking to locking. `begin` shows the places as soon as the vault has answered."""

    def __init__(
        self,
        desk: Desk,
        window: MainWindow,
        vault: Vault,
        on_error: Callable[[BaseException], None],
        on_shown: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window, self._on_error, self._on_shown = window, on_error, on_shown
        self._views = installed_views()
        self._glance: _Glance | None = None
        self._shown_for: object = None
        self._told: set[tuple[bytes, str]] = set()
        self._bundle: Path | None = None
        self.session = VaultSession(desk.jobs, vault, self)
        self.session.changed.connect(self._refresh)
        self.session.go_on_asked.connect(self.go_on)
        self.session.told.connect(window.tell)
        self.session.failed.connect(self._on_left_undone)
        window.banner.told.connect(self._on_told)
        self.syncing = BackgroundSync(desk.jobs, self.session, desk.clock, self)
        self.syncing.changed.connect(self._on_sync_changed)
        self.syncing.mistaken.connect(self._on_error)
        self.holding = Holding(self.session.act, self.session.on_vault, self)
        self.holding.failed.connect(self._on_signing_failed)
        self.holding.stopped.connect(self._on_stopped)
        self.holding.refused.connect(self._on_left_undone)
        window.undo_bar.follow(self.holding)

    def begin(self) -> None:
        """Ask the vault what there is, then show it."""
        self.session.on_vault(lambda vault: len(vault.drafts.recover()), owner=self, on_done=self._on_recovered)
        self._look(self._show)
        self.session.on_vault(lambda vault: vault.doubts(), owner=self, on_done=self._tell_doubts)
        self._back_up()
        self.syncing.begin()
        # The collector stops every thread. What is loaded by now stays until locking and need not be looked through
        # each time: with it, a pass while blocks come in kept the window from its events for 90 ms and more.
        gc.freeze()

    def end(self) -> None:
        """Take everything that the vault showed from the window; what waits to be signed stays a draft."""
        gc.unfreeze()
        self.syncing.end()
        self.holding.end()
        self._window.undo_bar.follow(None)
        self._window.set_places(())  # what was typed on the pages is kept for the network that is still known
        self._glance = None
        self._show_bar()

    @property
    def waiting(self) -> int:
        """Own entries of all networks that no peer is known to hold and no bundle carries, when last asked."""
        return self._glance.to_send if self._glance else 0

    def standing(self) -> Standing:
        """What is known of the vault; pages live only while there is something."""
        assert self._glance is not None
        return self._glance.standing

    def choose_network(self, network: object) -> None:
        """Look at another network of this vault."""
        if isinstance(network, bytes):
            self._look(self._show, network)

    def choose_person(self, person: object) -> None:
        """Somebody else is acting."""
        if isinstance(person, bytes):
            self.session.acting = person
            self._show_bar()

    def open_sync(self) -> None:
        if self._glance is not None:
            self._window.open(SYNC)

    def search(self, text: str) -> None:
        """Show what the field in the bar on top found."""
        if self._glance is not None and self._glance.standing.network is not None and text.strip():
            self._window.open(SEARCH, text)

    def look_into(self, bundle: Path) -> None:
        """Show what a bundle would bring, as soon as there is a page for it."""
        self._bundle = bundle
        self._show_bundle()

    def _show_bundle(self) -> None:
        if self._bundle is not None and self._glance is not None and self._glance.standing.network is not None:
            self._window.open(BUNDLE, self._bundle)
            self._bundle = None

    def open_vault_page(self) -> None:
        if self._glance is not None:
            self._window.open(VAULT)

    def _back_up(self) -> None:
        """Today's backup, once the first page is there; the vault stays usable where it fails."""

        def work(vault: Vault) -> None:
            back_up_today(vault.folder, vault.connection, vault.clock.now().day())

        self.session.on_vault(work, owner=self, on_error=self._on_error)

    def _tell_doubts(self, doubts: Sequence[Doubt]) -> None:
        """A vault that was set back is told at once: going on unawares would split its own chain."""
        words = self._desk.words
        for reason in dict.fromkeys(one.reason for one in doubts):
            told = words.text(f"doubt.{reason}")
            self._window.tell(Notice(told, words.text("doubt.do"), Tone.WARN, "doubt.go_on", self.go_on))

    def go_on(self) -> None:
        """Write from here on in new chains, so that nothing collides with what another copy may have written."""
        self.session.on_vault(go_on, owner=self, on_done=self._on_gone_on, on_error=self._on_error)

    def _on_gone_on(self, made: object) -> None:
        self._window.tell(Notice(self._desk.words.text("doubt.gone_on"), tone=Tone.GOOD))
        self.session.changed.emit()

    def _show(self) -> None:
        self._window.show_work()
        self._shown_for = self._depends_on()
        self._window.set_places(self._places())
        self._show_bundle()
        self._on_shown()

    def _places(self) -> Sequence[PageSpec]:
        return places(PageContext(self.session, self.standing, self.holding, self.syncing), self._views)

    def _depends_on(self) -> object:
        """What decides which places there are: the workspaces, and the roles of those who sign here."""
        standing = self.standing()
        own = {person.key for person in standing.persons}
        network = standing.network
        return (network.workspaces, [one.roles for one in network.granted if one.key in own]) if network else None

    def _refresh(self) -> None:
        self._look(self._update_places)

    def _on_sync_changed(self) -> None:
        """A peer was met, or could not be: the strip tells it; pages hear of what came in by `session.changed`."""
        if self._glance is not None:
            self._look(_nothing)

    def _update_places(self) -> None:
        """A grant that has just come in may open further places."""
        if self._depends_on() != self._shown_for:
            self._shown_for = self._depends_on()
            self._window.change_places(self._places())

    def _look(self, then: Callable[[], None], chosen: bytes | None = None) -> None:
        """`chosen` is looked at as soon as it is there: until then the pages in front are about the other one."""
        session = self.session
        about = chosen or session.network_id

        def work(vault: Vault) -> _Glance:
            standing = session.standing(vault, about)
            found = {one: _waiting(vault, one, standing) for one in vault.networks()}
            if standing.network is None:
                return _Glance(standing, None, split=False)
            replica = vault.replica(standing.network.id)
            split = (standing.device, replica.incarnation) in replica.chart.forked()
            return _Glance(standing, found.pop(replica.network_id), split, tuple(found.values()))

        def done(glance: _Glance) -> None:
            if chosen is None and about != session.network_id:  # another one was chosen meanwhile
                self._look(then)
                return
            if chosen is not None:
                self._window.set_places(())  # the pages are about the other one, and so is what was typed on them
            self._glance = glance
            session.network_id = glance.standing.network.id if glance.standing.network else None
            self._show_bar()
            then()
            self._tell_own(glance)

        session.on_vault(work, owner=self, on_done=done, on_error=self._on_error)

    def _tell_own(self, glance: _Glance) -> None:
        """Each once: whoever does not know it goes on recording what counts nowhere, or collides with a copy."""
        network, words = glance.standing.network, self._words
        if network is None:
            return
        cut = is_shut_out(network, glance.standing.device)
        for key, true, step in (("own.cut", cut, None), ("own.fork", glance.split, self.go_on)):
            if true and (network.id, key) not in self._told:
                self._told.add((network.id, key))
                action = "doubt.go_on" if step else ""
                self._window.tell(Notice(words.text(key), words.text(f"{key}.do"), Tone.WARN, action, step))

    def _on_recovered(self, count: int) -> None:
        """Say that drafts came back whose seconds were cut short: nothing was signed unseen."""
        if count:
            key, words = "undo.recovered", self._words
            self._window.tell(Notice(words.text(key, count=count), words.text(f"{key}.do"), Tone.INFO))

    def _on_stopped(self, held: Held) -> None:
        words = self._words
        sentence = held.draft.entry.sentence
        told = words.text("undo.stopped", sentence=sentence)
        self._window.tell(
            Notice(told, words.text("undo.stopped.do"), Tone.INFO, "undo.open", lambda: self._open_draft(held))
        )

    def _on_signing_failed(self, held: Held, error: BaseException) -> None:
        """What was wrong, and that nothing is lost: the draft is there again."""
        if not isinstance(error, JangbuError):
            self._on_error(error)
            return
        words, entry = self._words, held.draft.entry
        told = error_text(error, words)
        do = " ".join([*(self._findings(error, entry.type) or [told.what, told.do]), words.text("undo.stopped.do")])
        what = words.text("undo.failed", sentence=entry.sentence)
        self._window.tell(Notice(what, do, Tone.BAD, "undo.open", lambda: self._open_draft(held)))

    def _on_left_undone(self, error: BaseException) -> None:
        """What somebody pressed was not done, and the page that would say so has gone."""
        findings = self._findings(error, "") if isinstance(error, JangbuError) else []
        if findings:
            what = error_text(error, self._words).what
            self._window.tell(Notice(what, " ".join(findings), Tone.BAD))
        else:
            self._on_error(error)

    def _findings(self, error: JangbuError, entry_type: str) -> list[str]:
        return findings_text(error.facts.get("findings", ()), self._words, str(error.facts.get("type", entry_type)))

    def _open_draft(self, held: Held) -> None:
        """Show what was typed in the form that it was typed into."""
        if self._glance is not None and held.draft.id not in self.holding.drafts():
            self._window.open(*where_typed(held.draft, frozenset(spec.name for spec in self._places())))

    @property
    def _words(self) -> Words:
        return self._desk.words

    def _on_told(self, notice: Notice) -> None:
        """What the window tells can be found again in the inbox."""
        self.session.notices.append(ToldNotice(self._desk.clock.now(), notice))

    def _show_bar(self) -> None:
        bar, glance = self._window.top_bar, self._glance
        network = glance.standing.network if glance else None
        bar.show_networks(network.name if network else "", self._others())
        looked_at = glance.looked_at if glance else None
        facts = looked_at.facts if looked_at else SyncFacts()
        running = network is not None and self.syncing.is_busy_in(network.id)
        bar.sync.show_facts(replace(facts, running=running))
        self._window.set_count(INBOX, looked_at.to_do if looked_at else 0)
        persons = glance.standing.persons if glance else ()
        acting = next((one for one in persons if one.key == self.session.acting), next(iter(persons), None))
        self.session.acting = acting.key if acting else None
        bar.show_person(
            acting.title if acting else "", [Choice(one.key, one.title) for one in persons if one is not acting]
        )

    def _others(self) -> list[Choice]:
        """The networks that are not looked at, each with what waits there."""
        words, others = self._words, self._glance.others if self._glance else ()
        told = []
        for one, name in zip(others, apart([one.name for one in others]), strict=True):
            counts = [words.text("network.to_do", count=one.to_do)] if one.to_do else []
            counts += [words.text("sync.waiting", count=one.facts.waiting)] if one.facts.waiting else []
            told.append(Choice(one.id, " · ".join([name, *counts])))
        return told


def _waiting(vault: Vault, network: bytes, standing: Standing) -> _Waiting:
    replica, shown = vault.replica(network), standing.network
    view = shown if shown and shown.id == network else network_view(replica)
    facts = SyncFacts(**asdict(exchange_facts(vault, replica, view)))
    return _Waiting(network, view.name, facts, inbox_count(replica, own_persons(replace(standing, network=view))))


def _nothing() -> None:
    """Nothing else follows."""
