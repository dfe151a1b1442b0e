"""Corrections that came after a period was closed: the old slip stays, the next one carries the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.domains.labour.lines import Line
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.records import Record, records
from core.ledger.contract import State

CORRECTION = "correction"
_CHANGES_TOLD = 20
_ARTICLE = "근로기준법 제43조제1항·제48조제2항"
_ARTICLE_BACK = "근로기준법 제43조제1항 (초과 지급한 임금은 시기·금액이 가깝고 미리 알린 때에만 뺄 수 있음)"


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period whose slip was issued: its record, and the slip's record."""

    record: Record
    slip: Record

    @property
    def first(self) -> date:
        return date.fromisoformat(self.record["first"])

    @property
    def last(self) -> date:
        return date.fromisoformat(self.record["last"])

    @property
    def name(self) -> str:
        return f"{self.record['first']} ~ {self.record['last']}"


def changed_periods(employment: State, before: date) -> list[ClosedPeriod]:
    """Periods with an issued slip that end before a day, and whose shifts are not those that were closed."""
    slips = {one["period"]: one for one in records(employment, "slips")}
    closed = [
        ClosedPeriod(one, slips[one["entry"]])
        for one in records(employment, "periods")
        if one["entry"] in slips and one["last"] < before.isoformat()
    ]
    return [one for one in closed if _inside(employment, one, late=True) or _counts_differ(employment, one)]


def _inside(employment: State, period: ClosedPeriod, *, late: bool) -> list[Record]:
    found = [one for one in shifts(employment) if period.record["first"] <= one["start"][:10] <= period.record["last"]]
    return [one for one in found if one.get("late")] if late else found


def _counts_differ(employment: State, period: ClosedPeriod) -> bool:
    closed_with: int = period.record["shift_count"]
    return len(_inside(employment, period, late=False)) != closed_with


def changes(employment: State, period: ClosedPeriod) -> str:
    """What was changed, for the reason of the line: each shift as it was and as it is."""
    told = [
        f"{_times(one['original'])} → {_times(one)}" for one in _inside(employment, period, late=True)[:_CHANGES_TOLD]
    ]
    return "; ".join(told) or f"{period.record['shift_count']} → {len(_inside(employment, period, late=False))}"


def _times(told: Mapping[str, Any]) -> str:
    rest = ", ".join(f"{one['start'][11:]}-{one['end'][11:]}" for one in told.get("breaks") or ())
    return f"{told['start'][5:].replace('T', ' ')}-{told['end'][11:]}" + (f" ({rest})" if rest else "")


def settled_before(slips: Sequence[Mapping[str, Any]], period: ClosedPeriod) -> int:
    """What correction lines of opened slips have paid for a period already."""
    return sum(
        line["won"]
        for slip in slips
        for line in slip["pay"]
        if line["item"] == CORRECTION and f"period={period.name}" in line["inputs"]
    )


def issued_pay(slip: Mapping[str, Any]) -> int:
    """The pay of a slip for its own period: without what it carried over from earlier ones."""
    return sum(line["won"] for line in slip["pay"] if line["item"] != CORRECTION)


def correction(period: ClosedPeriod, corrected: int, issued: int, settled: int, told: str) -> Line | None:
    """The line of the next slip; None where nothing is left to settle."""
    won = corrected - issued - settled
    inputs: dict[str, str | int] = {"period": period.name, "corrected": corrected, "issued": issued}
    inputs |= {"settled": settled, "changes": told}
    article = _ARTICLE if won > 0 else _ARTICLE_BACK
    formula = "corrected − issued − settled (period: changes)"
    return Line(CORRECTION, won, formula, inputs, "correction/2", article) if won else None
