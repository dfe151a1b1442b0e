"""What an employment owes by a day: pay, final pay, notice, papers that may go; the day is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from core.domains.labour.pay.months import full_months, months_after
from core.domains.labour.rules.v1.contract import DISMISSALS
from core.domains.labour.rules.v1.records import records
from core.domains.labour.tables import Tables
from core.ledger.contract import Finding, Severity, State

_LAST_DAY = "2200-01-01"


def due_findings(tables: Tables, state: State, today: date) -> Sequence[Finding]:
    """What is owed today."""
    return tuple(_findings(tables, state, today))


def _findings(tables: Tables, state: State, today: date) -> Iterator[Finding]:
    contract, ended = _counted(state.get("contract")), _counted(state.get("ended"))
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


def _warned(code: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)
