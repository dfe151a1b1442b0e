"""The first page: what waits for me, what is done most often, and what came last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.ledger.contract import Effect, Verdict
from core.vault.overview import RecentEntry, recent_entries
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import NetworkView, network_view
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.today_items import Shortcut, TodayModule, Waiting, today_modules
from desktop.shell import Page, PageAction
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.words import Words

RECENT = 8
_SIDE_BY_SIDE_PX = 860


@dataclass(frozen=True, slots=True)
class _Found:
    waiting: tuple[Waiting, ...]
    recent: tuple[RecentEntry, ...]
    network: NetworkView


class TodayPage(Page):
    """`reachable` are the places that exist here; what leads elsewhere is told without a button."""

    def __init__(self, desk: Desk, context: PageContext, reachable: frozenset[str]) -> None:
        super().__init__(desk, "today.title")
        self._context, self._reachable = context, reachable
        self._found: _Found | None = None
        network = context.standing().network
        self._modules: list[TodayModule] = today_modules(network.workspaces if network else ())
        self._greeting, self._zone = label("section"), label("quiet")
        self._waiting, self._recent = QVBoxLayout(), QVBoxLayout()
        self._waiting.setSpacing(6)
        self._recent.setSpacing(6)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        self._lay_out()
        self.add_action(PageAction("today.bundle", lambda: self.go.emit("bundle", None), "usb", "Ctrl+B"))
        context.session.changed.connect(self._load)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE_PX * max(1.0, self.desk.theme.scale)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _load(self) -> None:
        roles, today = self._roles(), self.desk.clock.now().day()

        def work(vault: Vault, replica: Replica) -> _Found:
            waiting = tuple(one for module in self._modules for one in module.waiting(replica, today, roles))
            return _Found(waiting, tuple(recent_entries(replica, RECENT)), network_view(replica))

        self._context.session.read(work, owner=self, on_done=self._on_found, on_error=self.show_error)

    def _on_found(self, found: _Found) -> None:
        self._found = found
        self._show()

    def _roles(self) -> frozenset[str]:
        """The roles of everybody who signs on this vault."""
        standing = self._context.standing()
        own = {person.key for person in standing.persons}
        granted = standing.network.granted if standing.network else ()
        return frozenset(role for one in granted if one.key in own for role in one.roles)

    def _show(self) -> None:
        words, now = self.desk.words, self.desk.clock.now()
        hour = now.local().hour
        part = "morning" if 5 <= hour < 12 else "day" if 12 <= hour < 18 else "evening"
        self._greeting.setText(f"{words.text(f'today.greeting.{part}')} {words.day(now.day())}")
        self._zone.setText(self.desk.zone_note())
        self._zone.setVisible(bool(self._zone.text()))
        if self._found is None:
            return
        _empty(self._waiting)
        for one in self._found.waiting:
            self._waiting.addWidget(self._waiting_row(one, words))
        if not self._found.waiting:
            self._waiting.addWidget(label("quiet", words.text("today.nothing_waits")))
        _empty(self._recent)
        for entry in self._found.recent:
            self._recent.addWidget(self._recent_row(entry, words))
        if not self._found.recent:
            self._recent.addWidget(label("quiet", words.text("today.nothing_yet")))

    def _waiting_row(self, one: Waiting, words: Words) -> QWidget:
        text = words.text(one.key, count=one.count)
        tone = Tone.WARN if one.urgent else Tone.INK
        made = _wide_button(text)
        made.setObjectName(one.key)
        self.desk.theme.put_icon(made, one.icon, tone)
        made.setEnabled(one.page in self._reachable)
        made.clicked.connect(lambda checked: self.go.emit(one.page, one.target))
        return made

    def _recent_row(self, recent: RecentEntry, words: Words) -> QWidget:
        content = recent.judged.entry.content
        key = f"type.{content.type}"
        what = words.text(key) if words.has(key) else content.type
        made = _wide_button(f"{what} — {recent.title}" if recent.title else what)
        made.setObjectName("today.recent")
        icon, tone, said = _state(recent)
        self.desk.theme.put_icon(made, icon, tone)
        page = next((one.SUBJECT_PAGES[recent.kind] for one in self._modules if recent.kind in one.SUBJECT_PAGES), "")
        made.setEnabled(page in self._reachable)
        made.clicked.connect(lambda checked: self.go.emit(page, recent.subject))
        who = self._who(content.device)
        told = f"{words.moment(content.occurred_at)} · {who} · {words.text(said)}"
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(made)
        line = label("quiet", told)
        line.setContentsMargins(12, 0, 0, 0)
        column.addWidget(line)
        made.setAccessibleDescription(told)
        return whole

    def _who(self, device: bytes) -> str:
        network = self._found.network if self._found else None
        named = [one.member for one in network.granted if one.key == device] if network else []
        return named[0] if named else device.hex()[:8]

    def _lay_out(self) -> None:
        shortcuts = QVBoxLayout()
        shortcuts.setSpacing(8)
        big = [self._shortcut_button(one) for one in self._shortcuts()]
        for made in big:
            shortcuts.addWidget(made)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._titled("today.waiting", self._waiting))
        right.setSpacing(16)
        right.addWidget(self._titled("today.shortcuts", shortcuts))
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._greeting)
        column.addWidget(self._zone)
        column.addLayout(self._columns)
        column.addWidget(self._titled("today.recent", self._recent))
        column.addStretch(1)
        self.set_content(inside, scroll=True)
        if big:
            self.setFocusProxy(big[0])

    def _shortcut_button(self, one: Shortcut) -> QPushButton:
        return button(self.desk, one.key, lambda: self.go.emit(one.page, one.target), icon=one.icon, kind="big")

    def _shortcuts(self) -> Sequence[Shortcut]:
        roles = self._roles()
        known = [one for module in self._modules for one in module.SHORTCUTS if one.page in self._reachable]
        return [one for one in known if not one.roles or not roles or one.roles & roles]

    def _titled(self, key: str, rows: QVBoxLayout) -> QFrame:
        title = label("label")
        self.desk.follow(title, lambda: title.setText(self.desk.words.text(key)))
        made = card(title, rows)
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addStretch(1)  # cards side by side are equally high
        return made


def _state(recent: RecentEntry) -> tuple[str, Tone, str]:
    if recent.judged.verdict is Verdict.NEWER:
        return "circle-help", Tone.WARN, "state.newer"
    if recent.judged.verdict is not Verdict.ACCEPTED:
        return "x", Tone.BAD, "state.refused"
    if recent.effect is Effect.VOID:
        return "undo-2", Tone.QUIET, "state.void"
    return ("pencil", Tone.QUIET, "today.own") if recent.own else ("inbox", Tone.QUIET, "today.others")


def _wide_button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "place")
    made.setAutoDefault(True)
    made.setAccessibleName(text)
    return made


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
