"""What an employment owes by a day: final pay, notice, papers that may go, insurances to join; the day is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from core.domains.labour.pay.joining import EXCLUDED, MANDATORY, STABILITY_ONLY, Employment, joining
from core.domains.labour.pay.months import full_months, full_years, months_after
from core.domains.labour.rules.v1.contract import DISMISSALS
from core.domains.labour.rules.v1.records import records
from core.domains.labour.tables import Tables
from core.ledger.contract import Finding, NoParameter, Severity, State

_WEEKS_A_MONTH = Fraction(365, 84)
_LAST_DAY = "2200-01-01"
_INSURANCES = ("pension", "health", "employment", "accident")


def due_findings(tables: Tables, state: State, born: date | None, income: int, today: date) -> Sequence[Finding]:
    """What is owed today; the date of birth, where it could be opened, decides on the pension."""
    return tuple(_findings(tables, state, born, income, today))


def _findings(tables: Tables, state: State, born: date | None, income: int, today: date) -> Iterator[Finding]:
    contract, ended = _counted(state.get("contract")), _counted(state.get("ended"))
    if contract is not None and ended is None:
        yield from _insurances(tables, contract, born, income, today)
    if ended is not None:
        yield from _after_the_end(tables, state, contract, ended, today)
    paid = {one["slip"] for one in records(state, "payments")}
    for slip in records(state, "slips"):
        if slip["entry"] not in paid and slip["pay_day"] < today.isoformat():
            yield _warned("wages_overdue", day=slip["pay_day"], article="근로기준법 제43조")
    opened = state.get("open")
    if opened is not None and opened["start"][:10] < today.isoformat():
        yield _warned("clock_out_missing", start=opened["start"])


def _counted(record: Any) -> Any:
    """A record, unless it names a day that no calendar should count from: such a fact was warned of and is kept."""
    days = [] if record is None else [record.get(name) or "" for name in ("starts", "ends", "last_day", "told_on")]
    return None if record is None or max(days) >= _LAST_DAY else record


def _after_the_end(tables: Tables, state: State, contract: Any, ended: Any, today: date) -> Iterator[Finding]:
    last = date.fromisoformat(ended["last_day"])
    rule = tables.on("severance", last)
    settle_by = last + timedelta(days=int(rule["pay_within_days"]))
    paid = [one for one in records(state, "payments") if one["paid_on"] >= ended["last_day"]]
    if today > settle_by and not paid:
        yield _warned("final_pay_overdue", day=settle_by.isoformat(), article="근로기준법 제36조")
    if ended["reason"] in DISMISSALS and contract is not None:
        notice = tables.on("dismissal_notice", last)
        told = (last - date.fromisoformat(ended["told_on"])).days
        served = full_months(date.fromisoformat(contract["starts"]), last)
        if told < notice["days"] and served >= notice["months"]:
            yield _warned("dismissal_notice_short", days=told, needed=notice["days"], article="근로기준법 제26조")
    keep = int(tables.on("retention", last)["contract_years"])
    kept_until = months_after(last, 12 * keep)
    if today > kept_until:
        yield _warned("retention_passed", day=kept_until.isoformat(), article="근로기준법 제42조")


def _insurances(tables: Tables, contract: Any, born: date | None, income: int, today: date) -> Iterator[Finding]:
    if born is None:
        return
    try:
        standing = joining(tables, employment_of(contract, born, income, today))
    except NoParameter as missing:
        yield _warned("figure_unknown", name=missing.name, day=missing.day.isoformat())
        return
    joined = set(contract.get("insurances") or ())
    for name in _INSURANCES:
        answer = getattr(standing, name)
        if answer in (MANDATORY, STABILITY_ONLY) and name not in joined:
            yield _warned("insurance_should_join", insurance=name)
        if answer == EXCLUDED and name in joined:
            yield _warned("insurance_should_leave", insurance=name)


def employment_of(contract: Any, born: date, income: int, today: date) -> Employment:
    """What joining asks of a contract on a day."""
    starts = date.fromisoformat(contract["starts"])
    ends = date.fromisoformat(contract["ends"]) if contract.get("ends") else None
    hours = Fraction(contract["week_minutes"], 60)
    return Employment(
        day=today,
        age=full_years(born, today),
        day_worker=False,
        contract_months=None if ends is None else full_months(starts, ends + timedelta(days=1)),
        months_worked=max(0, full_months(starts, today)),
        week_hours=hours,
        month_hours=hours * _WEEKS_A_MONTH,
        month_days=len(contract["days"]) * 4,
        month_income=income,
    )


def _warned(code: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)
