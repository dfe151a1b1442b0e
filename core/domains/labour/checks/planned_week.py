"""What the law says of a week before it is worked: its hours, the night, breaks, and what goes beyond the agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.domains.labour.checks.working_time import required_break_minutes, shift_night_minutes
from core.domains.labour.pay.premiums import over_weekly_limit, premiums_apply
from core.domains.labour.pay.shifts import Shift, refuse_overlap
from core.domains.labour.tables import Tables
from core.errors import InputError
from core.ledger.contract import Finding, Severity

PART_TIME_EXCESS_MINUTES = 12 * 60
"""기간제법 제6조제1항: what a part-timer may be asked to work beyond the agreement in a week."""


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """Seven days from Monday on; breaks are told by their length only."""

    shifts: Sequence[tuple[Shift, int]]
    """Each planned stay with the minutes of its break."""
    agreed_minutes: int
    minor: bool
    employees: int


def week_findings(tables: Tables, monday: date, week: PlannedWeek) -> Sequence[Finding]:
    """Everything to look at before the plan is signed, for whom it protects.

    Raises:
        NoParameter: the limits of the week are not known.
    """
    return tuple(_findings(tables, monday, week))


def _findings(tables: Tables, monday: date, week: PlannedWeek) -> Iterator[Finding]:
    days: dict[date, int] = {}
    for shift, pause in week.shifts:
        days[shift.day] = days.get(shift.day, 0) + shift.span.minutes - pause
    total = sum(days.values())
    yield from _overlap(week)
    if over_weekly_limit(tables, week.employees, monday, total):
        yield _warned("plan_over_52_hours", "근로기준법 제50조·제53조", minutes=total)
    rule = tables.on("premiums", monday)
    excess = total - week.agreed_minutes
    part_time = week.agreed_minutes < int(rule["week_minutes"]) and premiums_apply(tables, week.employees, monday)
    if part_time and excess > PART_TIME_EXCESS_MINUTES:
        yield _warned("plan_excess_over_12", "기간제법 제6조제1항", minutes=excess)
    elif part_time and excess > 0:
        yield _warned("plan_excess_needs_consent", "기간제법 제6조제1항", minutes=excess)
    yield from _breaks(tables, week)
    if week.minor:
        yield from _minor(tables, monday, week, days)


def _overlap(week: PlannedWeek) -> Iterator[Finding]:
    try:
        refuse_overlap(shift for shift, _ in week.shifts)
    except InputError as error:
        yield Finding("shifts_overlap", severity=Severity.WARN, facts=dict(error.facts))


def _breaks(tables: Tables, week: PlannedWeek) -> Iterator[Finding]:
    for shift, pause in week.shifts:
        needed = required_break_minutes(tables, shift.day, shift.span.minutes - pause)
        if pause < needed:
            day = shift.day.isoformat()
            yield _warned("plan_break_missing", "근로기준법 제54조", day=day, needed=needed, given=pause)


def _minor(tables: Tables, monday: date, week: PlannedWeek, days: dict[date, int]) -> Iterator[Finding]:
    """Without an agreement on more: 7 hours a day, 35 a week, and not at night (제69조·제70조제2항)."""
    rule = tables.on("minors", monday)
    for day, minutes in sorted(days.items()):
        if minutes > rule["day_minutes"]:
            yield _warned("plan_minor_day", "근로기준법 제69조", day=day.isoformat(), minutes=minutes)
    if sum(days.values()) > rule["week_minutes"]:
        yield _warned("plan_minor_week", "근로기준법 제69조", minutes=sum(days.values()))
    for shift, _ in week.shifts:
        if shift_night_minutes(tables, shift):
            yield _warned("plan_minor_night", "근로기준법 제70조제2항", day=shift.day.isoformat())


def _warned(code: str, article: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts={**facts, "article": article})
