"""Who may do what: devices and persons of the network; more persons here, newcomers from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.vault.vault import Person
from core.vault.views import Granted, NetworkView
from desktop.desk import Desk
from desktop.page_context import PageContext
from desktop.pages.admit_panel import AdmitPanel
from desktop.pages.card_panel import CardPanel
from desktop.pages.cut_panel import CutPanel
from desktop.pages.network_page import NETWORK
from desktop.pages.person_panel import PersonPanel
from desktop.roles import roles_text
from desktop.shell import Page, PageAction
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import button
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.key_values import KeyValues
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words

ADD, ADMIT = "add", "admit"
"""Targets that open one of the panels at once."""
ERASURES = "erasures"
"""The place of the erasure log."""


class MembersPage(Page):
    """A table; what is done opens at the right."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "members.title")
        self._context = context
        self._source = _GrantedRows(desk)
        empty = EmptyState(desk, "users", "members.empty")
        self.table = DataTable(desk, "members", self._source, _columns(), empty)
        self.table.opened.connect(self._on_opened)
        self.set_content(self.table)
        self.add_action(PageAction("members.network", lambda: self.go.emit(NETWORK, None), "info", "Ctrl+Shift+N"))
        self.add_action(PageAction("members.erasures", lambda: self.go.emit(ERASURES, None), "trash-2", "Ctrl+E"))
        self.add_action(PageAction("members.admit", self.open_admit, "inbox", "Ctrl+I"))
        self.add_action(PageAction("members.add", self.open_add, "plus", "Ctrl+N", primary=True))
        context.session.changed.connect(self._load)

    def opened(self, target: object = None) -> None:
        self._load()
        if target == ADD:
            self.open_add()
        elif target == ADMIT:
            self.open_admit()

    def open_add(self) -> PersonPanel:
        """Add a person of this organisation."""
        panel = PersonPanel(self.desk, self._context)
        panel.carry_asked.connect(lambda: self.go.emit("bundle", None))
        self._open(self.desk.words.text("members.add.title"), panel)
        return panel

    def open_admit(self) -> AdmitPanel:
        """Let somebody in who shows a join request."""
        panel = AdmitPanel(self.desk, self._context)
        panel.carry_asked.connect(lambda: self.go.emit("bundle", None))
        self._open(self.desk.words.text("members.admit.title"), panel)
        return panel

    def _open(self, title: str, panel: PersonPanel | AdmitPanel) -> None:
        self.show_detail(title, panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)

    def _load(self) -> None:
        self._context.session.on_vault(
            self._context.session.standing, owner=self, on_done=self._on_standing, on_error=self.show_error
        )

    def _on_standing(self, standing: object) -> None:
        network = getattr(standing, "network", None)
        self._source.show(network)
        self.table.reload()

    def _on_opened(self, key: object) -> None:
        one = next((one for one in self._source.known if one.key.hex() == key), None)
        if one is None:
            return
        words = self.desk.words
        facts = KeyValues(self.desk)
        key_name = words.text("members.key")
        facts.show_pairs(
            [
                (words.text("members.column.member"), one.member),
                (words.text("members.column.kind"), words.text(f"kind.{one.kind}")),
                (words.text("members.column.roles"), roles_text(one.roles, words) or "–"),
                (words.text("members.column.powers"), _powers(one, words) or "–"),
                (key_name, one.key.hex()),
            ],
            frozenset({key_name}),
        )
        own = next((person for person in self._context.standing().persons if person.key == one.key), None)
        self.show_detail(one.title, self._with_buttons(facts, one, own))

    def _with_buttons(self, facts: KeyValues, one: Granted, own: Person | None) -> QWidget:
        """What is known of a member; a card for a person of this vault, and the way to take rights back."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(facts)
        if own is not None:
            column.addWidget(button(self.desk, "card.make", lambda: self.open_card(own), icon="qr-code"))
        if one in self._source.granted:
            column.addWidget(button(self.desk, "cut.open", lambda: self.open_cut(one), icon="x"))
        column.addStretch(1)
        return whole

    def open_cut(self, one: Granted) -> CutPanel:
        """Take rights back from a device or person, with a look at what loses its effect."""
        panel = CutPanel(self.desk, self._context, one)
        panel.done.connect(self._on_cut)
        self.show_detail(self.desk.words.text("cut.title", title=one.title), panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        return panel

    def _on_cut(self, title: str) -> None:
        self.hide_detail()
        self.notice.emit(Notice(self.desk.words.text("cut.done", title=title), tone=Tone.GOOD))

    def open_card(self, person: Person) -> CardPanel:
        """Make the card of a person whose key rests here."""
        panel = CardPanel(self.desk, self._context, person)
        self.show_detail(person.title, panel)
        panel.setFocus(Qt.FocusReason.TabFocusReason)
        return panel


def _columns() -> tuple[ShownColumn, ...]:
    def mark(value: object) -> tuple[str, Tone]:
        return ("user" if value == "person" else "key", Tone.QUIET)

    return (
        ShownColumn("member", "members.column.member", width=3),
        ShownColumn("title", "members.column.title", width=3),
        ShownColumn(
            "kind", "members.column.kind", width=2, write=lambda value, words: words.text(f"kind.{value}"), mark=mark
        ),
        ShownColumn("roles", "members.column.roles", width=4, sortable=False),
        ShownColumn("powers", "members.column.powers", width=3, sortable=False),
    )


def _powers(one: Granted, words: Words) -> str:
    return ", ".join(words.text(f"power.{power}") for power in one.powers)


class _GrantedRows:
    """The grants of the last look, filtered and sorted here: they are few."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.granted: tuple[Granted, ...] = ()
        self.known: tuple[Granted, ...] = ()
        """Also those who were shut out."""

    def show(self, network: NetworkView | None) -> None:
        self.granted = network.granted if network else ()
        self.known = (*network.granted, *network.shut_out) if network else ()

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._kept(filters))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        kept = self._kept(filters)
        if sort is not None:
            kept = sorted(kept, key=lambda row: str(row.cells[sort.column]).casefold(), reverse=sort.descending)
        return kept[offset : offset + limit]

    def _kept(self, filters: Mapping[str, str]) -> list[Row]:
        text = filters.get("", "").casefold()
        rows = [self._row(one) for one in self.known]
        return [row for row in rows if not text or any(text in str(cell).casefold() for cell in row.cells.values())]

    def _row(self, one: Granted) -> Row:
        words = self._desk.words
        cells = {
            "member": one.member,
            "title": one.title,
            "kind": one.kind,
            "roles": roles_text(one.roles, words) or "–",
            "powers": _powers(one, words) or "–",
        }
        if one not in self.granted:
            cells |= {"roles": words.text("members.shut_out"), "powers": "–"}
        return Row(one.key.hex(), cells)
