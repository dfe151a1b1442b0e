"""The rows of a looked-at sheet as a table: what each field would say, and what is wrong, by its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.ledger.contract import EntryType, Finding, Severity
from desktop.tables.mapping import ColumnOf, wanted
from desktop.tables.taking_in import LookedAt
from desktop.theme import Tone
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words, finding_line, finding_text
from desktop.words.values import value_text

STATE, NUMBER, ABOUT = "import.state", "import.number", "import.about"
_ORDER = {"refused": 0, "twice": 1, "warned": 2, "ready": 3}
_MARKS = {
    "refused": ("alert-triangle", Tone.BAD),
    "twice": ("copy", Tone.WARN),
    "warned": ("alert-triangle", Tone.WARN),
    "ready": ("check", Tone.GOOD),
}


class LookedAtRows:
    """A RowSource over rows in memory: a sheet has an end, and its rows are few beside a ledger."""

    def __init__(self) -> None:
        self._looked_at: Sequence[LookedAt] = ()
        self._names: Sequence[str] = ()

    def show(self, rows: Sequence[LookedAt], column_of: ColumnOf) -> None:
        """Show these rows, with the fields that have a column."""
        self._looked_at, self._names = rows, tuple(column_of)

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._kept(filters, None))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        kept = self._kept(filters, sort)[offset : offset + limit]
        return [Row(str(one.row.number), _cells(one, self._names)) for one in kept]

    def _kept(self, filters: Mapping[str, str], sort: Sort | None) -> Sequence[LookedAt]:
        text = filters.get("", "").casefold()
        kept = [one for one in self._looked_at if text in _searched(one)]
        if sort is not None and sort.column == NUMBER:
            return kept[::-1] if sort.descending else kept
        return sorted(kept, key=lambda one: _ORDER[state_of(one)], reverse=bool(sort and sort.descending))


def state_of(one: LookedAt) -> str:
    """refused, twice, warned or ready."""
    if one.refused:
        return "refused"
    return "twice" if one.twice else "warned" if one.findings else "ready"


def columns_of(kind: EntryType, column_of: ColumnOf) -> tuple[ShownColumn, ...]:
    """The row's number and state, then every field that has a column; a wrong cell says what is wrong."""
    fields = {field.name: field for field in kind.fields}

    def write(name: str) -> Any:
        def written(value: Any, words: Words) -> str:
            stored, findings = value
            if findings:
                return finding_text(findings[0], words, kind.name)
            field = fields.get(name)
            return "–" if stored is None else value_text(field, stored, words) if field is not None else str(stored)

        return written

    def write_state(value: Any, words: Words) -> str:
        """The state, and what is wrong where no column shows it."""
        state, elsewhere = value
        told = words.text(f"import.state.{state}")
        return f"{told}: {finding_line(elsewhere[0], words, kind.name)}" if elsewhere else told

    shown = [name for name in wanted(kind) if name in column_of]
    return (
        ShownColumn(NUMBER, "import.column.number", figures=True, width=1),
        ShownColumn(STATE, "import.column.state", width=4, write=write_state, mark=lambda value: _MARKS[value[0]]),
        *(
            ShownColumn(
                name or ABOUT,
                f"field.{kind.name}.{name}" if name else "import.subject",
                width=3,
                sortable=False,
                write=write(name),
                mark=_mark_cell,
            )
            for name in shown
        ),
    )


def _searched(one: LookedAt) -> str:
    return " ".join(map(str, (*one.row.body.values(), one.row.subject_text))).casefold()


def _cells(one: LookedAt, names: Sequence[str]) -> Mapping[str, Any]:
    """By column, the value and what is wrong with it."""
    by_field: dict[str, list[Finding]] = {}
    for finding in one.findings:
        by_field.setdefault(finding.field.split(".")[0], []).append(finding)
    cells: dict[str, Any] = {
        name or ABOUT: (one.row.body.get(name) if name else one.row.subject_text or None, by_field.get(name, []))
        for name in names
    }
    elsewhere = [finding for finding in one.findings if finding.field.split(".")[0] not in names]
    return cells | {NUMBER: one.row.number, STATE: (state_of(one), elsewhere)}


def _mark_cell(value: Any) -> tuple[str, Tone] | None:
    if not value or not value[1]:
        return None
    return "alert-triangle", Tone.BAD if any(one.severity is Severity.REFUSE for one in value[1]) else Tone.WARN
