"""Breaks and the limits for minors (근로기준법 제54조·제64조·제66조·제67조·제69조·제70조제2항)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.domains.labour.pay.months import full_years
from core.domains.labour.pay.shifts import Shift, night_minutes
from core.domains.labour.tables import Tables

BREAK_MISSING = "BREAK_MISSING"
DAILY_LIMIT = "MINOR_DAILY_LIMIT"
WEEKLY_LIMIT = "MINOR_WEEKLY_LIMIT"
NIGHT_WORK = "MINOR_NIGHT_WORK"
HOLIDAY_WORK = "MINOR_HOLIDAY_WORK"
DOCUMENT_MISSING = "MINOR_DOCUMENT_MISSING"
NO_PERMIT = "UNDER_15_WITHOUT_PERMIT"


def required_break_minutes(tables: Tables, day: date, work_minutes: int) -> int:
    """Minutes of break that this much net work asks for."""
    steps = tables.on("breaks", day)
    return max((int(one["break_minutes"]) for one in steps if work_minutes >= one["work_minutes"]), default=0)


def break_flags(tables: Tables, shift: Shift) -> tuple[str, ...]:
    """BREAK_MISSING where less than required was given."""
    required = required_break_minutes(tables, shift.day, shift.work_minutes)
    return (BREAK_MISSING,) if shift.break_minutes < required else ()


@dataclass(frozen=True, slots=True)
class MinorPapers:
    """Papers that must lie in the shop."""

    family_certificate: bool
    guardian_consent: bool
    work_permit: bool = False


def paper_flags(tables: Tables, day: date, age: int, papers: MinorPapers) -> tuple[str, ...]:
    """What papers of a worker of this age are missing."""
    rule = tables.on("minors", day)
    if age >= rule["age"]:
        return ()
    flags = [] if papers.family_certificate and papers.guardian_consent else [DOCUMENT_MISSING]
    if age < rule["permit_below_age"] and not papers.work_permit:
        flags.append(NO_PERMIT)
    return tuple(flags)


@dataclass(frozen=True, slots=True)
class MinorShift:
    """A shift of somebody who may be a minor."""

    born: date
    shift: Shift
    week_minutes: int
    """Minutes of the week with this shift."""
    extension_agreed: bool
    night_approved: bool
    holiday: bool
    papers: MinorPapers


def minor_flags(tables: Tables, one: MinorShift) -> tuple[str, ...]:
    """What limits a minor's shift breaks; from the 18th birthday on, none."""
    day = one.shift.day
    rule = tables.on("minors", day)
    age = full_years(one.born, day)
    if age >= rule["age"]:
        return ()
    more_day, more_week = (
        (rule["day_extension_minutes"], rule["week_extension_minutes"]) if one.extension_agreed else (0, 0)
    )
    flags = []
    if one.shift.work_minutes > rule["day_minutes"] + more_day:
        flags.append(DAILY_LIMIT)
    if one.week_minutes > rule["week_minutes"] + more_week:
        flags.append(WEEKLY_LIMIT)
    if shift_night_minutes(tables, one.shift) and not one.night_approved:
        flags.append(NIGHT_WORK)
    if one.holiday and not one.night_approved:
        flags.append(HOLIDAY_WORK)
    return (*flags, *paper_flags(tables, day, age, one.papers))


def shift_night_minutes(tables: Tables, shift: Shift) -> int:
    """Worked minutes between 22:00 and 06:00."""
    rule = tables.on("premiums", shift.day)
    return night_minutes(shift, rule["night_from_minute"], rule["night_to_minute"])
