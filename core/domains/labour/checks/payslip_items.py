"""Whether a payslip holds what the decree asks for, and adds up (근로기준법 제48조제2항, 시행령 제27조의2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ledger.contract import Finding, Severity

REQUIRED_ITEMS = (
    "WORKER_IDENTITY",
    "PAY_DATE",
    "TOTAL_WAGES",
    "AMOUNT_PER_ITEM",
    "CALC_METHOD_FOR_VARIABLE_ITEMS",
    "DEDUCTION_ITEMS_AND_TOTAL",
)
TOTAL_WRONG = "TOTAL_DOES_NOT_ADD_UP"
NET_WRONG = "NET_DOES_NOT_ADD_UP"
NET_NEGATIVE = "NET_BELOW_ZERO"
UNLAWFUL = "UNLAWFUL_DEDUCTION"
LATE = "PAYSLIP_LATE"


LAWFUL_DEDUCTIONS = frozenset(
    {
        *("national_pension", "health", "long_term_care", "employment", "income_tax", "local_income_tax"),
        *("year_end_tax", "student_loan", "court_order"),
    }
)
"""What a law lets an employer keep back (제43조제1항 단서); anything else takes a collective agreement."""
_ARTICLES = {
    TOTAL_WRONG: "근로기준법 제48조제2항, 시행령 제27조의2",
    NET_WRONG: "근로기준법 제48조제2항, 시행령 제27조의2",
    UNLAWFUL: "근로기준법 제43조제1항, 제20조",
    NET_NEGATIVE: "국민연금법 제91조, 국민건강보험법 제79조제5항",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of a slip, where they are given."""

    pay: Sequence[int] | None = None
    total: int | None = None
    deductions: Sequence[int] | None = None
    deducted: int | None = None
    net: int | None = None


def missing_items(items: Collection[str]) -> tuple[str, ...]:
    """Statutory items that a slip lacks; shops of every size must give them."""
    return tuple(item for item in REQUIRED_ITEMS if item not in items)


def sum_flags(sums: Sums) -> tuple[str, ...]:
    """Totals that are not the sum of their parts."""
    flags = []
    wages_off = sums.pay is not None and sums.total is not None and sum(sums.pay) != sums.total
    deductions_off = sums.deductions is not None and sums.deducted is not None and sum(sums.deductions) != sums.deducted
    if wages_off or deductions_off:
        flags.append(TOTAL_WRONG)
    total = sums.total if sums.total is not None else sum(sums.pay) if sums.pay is not None else None
    deducted = sums.deducted
    if deducted is None and sums.deductions is not None:
        deducted = sum(sums.deductions)
    if sums.net is not None and total is not None and sums.net != total - (deducted or 0):
        flags.append(NET_WRONG)
    return tuple(flags)


def unlawful_deductions(items: Iterable[str], by_agreement: Collection[str] = ()) -> tuple[str, ...]:
    """Deductions that neither a law nor a collective agreement allows: breakage, fines, deposits, whatever the name."""
    return tuple(one for one in items if one not in LAWFUL_DEDUCTIONS and one not in by_agreement)


def slip_findings(slip: Mapping[str, Any]) -> list[Finding]:
    """What a slip breaks, whoever worked it out: sums that are none, deductions that no law allows or no pay covers.

    Premiums fall due for a month without wages as well, unless the insurers are told (the articles name how).
    """
    pay, deductions = slip["pay"], slip.get("deductions") or ()
    sums = Sums(
        pay=[one["won"] for one in pay],
        total=slip["gross"],
        deductions=[one["won"] for one in deductions],
        deducted=slip["deducted"],
        net=slip["net"],
    )
    found = [_warned(flag.lower(), article=_ARTICLES[flag]) for flag in sum_flags(sums)]
    unlawful = unlawful_deductions(one["item"] for one in deductions if one["won"])
    if unlawful:
        found.append(_warned(UNLAWFUL.lower(), items=", ".join(unlawful), article=_ARTICLES[UNLAWFUL]))
    if slip["net"] < 0:
        found.append(_warned(NET_NEGATIVE.lower(), lacking=-slip["net"], article=_ARTICLES[NET_NEGATIVE]))
    return found


def _warned(code: str, **facts: Any) -> Finding:
    return Finding(code, severity=Severity.WARN, facts=facts)
