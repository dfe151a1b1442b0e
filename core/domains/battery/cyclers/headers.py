"""From header cells to a layout: which column holds what, in which unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domains.battery.cyclers.measurement import ColumnRead, Meaning
from core.domains.battery.cyclers.refusal import CyclerRefused

# Each factor leads to s, V, A or mAh. 1 C = 1 A s = 1/3.6 mAh.
_TIME = {"s": 1.0, "sec": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}
_VOLTAGE = {"v": 1.0, "mv": 0.001}
_CURRENT = {"a": 1.0, "ma": 0.001, "ua": 0.000001}
_CAPACITY = {"ah": 1000.0, "mah": 1.0, "uah": 0.001, "c": 1.0 / 3.6}
_TEMPERATURE = {"°c": 1.0, "c": 1.0, "degc": 1.0, "℃": 1.0}

_SCALES: dict[Meaning, dict[str, float]] = {
    "time": _TIME,
    "step_time": _TIME,
    "voltage": _VOLTAGE,
    "current": _CURRENT,
    "mean_current": _CURRENT,
    "capacity": _CAPACITY,
    "charge_capacity": _CAPACITY,
    "discharge_capacity": _CAPACITY,
    "temperature": _TEMPERATURE,
}


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One header cell, taken apart: `meaning` is what the maker's table says of `name`; `rank` 0 is preferred."""

    index: int
    header: str
    name: str
    unit: str
    meaning: Meaning
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quantity stands and what brings it to our unit."""

    index: int
    scale: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one table are read. `keys` are the columns whose change begins a new step of the file."""

    format: str
    columns: tuple[ColumnRead, ...]
    time: Source
    voltage: Source
    current: Source
    current_is_mean: bool
    charge_counter: Source | None
    discharge_counter: Source | None
    counters_signed: bool
    temperature: Source | None
    step_time: Source | None
    cycle: int | None
    keys: tuple[int, ...]
    mode: int | None
    flag: int | None

    @property
    def width(self) -> int:
        return len(self.columns)


def tidy(cell: str) -> str:
    """A header cell in small letters, blanks collapsed, one sign for micro."""
    return " ".join(cell.replace("\u00b5", "u").replace("\u03bc", "u").replace("\ufeff", "").split()).casefold()


def without_trailing_blanks(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _unit_key(unit: str) -> str:
    # mA.h, mA·h, mAh; and mA,h where every point of a file was made a comma.
    return unit.translate({ord(sign): None for sign in ".,·- "})


def scale_of(cell: HeaderCell) -> float:
    """The factor to our unit.

    Raises:
        CyclerRefused: unit_unknown.
    """
    scale = _SCALES[cell.meaning].get(_unit_key(cell.unit))
    if scale is None:
        raise CyclerRefused("unit_unknown", header=cell.header, unit=cell.unit)
    return scale


class Columns:
    """The header cells of one table, asked for by meaning."""

    def __init__(self, format_name: str, cells: Sequence[HeaderCell]) -> None:
        self._format = format_name
        self._cells = cells
        self._read: set[int] = set()

    def find(self, *meanings: Meaning) -> HeaderCell | None:
        """The preferred cell among these meanings, None when the table has none.

        Raises:
            CyclerRefused: column_twice (the same quantity stands there twice, so one of the two may be wrong).
        """
        for meaning in meanings:
            found = [cell for cell in self._cells if cell.meaning == meaning]
            if found:
                best = min(cell.rank for cell in found)
                first, *others = [cell for cell in found if cell.rank == best]
                if others:
                    headers = ", ".join(cell.header for cell in (first, *others))
                    raise CyclerRefused("column_twice", column=meaning, headers=headers)
                self._read.add(first.index)
                return first
        return None

    def source(self, *meanings: Meaning) -> Source | None:
        """Like find, with the factor to our unit; a unit that is not known is refused."""
        cell = self.find(*meanings)
        return None if cell is None else Source(cell.index, scale_of(cell))

    def need(self, column: str, looked_for: str, *meanings: Meaning) -> tuple[HeaderCell, Source]:
        """Like source, for what a measurement cannot do without.

        Raises:
            CyclerRefused: column_missing names it.
        """
        cell = self.find(*meanings)
        if cell is None:
            raise CyclerRefused("column_missing", format=self._format, column=column, looked_for=looked_for)
        return cell, Source(cell.index, scale_of(cell))

    def all(self, *meanings: Meaning) -> tuple[int, ...]:
        """The places of every column of these meanings."""
        places = tuple(cell.index for cell in self._cells if cell.meaning in meanings)
        self._read.update(places)
        return places

    def described(self) -> tuple[ColumnRead, ...]:
        """Every column with its reading; call last, for what nobody asked for is "not_read"."""
        return tuple(
            ColumnRead(cell.header, cell.meaning, cell.unit)
            if cell.index in self._read
            else ColumnRead(cell.header, "not_read", cell.unit)
            for cell in self._cells
        )
