"""Counting in calendar months, as civil law does (민법 제160조)."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date


def months_after(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the month's last day where it has no such day.

    The first or the last day that a calendar has, where the month lies beyond: a rule has an answer for any date.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if year < MINYEAR else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_years(begun: date, day: date) -> int:
    """Whole years from a day to another: an age on a birthday, say."""
    return day.year - begun.year - ((day.month, day.day) < (begun.month, begun.day))


def full_months(begun: date, day: date) -> int:
    """Whole months from a day to another."""
    return (day.year - begun.year) * 12 + day.month - begun.month - (day.day < begun.day)


def days_in(day: date) -> int:
    """Days of the month that a day lies in."""
    return monthrange(day.year, day.month)[1]
