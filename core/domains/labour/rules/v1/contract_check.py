"""What rules say of a proposed contract: gaps stop signing, the rest warns with article and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from core.domains.labour.checks.contract_terms import (
    FULL_TIME_ITEMS,
    HOLIDAY_WAIVED,
    PART_TIME_ITEMS,
    PENALTY,
    REQUIRED_ITEMS,
    SEVERANCE_INSIDE,
    clause_flags,
)
from core.domains.labour.checks.freelancer import names_a_contractor
from core.domains.labour.pay.minimum_wage import Probation, check_hourly
from core.domains.labour.pay.months import full_months, months_after
from core.domains.labour.rules.v1.contract_form import (
    agreed_day_minutes,
    agreed_week_minutes,
    clock_minutes,
    items_said,
)
from core.domains.labour.rules.v1.person import papers_of
from core.ledger.contract import Finding, NoParameter, Past, Severity

_DAY_LIMIT, _WEEK_LIMIT = 8 * 60, 40 * 60
_MINOR_DAY, _MINOR_WEEK = 7 * 60, 35 * 60
_EXCESS_PERCENT = 50
_YEARS_LOOKED_AT = 10
_LAST_YEAR = 2199
_PART_TIME_FORMS = {"part_time", "minor", "foreign"}
_NIGHT_FROM, _NIGHT_TO = 22 * 60, 6 * 60
_TERM_MONTHS = 24
"""기간제법 제4조: whoever is employed for longer on terms counts as employed without one."""


def required_items(kind: str, week_minutes: int) -> tuple[str, ...]:
    """Items that a contract of this form must say; whoever works under 40 hours is a part-timer in every form."""
    if kind in _PART_TIME_FORMS or (week_minutes and week_minutes < _WEEK_LIMIT):
        return PART_TIME_ITEMS
    return REQUIRED_ITEMS.get(kind, FULL_TIME_ITEMS)


def terms_findings(body: Mapping[str, Any], past: Past) -> list[Finding]:
    """Everything that rules say of a proposal."""
    minor = body["kind"] == "minor" or past.state.get("person", {}).get("age_band", "adult") != "adult"
    return [
        *_gaps(body),
        *_impossible(body),
        *_form(body, minor),
        *_hours(body, minor),
        *_clauses(body),
        *_wage(body, past.parameter),
        *papers_of(past.state),
    ]


def _gaps(body: Mapping[str, Any]) -> Iterator[Finding]:
    said = items_said(body)
    for item in required_items(body["kind"], agreed_week_minutes(body)):
        if item not in said:
            yield Finding("missing_item", facts={"item": item, "article": "근로기준법 제17조, 기간제법 제17조"})


def _impossible(body: Mapping[str, Any]) -> Iterator[Finding]:
    if not body["hourly"]:
        yield Finding("hourly_missing", "hourly")
    if body.get("ends") and body["ends"] < body["starts"]:
        yield Finding("ends_before_start", "ends", facts={"starts": body["starts"]})
    rows = body.get("days") or ()
    for row in rows:
        minutes = agreed_day_minutes(row)
        if minutes is None or minutes <= 0:
            yield Finding("day_times_impossible", "days", facts={"weekday": row["weekday"]})
        elif minutes > _DAY_LIMIT:
            yield Finding("agreed_day_over_8_hours", "days", facts={"weekday": row["weekday"], "minutes": minutes})
    if len({row["weekday"] for row in rows}) < len(rows):
        yield Finding("weekday_twice", "days")
    week = agreed_week_minutes(body)
    if week > _WEEK_LIMIT:
        yield Finding("agreed_week_over_40_hours", "days", facts={"minutes": week})


def _form(body: Mapping[str, Any], minor: bool) -> Iterator[Finding]:
    """Whether the form is the one for these terms."""
    if minor and body["kind"] != "minor":
        yield _warned("minor_form_needed", "kind", article="근로기준법 제66조, 제67조")
    if body["kind"] == "full_time" and body.get("ends"):
        yield _warned("term_in_open_contract", "ends", article="기간제법 제2조")
    if body["kind"] == "foreign":
        if not body.get("also_in"):
            yield _warned("language_not_chosen", "also_in", article="외국인고용법 제9조제1항")
        if not (body.get("lodging") and body.get("meals")):
            yield _warned("lodging_unsaid", "lodging", article="외국인고용법 제9조제1항, 시행규칙 별지 제6호서식")
    elif body.get("ends") and body["ends"] >= body["starts"]:
        last = date.fromisoformat(body["ends"])
        if last.year <= _LAST_YEAR and last >= months_after(date.fromisoformat(body["starts"]), _TERM_MONTHS):
            yield _warned("term_over_two_years", "ends", article="기간제법 제4조")


def _at_night(row: Mapping[str, Any]) -> bool:
    """Whether agreed work reaches into the hours from 22:00 to 06:00."""
    start, end = clock_minutes(str(row.get("start"))), clock_minutes(str(row.get("end")))
    if start is None or end is None:
        return False
    return start < _NIGHT_TO or start >= _NIGHT_FROM or end > _NIGHT_FROM or end <= start


def _hours(body: Mapping[str, Any], minor: bool) -> Iterator[Finding]:
    longest = max((agreed_day_minutes(row) or 0 for row in body.get("days") or ()), default=0)
    if minor and longest > _MINOR_DAY:
        yield _warned("minor_daily_limit", "days", article="근로기준법 제69조")
    if minor and agreed_week_minutes(body) > _MINOR_WEEK:
        yield _warned("minor_weekly_limit", "days", article="근로기준법 제69조")
    if minor and any(_at_night(row) for row in body.get("days") or ()):
        yield _warned("minor_night_agreed", "days", article="근로기준법 제70조제2항")
    for row in body.get("days") or ():
        minutes, given = agreed_day_minutes(row) or 0, row.get("break_minutes") or 0
        needed = 60 if minutes >= _DAY_LIMIT else 30 if minutes >= _DAY_LIMIT // 2 else 0
        if given < needed:
            yield _warned("break_missing", "days", article="근로기준법 제54조", needed=needed, given=given)
    excess = body.get("excess_percent")
    if excess is not None and excess < _EXCESS_PERCENT:
        yield _warned("excess_rate_low", "excess_percent", article="기간제법 제6조제3항", percent=_EXCESS_PERCENT)


def _clauses(body: Mapping[str, Any]) -> Iterator[Finding]:
    found = clause_flags(body.get("clauses") or ())
    if PENALTY in found:
        yield _warned("illegal_penalty_clause", "clauses", article="근로기준법 제20조")
    if HOLIDAY_WAIVED in found:
        yield _warned("weekly_holiday_waived", "clauses", article="근로기준법 제55조제1항")
    if SEVERANCE_INSIDE in found:
        yield _warned("severance_included_in_wage", "clauses", article="퇴직급여법 제8조")
    if names_a_contractor(body.get("clauses") or ()):
        yield _warned("freelancer_misuse", "clauses", article="근로기준법 제2조제1항제1호, 소득세법 제129조")


def _warned(code: str, field: str, **facts: Any) -> Finding:
    return Finding(code, field, Severity.WARN, facts)


def _wage(body: Mapping[str, Any], parameter: Callable[[str, date], Any]) -> Sequence[Finding]:
    """The floor on the first day, and on each New Year of the period as far as notices are known."""
    starts = date.fromisoformat(body["starts"])
    ends = date.fromisoformat(body["ends"]) if body.get("ends") else None
    if max(starts.year, ends.year if ends else 0) > _LAST_YEAR:
        return (Finding("year_impossible", "starts", facts={"last": _LAST_YEAR}),)
    probation = _probation(body, starts, ends)
    days = [starts, *(date(starts.year + ahead, 1, 1) for ahead in range(1, _YEARS_LOOKED_AT))]
    if probation is not None:
        days.append(months_after(starts, int(body["probation_months"])))
    for day in sorted(day for day in days if ends is None or day <= ends):
        on_probation = probation is not None and day < months_after(starts, int(body["probation_months"]))
        try:
            check = check_hourly(_Asked(parameter), day, Fraction(body["hourly"]), probation if on_probation else None)
        except NoParameter:
            facts = {"day": day.isoformat()}
            return (Finding("minimum_wage_unknown", "hourly", Severity.WARN, facts),)
        if check.flags:
            told: dict[str, Any] = {
                "day": day.isoformat(),
                "floor": check.floor,
                "hourly": body["hourly"],
                "article": "최저임금법 제6조",
            }
            return (Finding("below_minimum_wage", "hourly", Severity.WARN, told), *_not_allowed(check.flags))
    return ()


def _not_allowed(flags: Sequence[str]) -> Iterator[Finding]:
    if len(flags) > 1:
        yield _warned("probation_reduction_not_allowed", "probation_months", article="최저임금법 제5조제2항")


def _probation(body: Mapping[str, Any], starts: date, ends: date | None) -> Probation | None:
    if not body.get("probation_months"):
        return None
    months = None if ends is None else full_months(starts, date.fromordinal(ends.toordinal() + 1))
    return Probation(months, starts, bool(body["simple_labour"]))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The figures as the ledger's past answers them, so that the rules adopted by the network decide."""

    parameter: Callable[[str, date], Any]

    def on(self, name: str, day: date) -> Any:
        return self.parameter(name, day)
