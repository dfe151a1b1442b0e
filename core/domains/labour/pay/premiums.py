"""Overtime, night and holiday minutes, and what they are worth (근로기준법 제56조, 기간제법 제6조)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from core.domains.labour.lines import Line, rounded
from core.domains.labour.pay.shifts import WORKDAY, Shift, night_minutes
from core.domains.labour.tables import Tables

PART_TIME = "part_time"
FULL_TIME = "full_time"


@dataclass(frozen=True, slots=True)
class Worked:
    """A shift with what was agreed for its day."""

    shift: Shift
    agreed_minutes: int
    day_type: str = WORKDAY
    premium_holiday: bool = True
    """Whether work on this holiday earns the holiday premium: a public holiday binds only shops of its size."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was worked, by kind; holiday minutes are not also overtime."""

    work: int = 0
    overtime: int = 0
    night: int = 0
    holiday: int = 0
    holiday_over_day: int = 0

    def __add__(self, other: Minutes) -> Minutes:
        return Minutes(
            self.work + other.work,
            self.overtime + other.overtime,
            self.night + other.night,
            self.holiday + other.holiday,
            self.holiday_over_day + other.holiday_over_day,
        )


def daily_minutes(tables: Tables, worked: Worked, worker: str) -> Minutes:
    """The minutes of one shift: a part-timer's overtime starts after the agreed hours, anybody's after 8 hours."""
    shift = worked.shift
    rule = tables.on("premiums", shift.day)
    night = night_minutes(shift, rule["night_from_minute"], rule["night_to_minute"])
    work, day = shift.work_minutes, int(rule["day_minutes"])
    if worked.day_type != WORKDAY:
        return Minutes(work, 0, night, min(work, day), max(0, work - day))
    limit = min(day, worked.agreed_minutes) if worker == PART_TIME else day
    return Minutes(work, max(0, work - limit), night)


def weekly_excess(tables: Tables, day: date, days: Iterable[Minutes]) -> int:
    """Minutes over 40 hours of one week that were not counted as a day's overtime; holidays stand apart."""
    inside = sum(one.work - one.overtime - one.holiday - one.holiday_over_day for one in days)
    return max(0, inside - int(tables.on("premiums", day)["week_minutes"]))


def premiums_apply(tables: Tables, employees: int, day: date) -> bool:
    """Whether the shop is large enough for premiums, the 40 hours and the 52-hour limit (별표 1)."""
    return bool(employees >= tables.on("premiums", day)["employees"])


def over_weekly_limit(tables: Tables, employees: int, day: date, week_minutes: int) -> bool:
    """Whether a week's total is over 40 + 12 hours (대법원 2020도15393: only the week's total counts)."""
    rule = tables.on("premiums", day)
    return premiums_apply(tables, employees, day) and (
        week_minutes > rule["week_minutes"] + rule["week_extension_minutes"]
    )


@dataclass(frozen=True, slots=True)
class Portion:
    """Minutes worked at one hourly rate, and whether premiums are due for them."""

    minutes: Minutes
    hourly: int
    premium: bool
    holiday_premium: bool = True


def base_line(tables: Tables, portions: Sequence[Portion], day: date) -> Line:
    """Pay for the time worked, without premiums."""
    return _line(tables, "basic_pay", portions, day, [(one.minutes.work, one.hourly, 100) for one in portions])


def premium_lines(tables: Tables, portions: Sequence[Portion], day: date) -> tuple[Line, Line, Line]:
    """Overtime, night and holiday premiums; zero where the shop has four employees or fewer."""
    rule: dict[str, Any] = tables.on("premiums", day)
    due = [one for one in portions if one.premium]
    overtime = [(one.minutes.overtime, one.hourly, rule["overtime_percent"]) for one in due]
    night = [(one.minutes.night, one.hourly, rule["night_percent"]) for one in due]
    holiday = [
        part
        for one in due
        if one.holiday_premium
        for part in (
            (one.minutes.holiday, one.hourly, rule["holiday_percent"]),
            (one.minutes.holiday_over_day, one.hourly, rule["holiday_over_day_percent"]),
        )
    ]
    return (
        _line(tables, "overtime_premium", portions, day, overtime),
        _line(tables, "night_premium", portions, day, night),
        _line(tables, "holiday_premium", portions, day, holiday),
    )


_ARTICLES = {
    "basic_pay": "근로기준법 제43조",
    "overtime_premium": "근로기준법 제56조제1항, 기간제법 제6조제3항",
    "night_premium": "근로기준법 제56조제3항",
    "holiday_premium": "근로기준법 제56조제2항",
}


def _line(
    tables: Tables, item: str, portions: Sequence[Portion], day: date, parts: Iterable[tuple[int, int, int]]
) -> Line:
    """One line over all portions, rounded once; `parts` are minutes, hourly rate and per cent."""
    counted = [part for part in parts if part[0]]
    exact = sum((Fraction(minutes * hourly * percent, 6000) for minutes, hourly, percent in counted), Fraction(0))
    named = ("minutes", "hourly", "percent")
    inputs: dict[str, str | int] = {
        f"{name}_{place}": value
        for place, part in enumerate(_merged(counted), 1)
        for name, value in zip(named, part, strict=True)
    }
    if not counted and portions and not any(one.premium for one in portions):
        inputs["employees_below"] = int(tables.on("premiums", day)["employees"])
    formula = " + ".join(f"minutes_{n} ÷ 60 × hourly_{n} × percent_{n} %" for n in range(1, len(_merged(counted)) + 1))
    won = rounded(tables, "wage", exact, day)
    return Line(item, won, formula or "0", inputs, f"{item}/1", _ARTICLES[item])


def _merged(parts: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Minutes of the same rate and share together, so that a month's line stays short."""
    sums: dict[tuple[int, int], int] = {}
    for minutes, hourly, percent in parts:
        sums[hourly, percent] = sums.get((hourly, percent), 0) + minutes
    return [(minutes, hourly, percent) for (hourly, percent), minutes in sums.items()]
