"""All that is to be warned of on a given day (labour.md §5.5): by worker, by shop, and over several contracts.

Nothing here acts on a verdict or a fold: a day is asked about, and the answer is worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from core.domains.labour.checks.payslip_items import slip_findings
from core.domains.labour.columns import employment_flags
from core.domains.labour.due import due_findings
from core.domains.labour.insurance_flags import day_work_findings, insurance_findings
from core.domains.labour.insuring import Personal, Worker
from core.domains.labour.lines import shown
from core.domains.labour.pay.minimum_wage import check_hourly
from core.domains.labour.paying import contract_on
from core.domains.labour.rules.v1.workplace import size_flags
from core.domains.labour.tables import Tables
from core.domains.labour.worked import worked_findings
from core.errors import RefusedError
from core.ledger.contract import Finding, NoParameter, Severity, State

_SHORT_WEEK_HOURS = 15


class Level(StrEnum):
    """How serious a flag is."""

    STOPS = "stops"
    """Nothing can be signed before it is mended."""
    WARNS = "warns"
    INFORMS = "informs"


FLAGS: Mapping[str, tuple[str, Level]] = {
    "below_minimum_wage": ("BELOW_MINIMUM_WAGE", Level.WARNS),
    "below_minimum_wage_from": ("BELOW_MINIMUM_WAGE_FROM", Level.WARNS),
    "contract_not_delivered": ("CONTRACT_NOT_DELIVERED", Level.WARNS),
    "work_before_contract": ("WORK_BEFORE_CONTRACT", Level.WARNS),
    "minor_paper_missing": ("MINOR_DOCUMENT_MISSING", Level.WARNS),
    "clock_edited_one_sided": ("CLOCK_EDITED_ONE_SIDED", Level.WARNS),
    "corrected_after_close": ("CORRECTED_AFTER_CLOSE", Level.INFORMS),
    "dispute_open": ("DISPUTE_OPEN", Level.WARNS),
    "clock_out_missing": ("CLOCK_OUT_MISSING", Level.WARNS),
    "shift_break_missing": ("BREAK_MISSING", Level.WARNS),
    "shift_break_short": ("BREAK_SHORT", Level.WARNS),
    "over_52_hours": ("OVER_52_HOURS", Level.WARNS),
    "part_time_excess_no_consent": ("PART_TIME_EXCESS_NO_CONSENT", Level.WARNS),
    "part_time_excess_over_12": ("PART_TIME_EXCESS_OVER_12", Level.WARNS),
    "minor_daily_limit_worked": ("MINOR_DAILY_LIMIT", Level.WARNS),
    "minor_weekly_limit_worked": ("MINOR_WEEKLY_LIMIT", Level.WARNS),
    "minor_night_work_worked": ("MINOR_NIGHT_WORK", Level.WARNS),
    "minor_holiday_work_worked": ("MINOR_HOLIDAY_WORK", Level.WARNS),
    "insurance_should_join": ("INSURANCE_SHOULD_JOIN", Level.WARNS),
    "insurance_should_leave": ("INSURANCE_SHOULD_LEAVE", Level.WARNS),
    "insurance_by_hours_join": ("INSURANCE_SHOULD_JOIN", Level.WARNS),
    "insurance_by_hours_leave": ("INSURANCE_SHOULD_LEAVE", Level.WARNS),
    "insurance_not_agreed": ("INSURANCE_SHOULD_JOIN", Level.WARNS),
    "insurance_agreed_wrongly": ("INSURANCE_SHOULD_LEAVE", Level.WARNS),
    "filing_due_soon": ("FILING_DUE_SOON", Level.INFORMS),
    "filing_late": ("FILING_LATE", Level.WARNS),
    "day_work_due_soon": ("FILING_DUE_SOON", Level.INFORMS),
    "day_work_late": ("FILING_LATE", Level.WARNS),
    "figure_unknown": ("FIGURE_UNKNOWN", Level.STOPS),
    "unlawful_deduction": ("UNLAWFUL_DEDUCTION", Level.WARNS),
    "total_does_not_add_up": ("TOTAL_DOES_NOT_ADD_UP", Level.WARNS),
    "net_does_not_add_up": ("NET_DOES_NOT_ADD_UP", Level.WARNS),
    "net_below_zero": ("NET_BELOW_ZERO", Level.WARNS),
    "payslip_late": ("PAYSLIP_LATE", Level.WARNS),
    "wages_overdue": ("WAGES_OVERDUE", Level.WARNS),
    "final_pay_overdue": ("FINAL_PAY_OVERDUE", Level.WARNS),
    "dismissal_notice_short": ("DISMISSAL_NOTICE_SHORT", Level.WARNS),
    "size_crossed_five": ("SIZE_CROSSED_FIVE", Level.INFORMS),
    "split_contract_under_15h": ("SPLIT_CONTRACT_UNDER_15H", Level.WARNS),
    "series_ending_before_one_year": ("SERIES_ENDING_BEFORE_ONE_YEAR", Level.INFORMS),
    "retention_passed": ("RETENTION_PASSED", Level.INFORMS),
}
"""Per finding its name in the specification and its level; contract terms are judged when they are proposed."""


@dataclass(frozen=True, slots=True)
class Employed:
    """One employment as the flags read it."""

    id: str
    employment: State
    shop: State
    tables: Tables
    personal: Personal | None
    """None where sealed parts cannot be opened: then nothing is said that hangs on the date of birth."""
    slips: Sequence[Mapping[str, Any]] = field(default=())
    """Slips that could be opened."""

    @property
    def key(self) -> str:
        return str(self.employment.get("person", {}).get("worker_key", ""))

    @property
    def workplace(self) -> str:
        return str(self.employment.get("person", {}).get("workplace", ""))


def flags_on(one: Employed, today: date) -> list[Finding]:
    """What is to be warned of for an employment on a day; a figure that is not known is one of them."""
    found = [*due_findings(one.tables, one.employment, today), *_view_flags(one.employment)]
    for part in (_contract_flags, _shift_flags, _insurance_flags):
        try:
            found += part(one, today)
        except NoParameter as missing:
            found.append(_warned("figure_unknown", name=missing.name, day=missing.day.isoformat()))
        except RefusedError as refused:
            assert refused.code in ("contract_missing", "days_out_of_reach"), "these two leave nothing to look at"
    found += [finding for slip in one.slips for finding in slip_findings(slip)]
    return _once(found)


def _once(found: Sequence[Finding]) -> list[Finding]:
    seen = {repr(one.as_value()): one for one in found}
    return list(seen.values())


def _view_flags(employment: State) -> Iterator[Finding]:
    """View flags; breaks are told more closely from the shifts."""
    return (one for one in employment_flags(employment) if one.code != "shifts_without_break")


def _contract_flags(one: Employed, today: date) -> list[Finding]:
    """The floor on the day and from the next New Year on, as far as it is known."""
    contract = contract_on(one.employment, today)
    ended = one.employment.get("ended")
    last = ended["last_day"] if ended is not None else contract.get("ends") or "9999-12-31"
    found = []
    for day, code in ((today, "below_minimum_wage"), (date(today.year + 1, 1, 1), "below_minimum_wage_from")):
        if not contract["starts"] <= day.isoformat() <= last:
            continue
        try:
            check = check_hourly(one.tables, day, Fraction(contract["hourly"]), None)
        except NoParameter:
            continue
        if check.flags and not contract.get("probation_months"):
            facts = {"day": day.isoformat(), "floor": check.floor, "hourly": contract["hourly"]}
            found.append(_warned(code, **facts, article="최저임금법 제6조"))
            break
    return found


def _shift_flags(one: Employed, today: date) -> list[Finding]:
    born = None if one.personal is None else one.personal.born
    return worked_findings(one.tables, one.shop, one.employment, born, today)


def _insurance_flags(one: Employed, today: date) -> list[Finding]:
    if one.personal is None:
        return []
    worker = Worker(one.id, one.employment, one.shop, one.tables, one.personal)
    return [*insurance_findings(worker, today), *day_work_findings(worker, today)]


def shop_flags(shop: State) -> list[Finding]:
    """What is to be warned of for a workplace."""
    return list(size_flags(shop))


def split_contracts(all_of_them: Sequence[Employed], today: date) -> dict[str, Finding]:
    """By employment: short contracts of one person that together reach 15 hours a week (근로기준법 제18조제3항)."""
    hours: dict[tuple[str, str], list[tuple[str, Fraction]]] = {}
    for one in all_of_them:
        contract = _in_force(one.employment, today)
        if contract is not None and one.key:
            hours.setdefault((one.key, one.workplace), []).append((one.id, Fraction(contract["week_minutes"], 60)))
    found: dict[str, Finding] = {}
    for parts in hours.values():
        total = sum((one for _, one in parts), Fraction(0))
        short = all(one < _SHORT_WEEK_HOURS for _, one in parts)
        if len(parts) > 1 and short and total >= _SHORT_WEEK_HOURS:
            facts = {"count": len(parts), "hours": shown(total), "article": "근로기준법 제18조제3항"}
            found |= {id: _warned("split_contract_under_15h", **facts) for id, _ in parts}
    return found


def _in_force(employment: State, today: date) -> Mapping[str, Any] | None:
    ended = employment.get("ended")
    if not employment.get("contracts") or (ended is not None and ended["last_day"] < today.isoformat()):
        return None
    contract = contract_on(employment, today)
    over = (contract.get("ends") or "9999") < today.isoformat()
    return None if over or contract["starts"] > today.isoformat() else contract


def _warned(code: str, **facts: object) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)
