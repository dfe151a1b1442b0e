"""Public holidays of a year with their substitutes, and whether a day is paid (공휴일에 관한 규정, 제55조제2항)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from core.domains.labour.tables import Tables

SUBSTITUTE = "substitute"
LABOUR_DAY = (5, 1)
_SATURDAY, _SUNDAY = 5, 6


@lru_cache(maxsize=64)
def holidays_of(tables: Tables, year: int, known_on: date) -> Mapping[date, tuple[str, ...]]:
    """The public holidays of a year other than plain Sundays, each with what it is, as known on a day.

    A rule or an extra day that was decided later than `known_on` is left out.

    Raises:
        NoParameter: the lunar days of the year are not in the tables.
    """
    found = _named_days(tables, year, known_on)
    for day in sorted(found):
        if _has_substitute(tables, day, found[day], known_on):
            free = day + timedelta(days=1)
            while free in found or free.weekday() in (_SATURDAY, _SUNDAY):
                free += timedelta(days=1)
            found[free] = (SUBSTITUTE,)
    return MappingProxyType(dict(sorted(found.items())))


def _named_days(tables: Tables, year: int, known_on: date) -> dict[date, tuple[str, ...]]:
    found: dict[date, tuple[str, ...]] = {}

    def add(day: date, name: str) -> None:
        found[day] = (*found.get(day, ()), name)

    for name, text in tables.on("lunar_holidays", date(year, 1, 1)).items():
        middle = date.fromisoformat(text)
        around = (-1, 0, 1) if name in ("seollal", "chuseok") else (0,)
        for days in around:
            add(middle + timedelta(days=days), name)
    for text in sorted({fixed for rule in tables.rows["public_holidays"] for fixed in rule["value"]["fixed"]}):
        day = date.fromisoformat(f"{year}-{text}")
        if text in _rule(tables, day, known_on)["fixed"]:
            add(day, text)
    for extra in tables.on("extra_holidays", date(year, 1, 1)):
        if extra["known_on"] <= known_on.isoformat():
            add(date.fromisoformat(extra["day"]), extra["kind"])
    return found


def _rule(tables: Tables, day: date, known_on: date) -> Mapping[str, Any]:
    known = [row for row in tables.rows["public_holidays"] if row["value"]["known_on"] <= known_on.isoformat()]
    rule: Mapping[str, Any] = Tables({"public_holidays": known}).on("public_holidays", day)
    return rule


def _has_substitute(tables: Tables, day: date, names: tuple[str, ...], known_on: date) -> bool:
    rule = _rule(tables, day, known_on)
    either = any(name in rule["substitute_weekend"] for name in names)
    lunar = any(name in rule["substitute_sunday"] for name in names)
    if len(names) > 1:
        return either or lunar
    return (either and day.weekday() in (_SATURDAY, _SUNDAY)) or (lunar and day.weekday() == _SUNDAY)


def is_public_holiday(tables: Tables, day: date, known_on: date) -> bool:
    """Whether a day is a public holiday other than a plain Sunday."""
    return day in holidays_of(tables, day.year, known_on)


def is_labour_day(day: date) -> bool:
    """1 May, paid in every workplace (노동절 제정에 관한 법률)."""
    return (day.month, day.day) == LABOUR_DAY


def public_holidays_bind(tables: Tables, day: date, employees: int) -> bool:
    """Whether public holidays are paid holidays in a shop of this size on this day."""
    least = tables.on("paid_public_holiday", day)["employees"]
    return least is not None and employees >= least


def holiday_is_paid(
    tables: Tables, day: date, employees: int, week_hours: Fraction | int, agreed_workday: bool, known_on: date
) -> bool:
    """Whether a day off on this date is paid: an agreed working day, a shop of the size, and 15 hours a week or more.

    1 May is paid for every worker in every shop.
    """
    if not agreed_workday:
        return False
    if is_labour_day(day):
        return True
    enough_hours = week_hours >= tables.on("weekly_holiday", day)["week_hours"]
    return enough_hours and public_holidays_bind(tables, day, employees) and is_public_holiday(tables, day, known_on)


def next_working_day(tables: Tables, day: date, known_on: date) -> date:
    """The day itself, or the next one that is no Saturday, Sunday or public holiday (민법 제161조)."""
    while day.weekday() in (_SATURDAY, _SUNDAY) or is_public_holiday(tables, day, known_on):
        day += timedelta(days=1)
    return day
