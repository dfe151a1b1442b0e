"""Whether a payslip holds what the decree asks for, and adds up (근로기준법 제48조제2항, 시행령 제27조의2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
UNLAWFUL = "UNLAWFUL_DEDUCTION"
LATE = "PAYSLIP_LATE"


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
