"""A worker paid as a contractor (근로기준법 제2조제1항제1호): fixed shifts, hourly pay and orders make a worker."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

MISUSE = "FREELANCER_MISUSE"
CONTRACTOR_PERCENT = Fraction("3.3")
"""Income tax of 3 per cent and a tenth of it (소득세법 제129조제1항제3호)."""
_WORDS = ("3.3", "프리랜서", "사업소득", "개인사업자", "freelanc", "business income", "independent contractor")


def works_like_an_employee(*, supervised: bool, fixed_shifts: bool, paid_hourly: bool) -> bool:
    """Whether somebody is a worker, whatever the paper calls them."""
    return supervised or (fixed_shifts and paid_hourly)


def is_misuse(withheld_percent: Fraction, *, like_an_employee: bool) -> bool:
    """Whether a contractor's tax is withheld from somebody who works like an employee."""
    return like_an_employee and withheld_percent == CONTRACTOR_PERCENT


def names_a_contractor(clauses: Iterable[str]) -> bool:
    """Whether a clause treats the worker as a contractor."""
    return any(word in clause.lower() for clause in clauses for word in _WORDS)
