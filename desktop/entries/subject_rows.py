"""The rows of a table of subjects of one kind, by the columns that its workspace declares; sorted in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.ledger.contract import Column, FieldKind, SubjectKind
from core.vault.replica import Replica
from core.vault.views import SubjectRow, count_subjects, list_subjects
from desktop.theme import Tone
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words
from desktop.words.catalog import NOTHING
from desktop.words.sentences import choice_text

FLAGGED = "flagged"
"""The name of the column that shows whether a subject carries flags."""


class SubjectRows:
    """A RowSource over the replica that was shown to it last."""

    def __init__(self, kind: SubjectKind) -> None:
        self._kind = kind
        self._replica: Replica | None = None

    def look_at(self, replica: Replica) -> None:
        """Read from this replica from now on."""
        self._replica = replica

    def count(self, filters: Mapping[str, str]) -> int:
        return count_subjects(self._replica, self._kind.name, search=filters.get("", "")) if self._replica else 0

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        if self._replica is None:
            return ()
        found = list_subjects(
            self._replica,
            self._kind.name,
            search=filters.get("", ""),
            sort=sort.column if sort else "",
            descending=sort.descending if sort else False,
            offset=offset,
            limit=limit,
        )
        return [Row(one.id, self._cells(one)) for one in found]

    def _cells(self, one: SubjectRow) -> Mapping[str, Any]:
        return {column.name: _at(one.state, column.path) for column in self._kind.columns} | {FLAGGED: len(one.flags)}


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
