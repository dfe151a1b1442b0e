"""What the law says of shifts that were worked: breaks, the week's limits, a part-timer's excess, minors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.domains.labour.checks.working_time import (
    DAILY_LIMIT,
    HOLIDAY_WORK,
    NIGHT_WORK,
    WEEKLY_LIMIT,
    MinorPapers,
    MinorShift,
    minor_flags,
    required_break_minutes,
)
from core.domains.labour.pay.holidays import is_labour_day, is_public_holiday
from core.domains.labour.pay.months import months_after
from core.domains.labour.pay.premiums import over_weekly_limit, premiums_apply
from core.domains.labour.pay.shifts import Shift
from core.domains.labour.paying import FULL_WEEK_MINUTES, agreed_minutes, contract_on, employees_on
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.person import EXCESS_WORK, MINOR_EXTENSION, NIGHT_AND_HOLIDAYS, NIGHT_PERMIT
from core.domains.labour.rules.v1.records import records
from core.domains.labour.rules.v1.times import shift_of_body
from core.domains.labour.tables import Tables
from core.ledger.contract import Finding, Severity, State

_EXCESS_LIMIT_MINUTES = 12 * 60
_YEARS_OF_BANDS = {"under_18": 17, "under_15": 14}
_MINOR_CODES = {
    DAILY_LIMIT: ("minor_daily_limit", "근로기준법 제69조"),
    WEEKLY_LIMIT: ("minor_weekly_limit", "근로기준법 제69조"),
    NIGHT_WORK: ("minor_night_work", "근로기준법 제70조제2항"),
    HOLIDAY_WORK: ("minor_holiday_work", "근로기준법 제70조제2항"),
}


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from the day on which the shop's week begins, with the shifts in them."""

    first: date
    shifts: tuple[Shift, ...]

    @property
    def minutes(self) -> int:
        return sum(one.work_minutes for one in self.shifts)


def weeks_of(shop: State, employment: State) -> list[Week]:
    """The weeks in which somebody worked, in order."""
    starts = int(shop.get("shop", {}).get("week_start") or 0)
    found: dict[date, list[Shift]] = {}
    for one in sorted(map(shift_of_body, shifts(employment)), key=lambda one: one.span.start):
        first = one.day - timedelta(days=(one.day.weekday() - starts) % 7)
        found.setdefault(first, []).append(one)
    return [Week(first, tuple(inside)) for first, inside in sorted(found.items())]


def consented(employment: State, purpose: str, day: date) -> bool:
    """Whether the worker's consent to something holds on a day."""
    return any(
        one["purpose"] == purpose and "withdrawn" not in one and one["until"] >= day.isoformat()
        for one in records(employment, "consents")
    )


def worked_findings(tables: Tables, shop: State, employment: State, born: date | None, today: date) -> list[Finding]:
    """What recorded shifts break, one finding a rule; the date of birth, where known, decides who is a minor.

    Raises:
        RefusedError: `contract_missing`.
        NoParameter: a figure of a shift's day is not known.
    """
    weeks = weeks_of(shop, employment)
    days = [one for week in weeks for one in week.shifts]
    return [
        *_breaks(tables, days),
        *_counted("over_52_hours", "근로기준법 제53조제1항", _over_52(tables, shop, weeks)),
        *_excess(tables, shop, employment, weeks),
        *_minors(tables, employment, weeks, born, today),
    ]


def _counted(code: str, article: str, days: Sequence[date], **facts: object) -> Iterator[Finding]:
    """One finding for all days on which a rule was broken, with the newest; none for none."""
    if days:
        told = {"count": len(days), "day": max(days).isoformat(), "article": article, **facts}
        yield Finding(code, severity=Severity.WARN, facts=told)


def _breaks(tables: Tables, days: Sequence[Shift]) -> Iterator[Finding]:
    short = [one for one in days if one.break_minutes < required_break_minutes(tables, one.day, one.work_minutes)]
    yield from _counted("shift_break_missing", "근로기준법 제54조", [one.day for one in short if not one.break_minutes])
    yield from _counted("shift_break_short", "근로기준법 제54조", [one.day for one in short if one.break_minutes])


def _over_52(tables: Tables, shop: State, weeks: Sequence[Week]) -> list[date]:
    return [
        one.first for one in weeks if over_weekly_limit(tables, employees_on(shop, one.first), one.first, one.minutes)
    ]


def _excess(tables: Tables, shop: State, employment: State, weeks: Sequence[Week]) -> Iterator[Finding]:
    """Work of a part-timer beyond the agreed hours, in shops of five or more (기간제법 제6조)."""
    without, over = [], []
    for week in weeks:
        contract = contract_on(employment, week.first + timedelta(days=6))
        binds = premiums_apply(tables, employees_on(shop, week.first), week.first)
        if not binds or contract["week_minutes"] >= FULL_WEEK_MINUTES:
            continue
        excess = sum(max(0, one.work_minutes - agreed_minutes(contract, one.day)) for one in week.shifts)
        if excess and not consented(employment, EXCESS_WORK, week.first):
            without.append(week.first)
        if week.minutes - contract["week_minutes"] > _EXCESS_LIMIT_MINUTES:
            over.append(week.first)
    yield from _counted("part_time_excess_no_consent", "기간제법 제6조제1항", without)
    yield from _counted("part_time_excess_over_12", "기간제법 제6조제1항", over)


def _minors(
    tables: Tables, employment: State, weeks: Sequence[Week], born: date | None, today: date
) -> Iterator[Finding]:
    birth = _birth(employment, born)
    if birth is None:
        return
    person = employment.get("person", {})
    papers = MinorPapers(family_certificate=True, guardian_consent=True, work_permit=True)
    broken: dict[str, list[date]] = {}
    for week in weeks:
        minutes = 0
        for one in week.shifts:
            minutes += one.work_minutes
            asked = MinorShift(
                born=birth(one.day),
                shift=one,
                week_minutes=minutes,
                extension_agreed=consented(employment, MINOR_EXTENSION, one.day),
                night_approved=NIGHT_PERMIT in (person.get("papers") or ())
                and consented(employment, NIGHT_AND_HOLIDAYS, one.day),
                holiday=_is_holiday(tables, employment, one.day, today),
                papers=papers,
            )
            for flag in minor_flags(tables, asked):
                broken.setdefault(flag, []).append(one.day)
    for flag, (code, article) in _MINOR_CODES.items():
        yield from _counted(f"{code}_worked", article, broken.get(flag, ()))


def _birth(employment: State, born: date | None) -> Callable[[date], date] | None:
    """The date of birth to reckon with on a day: the real one, else one that fits the band told at enrolment."""
    if born is not None:
        return lambda day: born
    years = _YEARS_OF_BANDS.get(employment.get("person", {}).get("age_band", "adult"))
    return None if years is None else lambda day: months_after(day, -12 * years)


def _is_holiday(tables: Tables, employment: State, day: date, today: date) -> bool:
    weekly = contract_on(employment, day).get("weekly_holiday") == day.weekday()
    return weekly or is_labour_day(day) or is_public_holiday(tables, day, today)
