"""What an employment owes by a day: pay, final pay, notice, papers that may go; the day is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.domains.labour.pay.months import days_in, full_months, months_after
from core.domains.labour.pay.shifts import SEOUL
from core.domains.labour.rules.v1.attendance import shifts
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
    if contract is not None:
        yield from _slips_late(state, contract, today)
        yield from _series(tables, state, ended)
    paid = {one["slip"] for one in records(state, "payments")}
    for slip in records(state, "slips"):
        if slip["entry"] not in paid and slip["pay_day"] < today.isoformat():
            yield _warned("wages_overdue", day=slip["pay_day"], article="근로기준법 제43조")
    opened = state.get("open")
    if opened is not None and opened["start"][:10] < today.isoformat():
        yield _warned("clock_out_missing", start=opened["start"])


def _slips_late(state: State, contract: Any, today: date) -> Iterator[Finding]:
    """Slips handed over after their pay day, and work whose pay day passed without one (제48조제2항)."""
    slips = {one["period"]: one for one in records(state, "slips")}
    late = [one["pay_day"] for one in slips.values() if _moment(one["at"]).isoformat() > one["pay_day"]]
    covered = [(one["first"], one["last"]) for one in records(state, "periods") if one["entry"] in slips]
    usual, pay_days = int(contract.get("pay_day") or 31), dict[str, str]()
    for worked in sorted({one["start"][:10] for one in shifts(state)}):
        if worked >= _LAST_DAY:
            continue
        month = worked[:7]
        if month not in pay_days:  # one for all days of a month: years of shifts are looked at
            pay_days[month] = _pay_day_after(date.fromisoformat(worked), usual).isoformat()
        pay_day = pay_days[month]
        if pay_day < today.isoformat() and not any(first <= worked <= last for first, last in covered):
            late.append(pay_day)
    if late:
        article = "근로기준법 제48조제2항"
        yield _warned("payslip_late", day=max(late), count=len(set(late)), article=article)


def _moment(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, SEOUL).date()


def _pay_day_after(worked: date, pay_day: int) -> date:
    """The agreed pay day of the month after the work; a month without that day pays on its last one."""
    following = months_after(worked.replace(day=1), 1)
    return following.replace(day=min(pay_day, days_in(following)))


def _series(tables: Tables, state: State, ended: Any) -> Iterator[Finding]:
    """Contracts in a row that end just before a year of service, and with it severance (퇴직급여법 제4조)."""
    known = [_counted(one) for one in records(state, "contracts")]
    if not known or None in known or not known[-1].get("ends"):
        return
    begun = min(date.fromisoformat(one["starts"]) for one in known)
    last = date.fromisoformat(ended["last_day"] if ended is not None else known[-1]["ends"])
    rule = tables.on("severance", last)
    days = (last - begun).days + 1
    if rule["watched_from_days"] <= days < rule["service_days"]:
        facts = {"day": last.isoformat(), "days": days, "article": "퇴직급여법 제4조제1항, 기간제법 제4조"}
        yield _warned("series_ending_before_one_year", **facts)


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
