"""Sync: whether anything is still to be sent and who holds it, whether this laptop can be found, and every peer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.hub_panel import HubPanel
from desktop.pages.pair_panel import PairPanel
from desktop.pages.peer_card import PeerCard
from desktop.pages.sync_remarks import may_go_on, remarks_of
from desktop.pages.sync_rows import PeerRow, SyncState, look_round
from desktop.shell import Page, PageAction
from desktop.shell.page import card
from desktop.syncing.background import BackgroundSync, Place
from desktop.syncing.peers import Peer
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remarks
from desktop.words import Words

HOLDERS_NAMED_MAX = 5


class SyncPage(Page):
    """Cards below each other; adding a hub and pairing open at the right."""

    def __init__(self, desk: Desk, context: PageContext, bundle: str, network_page: str) -> None:
        """`bundle` and `network_page` are the places where sticks and forks are looked after."""
        super().__init__(desk, "sync.title")
        assert context.syncing is not None, "the page is about what syncs by itself"
        self._context, self._syncing = context, context.syncing
        self._state: SyncState | None = None
        self._asked, self._again = False, False
        self.cards: dict[bytes, PeerCard] = {}
        self._now = self.add_action(PageAction("sync.now", self._on_now, "refresh-cw", "Ctrl+R", primary=True))
        self._pair = self.add_action(PageAction("sync.pair", self.open_pairing, "qr-code", "Ctrl+P"))
        self.add_action(PageAction("sync.hub", self.open_hub, "server", "Ctrl+H"))
        self._standing, self._holders = label("strong"), label("")
        self.near = QCheckBox()
        self.near.setObjectName("field.sync.near")
        self.near.clicked.connect(self._syncing.be_found)
        self._near_text, self._near_problem = label("quiet"), label("error")
        self._near_where = KeyValues(desk, "sync.near")
        self._remarks = Remarks(desk)
        self._heading, self._none, self._more = label("section"), label("quiet"), label("quiet")
        self._stick_title, self._stick = label("strong"), label("")
        self._bundle = button(desk, "sync.stick.go", lambda: self.go.emit(bundle, None), icon="usb")
        self._fork_look = button(desk, "sync.forks.go", lambda: self.go.emit(network_page, None), icon="history")
        self._go_on = button(desk, "doubt.go_on", context.session.go_on_asked.emit, icon="check", kind="primary")
        # The banner over the page has a button of the same words: whoever hears them must tell the two apart.
        desk.follow(self._go_on, lambda: self._go_on.setAccessibleName(desk.words.text("sync.go_on.name")))
        for made in (self._fork_look, self._go_on):
            made.hide()
        self._peers = QVBoxLayout()
        self._peers.setSpacing(12)
        self.set_content(self._laid_out(), scroll=True, narrow=True)
        self.setFocusProxy(self._now)
        context.session.changed.connect(self._on_changed)
        self._syncing.changed.connect(self._on_changed)
        self._syncing.moved.connect(self._on_moved)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._ask()

    # -- what opens at the right ---------------------------------------------------------------------------------

    def open_hub(self, before: PeerRow | None = None) -> HubPanel:
        """Add a hub, or compare one again whose key changed."""
        panel = HubPanel(self.desk, self._context, before)
        panel.added.connect(lambda peer: self._on_hub(before, peer))
        self.show_detail(self.desk.words.text("sync.hub" if before is None else "sync.peer.compare"), panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        return panel

    def open_pairing(self) -> PairPanel | None:
        """Show and read pairing codes; there is nothing to show before the vault has answered."""
        network = self._context.standing().network
        if network is None:
            return None
        panel = PairPanel(self.desk, self._context, self._syncing, (network.id, self._context.standing().device))
        panel.elsewhere.connect(self._on_elsewhere)
        self.show_detail(self.desk.words.text("sync.pair"), panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        return panel

    def _on_hub(self, before: PeerRow | None, peer: Peer) -> None:
        if self._state is None:
            return
        if before is not None and before.device != peer.device:
            self._syncing.forget(self._state.network, before.device)
        self._syncing.remember(self._state.network, peer)
        self.hide_detail()
        self.notice.emit(Notice(self.desk.words.text("sync.hub.added"), tone=Tone.GOOD))

    def _on_forget(self, network: bytes, peer: Peer, name: str) -> None:
        """At once, and back at once: the key of a hub was compared by people."""
        self._syncing.forget(network, peer.device)
        told = self.desk.words.text("sync.forgotten", name=name)
        back = partial(self._syncing.remember, network, peer)
        self.notice.emit(Notice(told, tone=Tone.INFO, action_key="sync.forgotten.back", on_action=back))

    def _on_elsewhere(self, name: str) -> None:
        """It is not this page's network: what was connected is shown where that one is looked at."""
        words = self.desk.words
        told = words.text("sync.pair.other", name=name) if name else words.text("sync.pair.joined")
        self.notice.emit(Notice(told, tone=Tone.GOOD))

    # -- what is known -------------------------------------------------------------------------------------------

    def _on_now(self) -> None:
        if self._state is not None:
            self._syncing.meet_all(self._state.network)

    def _on_changed(self) -> None:
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        """One question at a time; what changes meanwhile is asked once more afterwards."""
        if self._asked:
            self._again = True
            return
        self._asked = True
        self._context.session.read(look_round, owner=self, on_done=self._on_state, on_error=self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        self._asked = self._again = False
        self.show_error(error)

    def _on_state(self, state: SyncState) -> None:
        self._asked, self._state = False, state
        self._show()
        if self._again:
            self._again = False
            self._ask()

    def _on_moved(self, place: Place) -> None:
        network, device = place
        if self._state is not None and network == self._state.network and device in self.cards:
            self.cards[device].show_meeting(self._syncing.outcome(network, device))

    # -- showing -------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        words, state = self.desk.words, self._state
        self.near.setText(words.text("sync.near"))
        self.near.setAccessibleName(words.text("sync.near"))
        self._near_text.setText(words.text("sync.near.text"))
        self._heading.setText(words.text("sync.peers.title"))
        self._stick_title.setText(words.text("sync.stick"))
        self._none.setText(words.text("sync.peers.none"))
        self._show_near()
        if state is None:
            return
        self._standing.setText(_standing(state, words))
        self._holders.setText(_holders(state, words))
        carried = "sync.stick.under_way" if state.under_way else "sync.stick.none"
        self._stick.setText(words.text(carried, count=state.under_way))
        self._none.setVisible(not state.rows)
        self._more.setVisible(bool(state.more))
        self._more.setText(words.text("sync.peers.more", count=state.more))
        self._may_sync(any(row.peer.url and not row.peer.paused for row in state.rows))
        self._remarks.say(remarks_of(state, words))
        self._fork_look.setVisible(bool(state.forked or state.split or state.once_split))
        self._go_on.setVisible(may_go_on(state))
        self._show_peers(state)

    def _may_sync(self, may: bool) -> None:
        """A button that is off cannot keep the keyboard, and without it the keys of the page do nothing."""
        if not may and self._now.hasFocus():
            self._pair.setFocus(Qt.FocusReason.OtherFocusReason)
        self._now.setEnabled(may)
        self.setFocusProxy(self._now if may else self._pair)

    def _show_near(self) -> None:
        words, presence = self.desk.words, self._syncing.presence
        self.near.setChecked(presence.wanted)
        self._near_where.setVisible(bool(presence.urls))
        where = words.text("sync.near.where")
        self._near_where.show_pairs([(where, ", ".join(presence.urls))], frozenset({where}))
        trouble = presence.trouble if presence.wanted else None
        self._near_problem.setVisible(trouble is not None or (presence.wanted and presence.is_alone))
        if trouble is not None:
            self._near_problem.setText(told_error(trouble, self.desk))
        else:
            self._near_problem.setText(words.text("sync.near.no_network"))

    def _show_peers(self, state: SyncState) -> None:
        wanted = {row.device: row for row in state.rows}
        for device in [one for one in self.cards if one not in wanted]:
            gone = self.cards.pop(device)
            gone.hide()
            gone.deleteLater()
        for place, (device, row) in enumerate(wanted.items()):
            shown = self.cards.get(device)
            if shown is None:
                shown = self.cards[device] = self._card_of(device)
            if self._peers.indexOf(shown) != place:
                self._peers.insertWidget(place, shown)
            shown.show_row(row)
            shown.show_meeting(self._syncing.outcome(state.network, device))

    def _card_of(self, device: bytes) -> PeerCard:
        made, syncing = PeerCard(self.desk), self._syncing

        def on_row(act: Callable[[bytes, PeerRow], object]) -> Callable[[], None]:
            def run() -> None:
                row = next((one for one in self._state.rows if one.device == device), None) if self._state else None
                if row is not None and self._state is not None:
                    act(self._state.network, row)

            return run

        made.meet_asked.connect(on_row(lambda network, row: syncing.meet_now(network, device)))
        made.stop_asked.connect(on_row(lambda network, row: syncing.stop_meeting(network, device)))
        made.pause_asked.connect(on_row(lambda network, row: _turn(syncing, network, row.peer)))
        made.forget_asked.connect(on_row(lambda network, row: self._on_forget(network, row.peer, row.name)))
        made.compare_asked.connect(on_row(lambda network, row: self.open_hub(row)))
        return made

    def _laid_out(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._remarks)
        told = FlowLayout()
        for made in (self._go_on, self._fork_look):
            told.addWidget(made)
        column.addLayout(told)
        near = (self.near, self._near_text, self._near_where, self._near_problem)
        column.addWidget(card(self._standing, self._holders))
        column.addWidget(card(*near))
        column.addWidget(self._heading)
        column.addWidget(self._none)
        column.addLayout(self._peers)
        column.addWidget(self._more)
        left = QVBoxLayout()
        left.addWidget(self._bundle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card(self._stick_title, self._stick, left))
        column.addStretch(1)
        return inside


def _turn(syncing: BackgroundSync, network: bytes, peer: Peer) -> None:
    """Pause a peer, or want it again."""
    syncing.pause(network, peer.device, not peer.paused)


def _standing(state: SyncState, words: Words) -> str:
    ago = state.seconds_ago
    last = words.text("sync.last.none") if ago is None else words.text("sync.last", ago=words.ago(ago))
    way = ".waiting" if state.waiting else ".under_way" if state.under_way else ".done"
    key = f"sync.standing{way}"
    return words.text(key, count=state.waiting or state.under_way, last=last)


def _holders(state: SyncState, words: Words) -> str:
    """Who holds how many of this device's entries: the fullest first."""
    holders = sorted((row for row in state.rows if row.own_held), key=lambda row: -row.own_held)
    if not state.own:
        return words.text("sync.held.none")
    if not holders:
        return words.text("sync.held.nobody", own=state.own)
    named = [words.text("sync.held.by", name=row.name, count=row.own_held) for row in holders[:HOLDERS_NAMED_MAX]]
    rest = len(holders) - len(named)
    who = ", ".join(named) + (words.text("sync.held.more", count=rest) if rest else "")
    return words.text("sync.held.some", own=state.own, held=state.held, who=who)
