"""The rows of a table of subjects of one kind, by the columns that its workspace declares; sorted in SQL."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypedDict

from core.ledger.contract import Column, FieldKind, SubjectKind
from core.vault.replica import Replica
from core.vault.views import SubjectRow, list_subjects, order_subjects, subjects_at
from desktop.entries.kept_order import KeptOrder
from desktop.theme import Tone
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words
from desktop.words.catalog import NOTHING
from desktop.words.sentences import choice_text

FLAGGED = "flagged"
"""The name of the column that shows whether a subject carries flags."""


class SubjectRows:
    """A RowSource over the replica that was shown to it last; `kind` names a kind of subject.

    `searched` turns what people type into what the vault holds; `sorted_by` names the workspace's column for those that
    show more than one value.
    """

    def __init__(
        self,
        kind: str,
        cells: Callable[[SubjectRow], Mapping[str, Any]],
        searched: Callable[[str], str] = str.strip,
        sorted_by: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._kind, self._cells, self._searched, self._sorted_by = kind, cells, searched, sorted_by
        self._replica: Replica | None = None
        self._order = KeptOrder()

    def look_at(self, replica: Replica) -> None:
        """Read from this replica from now on; called on the vault lane."""
        self._replica = replica
        self._order.forget()

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._ordered(self._replica, filters, sort)) if self._replica else 0

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        replica = self._replica
        if replica is None:
            return ()
        if offset:
            found = subjects_at(replica, self._ordered(replica, filters, sort)[offset : offset + limit])
        else:
            found = list_subjects(replica, self._kind, **self._ways(filters, sort), limit=limit)
        return [Row(one.id, self._cells(one)) for one in found]

    def _ordered(self, replica: Replica, filters: Mapping[str, str], sort: Sort | None) -> array[int]:
        return self._order.of(filters, sort, lambda: order_subjects(replica, self._kind, **self._ways(filters, sort)))

    def _ways(self, filters: Mapping[str, str], sort: Sort | None) -> _Ways:
        return {
            "search": self._searched(filters.get("", "")),
            "sort": self._sorted_by.get(sort.column, sort.column) if sort else "",
            "descending": sort.descending if sort else False,
        }


class _Ways(TypedDict):
    search: str
    sort: str
    descending: bool


def declared_cells(kind: SubjectKind) -> Callable[[SubjectRow], Mapping[str, Any]]:
    """Values of a subject by the columns that its workspace declares."""
    return lambda one: {column.name: _at(one.state, column.path) for column in kind.columns} | {FLAGGED: len(one.flags)}


def shown_columns(kind: SubjectKind) -> tuple[ShownColumn, ...]:
    """The declared columns as the table shows them, and at the end how many flags a subject carries."""
    flagged = ShownColumn(
        FLAGGED,
        "subjects.column.flagged",
        figures=True,
        sortable=False,
        write=lambda value, words: words.number(value) if value else NOTHING,
        mark=lambda value: ("alert-triangle", Tone.WARN) if value else None,
    )
    return (*(_shown(column) for column in kind.columns), flagged)


def _shown(column: Column) -> ShownColumn:
    return ShownColumn(
        column.name,
        f"column.{column.name}",
        column.shown_unit,
        figures=column.kind is FieldKind.INTEGER,
        width=2 * column.width,
        write=lambda value, words: value_of(column, value, words),
    )


def value_of(column: Column, value: Any, words: Words) -> str:
    """One value of a column as people read it; the unit stands in the heading."""
    if value is None:
        return NOTHING
    match column.kind:
        case FieldKind.INTEGER if type(value) is int:
            return words.quantity(value, column.shown_scale)
        case FieldKind.DAY if isinstance(value, str):
            return words.day(value)
        case FieldKind.CHOICE if isinstance(value, str):
            return choice_text(column.name, value, words)
        case FieldKind.YES_NO:
            return words.text("yes" if value else "no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _at(state: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = state
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
