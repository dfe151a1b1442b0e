"""Pay of a calendar year as loss sheets ask for it: only where issued payslips cover every day of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Paid:
    """Taxable pay of a closed period."""

    first: date
    last: date
    won: int


@dataclass(frozen=True, slots=True)
class YearPay:
    """Taxable pay of a year and the calendar months in which it was earned."""

    won: int
    months: int


def year_pay(paid: Sequence[Paid], year: int, begun: date, last_day: date) -> YearPay | None:
    """The pay from 1 January or the first day at work to 31 December or the last day; None where a day is not covered.

    A period that reaches over New Year says nothing about either year.
    """
    first, last = max(begun, date(year, 1, 1)), min(last_day, date(year, 12, 31))
    if first > last:
        return None
    inside = sorted((one for one in paid if first <= one.last and one.first <= last), key=lambda one: one.first)
    covered_to = first - timedelta(days=1)
    for one in inside:
        if one.first > covered_to + timedelta(days=1) or one.first.year != one.last.year:
            return None
        covered_to = max(covered_to, one.last)
    if covered_to < last:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return YearPay(sum(one.won for one in inside), months)
