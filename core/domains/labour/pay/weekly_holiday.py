"""The weekly holiday allowance (근로기준법 제18조제3항·제55조제1항, 시행령 제30조·별표 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.lines import Line, rounded, shown
from core.domains.labour.tables import Tables

ARTICLE = "근로기준법 제55조제1항, 시행령 제30조·별표 2 제4호"


@dataclass(frozen=True, slots=True)
class Week:
    """What a week's allowance hangs on."""

    average_hours: Fraction
    """Agreed hours a week, averaged over four weeks (or over the weeks there are)."""
    full_time_days: int
    """Days that a comparable full-timer works in a week."""
    absent_days: int
    employed_to_the_end: bool


def holiday_hours(tables: Tables, week: Week, day: date) -> Fraction:
    """Hours of the week's paid holiday: 0 where it is not earned, at most 8."""
    rule = tables.on("weekly_holiday", day)
    earned = week.average_hours >= rule["week_hours"] and not week.absent_days and week.employed_to_the_end
    if not earned:
        return Fraction(0)
    return min(Fraction(rule["hours_max"]), week.average_hours / week.full_time_days)


def average_of(agreed_hours: Sequence[Fraction]) -> Fraction:
    """The average over the weeks given, which are four or fewer."""
    return sum(agreed_hours, Fraction(0)) / len(agreed_hours)


def allowance_line(tables: Tables, weeks: Sequence[tuple[Fraction, int]], day: date) -> Line:
    """One line for hours and hourly rate of each weekly holiday, rounded once."""
    paid = [(hours, hourly) for hours, hourly in weeks if hours]
    exact = sum((hours * hourly for hours, hourly in paid), Fraction(0))
    inputs: dict[str, str | int] = {"weeks": len(paid)}
    for place, (hours, hourly) in enumerate(paid, 1):
        inputs |= {f"hours_{place}": shown(hours), f"hourly_{place}": hourly}
    formula = " + ".join(f"hours_{place} × hourly_{place}" for place in range(1, len(paid) + 1)) or "0"
    won = rounded(tables, "wage", exact, day)
    return Line("weekly_holiday_allowance", won, formula, inputs, "weekly_holiday/1", ARTICLE)
