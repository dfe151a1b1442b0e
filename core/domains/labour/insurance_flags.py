"""Flags about insurances on a day: what must be joined or left, sheets due or late, hours that say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.domains.labour.filing.due import due_dates
from core.domains.labour.insuring import (
    JOIN,
    SENT,
    Answer,
    Worker,
    answers,
    filing_status,
    is_day_worker,
    shifts_of,
)
from core.domains.labour.pay.insurance import ACCIDENT, EMPLOYMENT, HEALTH, PENSION
from core.domains.labour.rules.v1.records import records
from core.domains.labour.tables import Tables
from core.ledger.contract import Finding, Severity, State

SOON_DAYS = 7
"""So many days before it is due a sheet is announced."""


def insurance_findings(worker: Worker, today: date) -> list[Finding]:
    """Insurances to join or to leave, sheets that are due within a week or late, and what the clock says otherwise.

    Raises:
        RefusedError, NoParameter: as `answers`.
    """
    return [finding for one in answers(worker, today) for finding in _findings_of(one, today)]


def _findings_of(one: Answer, today: date) -> Iterator[Finding]:
    told = {"insurance": one.insurance, "since": one.since.isoformat(), "article": one.standing.article}
    if one.due is not None:
        dated = {**told, "due": one.due.isoformat()}
        code = "insurance_should_join" if one.todo == JOIN else "insurance_should_leave"
        yield _warned(code, **dated)
        if one.due < today:
            yield _warned("filing_late", **{**dated, "article": _FILING_ARTICLES[one.insurance]})
        elif one.due - today <= timedelta(days=SOON_DAYS):
            yield _warned("filing_due_soon", **{**dated, "article": _FILING_ARTICLES[one.insurance]})
    if one.standing.insured and not one.agreed:
        yield _warned("insurance_not_agreed", **told)
    if one.standing.out and one.agreed:
        yield _warned("insurance_agreed_wrongly", **told)
    if one.standing.reason == "figure_unknown":
        yield _warned("figure_unknown", **one.standing.facts)
    if one.worked is not None:
        code = "insurance_by_hours_join" if one.worked.insured else "insurance_by_hours_leave"
        yield _warned(code, **{**told, "hours": one.worked_hours, "article": one.worked.article})


_FILING_ARTICLES = {
    PENSION: "국민연금법 제21조, 시행규칙 제6조",
    HEALTH: "국민건강보험법 제8조제2항·제9조제2항",
    EMPLOYMENT: "고용보험법 제15조, 시행령 제7조",
    ACCIDENT: "고용산재보험료징수법 제16조의10",
}


def day_work_findings(worker: Worker, today: date) -> list[Finding]:
    """Months of day work whose sheet is due within a week, or late (고용보험법 시행령 제7조제1항 후단).

    Raises:
        RefusedError: `contract_missing`.
        NoParameter: the holidays of a year are not known.
    """
    months = {
        one.day.replace(day=1) for one in shifts_of(worker.employment) if is_day_worker(worker.employment, one.day)
    }
    found = []
    for month in sorted(months):
        due = due_dates(worker.tables, month, today).daily_work_report
        if due - today > timedelta(days=SOON_DAYS) or _day_work_sent(worker, month):
            continue
        facts = {"month": f"{month:%Y-%m}", "due": due.isoformat(), "article": "고용보험법 시행령 제7조제1항 후단"}
        found.append(_warned("day_work_late" if due < today else "day_work_due_soon", **facts))
    return found


def _day_work_sent(worker: Worker, month: date) -> bool:
    return any(
        one["filing_kind"] == "day_work"
        and one["event_day"][:7] == f"{month:%Y-%m}"
        and one["status"] in SENT
        and any(row["employment"] == worker.employment_id for row in one.get("people") or ())
        for one in records(worker.shop, "filings")
    )


def _warned(code: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)


def joining_due(tables: Tables, shop: State, employment: State, employment_id: str, today: date) -> date | None:
    """By when somebody's joining must be filed who is in no sheet that was sent; None where nothing is to be filed.

    Accident insurance covers every worker, so this is told without opening a date of birth. Day work has its own sheet.

    Raises:
        NoParameter: the holidays of a year are not known.
    """
    known = records(employment, "contracts")
    before = any(ACCIDENT in (one.get("joined_before") or ()) for one in records(employment, "declared"))
    sent = filing_status(shop, employment_id, ACCIDENT, "acquisition") in SENT
    if not known or before or sent or employment.get("ended") is not None or is_day_worker(employment, today):
        return None
    return due_dates(tables, date.fromisoformat(min(one["starts"] for one in known)), today).first_of([ACCIDENT])
