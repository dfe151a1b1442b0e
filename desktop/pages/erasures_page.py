"""The erasure log: what was ordered to go, on which basis and by whom, and which devices say that they obeyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.vault.erasure_log import Erasure, erasure_log
from core.vault.views import Granted, granted_keys
from desktop.desk import Desk
from desktop.entries.wording import person_text
from desktop.page_context import PageContext
from desktop.shell import Page
from desktop.theme import Tone
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.key_values import KeyValues
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class _Found:
    log: tuple[Erasure, ...] = ()
    granted: tuple[Granted, ...] = ()


class ErasuresPage(Page):
    """A table of orders; one of them opens at the right."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "erasures.title")
        self._context = context
        self._source = _Orders(desk)
        empty = EmptyState(desk, "trash-2", "erasures.empty")
        self.table = DataTable(desk, "erasures", self._source, _columns(), empty)
        self.table.opened.connect(self._on_opened)
        self.set_content(self.table)
        context.session.changed.connect(self._load)

    def opened(self, target: object = None) -> None:
        self._load()

    def _load(self) -> None:
        self._context.session.read(
            lambda vault, replica: _Found(tuple(erasure_log(replica)), granted_keys(replica)),
            owner=self,
            on_done=self._on_found,
            on_error=self.show_error,
        )

    def _on_found(self, found: _Found) -> None:
        self._source.found = found
        self.table.reload()

    def _on_opened(self, key: object) -> None:
        found = self._source.found
        one = next((one for one in found.log if one.order.hex() == key), None)
        if one is None:
            return
        words = self.desk.words
        entry, order = words.text("erasures.about"), words.text("erasures.order")
        by = [person_text(key, found.granted, words) for key in (*one.persons, one.device)]
        reporters = [person_text(key, found.granted, words) for key in one.reported]
        facts = KeyValues(self.desk)
        facts.show_pairs(
            [
                (words.text("erasures.column.when"), words.moment(one.ordered_at)),
                (words.text("erasures.column.basis"), words.text(f"choice.basis.{one.basis}")),
                (words.text("erasures.column.note"), one.note or "–"),
                (words.text("erasures.by"), ", ".join(by)),
                (words.text("erasures.what"), _what(one, words)),
                (words.text("erasures.column.state"), words.text(f"erasures.{_state(one)}")),
                (words.text("erasures.reporters"), ", ".join(reporters) or words.text("erasures.nobody")),
                (entry, one.entry.hex() if one.entry else "–"),
                (order, one.order.hex()),
            ],
            frozenset({entry, order} if one.entry else {order}),
        )
        self.show_detail(words.text("erasures.title"), facts)


def _what(one: Erasure, words: Words) -> str:
    named = one.named
    return words.text("erasures.what.text", parts=len(named.parts), entries=len(named.entries), files=one.files)


def _state(one: Erasure) -> str:
    return "obeyed" if one.obeyed else "hidden"


def _columns() -> tuple[ShownColumn, ...]:
    def mark(value: object) -> tuple[str, Tone]:
        return ("circle-check", Tone.GOOD) if value == "obeyed" else ("clock", Tone.INFO)

    return (
        ShownColumn("when", "erasures.column.when", width=3, sortable=False),
        ShownColumn("basis", "erasures.column.basis", width=4, sortable=False),
        ShownColumn("note", "erasures.column.note", width=3, sortable=False),
        ShownColumn(
            "state",
            "erasures.column.state",
            width=2,
            sortable=False,
            write=lambda value, words: words.text(f"erasures.state.{value}"),
            mark=mark,
        ),
        ShownColumn("reported", "erasures.column.reported", width=2, sortable=False),
    )


class _Orders:
    """The orders of the last look, the last one first; they are few."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.found = _Found()

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._kept(filters))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        return self._kept(filters)[offset : offset + limit]

    def _kept(self, filters: Mapping[str, str]) -> list[Row]:
        text = filters.get("", "").casefold()
        rows = [self._row(one) for one in self.found.log]
        return [row for row in rows if not text or any(text in str(cell).casefold() for cell in row.cells.values())]

    def _row(self, one: Erasure) -> Row:
        words = self._desk.words
        cells = {
            "when": words.moment(one.ordered_at),
            "basis": words.text(f"choice.basis.{one.basis}"),
            "note": one.note or "–",
            "state": _state(one),
            "reported": words.text("erasures.reported", count=len(one.reported)),
        }
        return Row(one.order.hex(), cells)
