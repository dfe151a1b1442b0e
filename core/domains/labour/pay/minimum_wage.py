"""The minimum wage: the floor of an hour on its day, and of a month's pay of 40 hours a week (최저임금법)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.pay.months import months_after
from core.domains.labour.tables import Figures

BELOW = "BELOW_MINIMUM_WAGE"
NOT_ALLOWED = "PROBATION_REDUCTION_NOT_ALLOWED"


@dataclass(frozen=True, slots=True)
class Probation:
    """A worker on probation; `contract_months` is None for a contract without an end."""

    contract_months: int | None
    began: date
    simple_labour: bool
    """Group 9 of the Korean classification of occupations: kitchen help, delivery, cleaning."""


@dataclass(frozen=True, slots=True)
class HourlyCheck:
    """What an agreed hourly rate is worth against the floor of the day."""

    floor: int
    reduced: bool
    shortfall: int
    flags: tuple[str, ...]


def hourly_floor(tables: Figures, day: date) -> int:
    """The lowest hourly wage on a day.

    Raises:
        NoParameter: the notice for the day is not known.
    """
    return int(tables.on("minimum_wage", day)["hourly"])


def reduction_allowed(tables: Figures, probation: Probation, day: date) -> bool:
    """Whether the floor may be reduced: a year or more, the first three months, no simple labour (제5조제2항)."""
    rule = tables.on("probation", day)
    long_enough = probation.contract_months is None or probation.contract_months >= rule["contract_months"]
    within = probation.began <= day < months_after(probation.began, int(rule["months"]))
    simple = probation.simple_labour and rule["simple_labour_excluded"]
    return bool(long_enough and within and not simple)


def check_hourly(tables: Figures, day: date, agreed: Fraction, probation: Probation | None) -> HourlyCheck:
    """Whether an agreed rate holds on a day."""
    floor = hourly_floor(tables, day)
    reduced = probation is not None and reduction_allowed(tables, probation, day)
    if reduced:
        exact = Fraction(floor * int(tables.on("probation", day)["percent"]), 100)
        floor = -(-exact.numerator // exact.denominator)
    lacking = floor - agreed
    if lacking <= 0:
        return HourlyCheck(floor, reduced, 0, ())
    flags = (BELOW, NOT_ALLOWED) if probation is not None and not reduced else (BELOW,)
    return HourlyCheck(floor, reduced, -(-lacking.numerator // lacking.denominator), flags)


@dataclass(frozen=True, slots=True)
class MonthlyCheck:
    """What of a month's pay counts towards the floor."""

    excluded_bonus: Fraction
    excluded_welfare: Fraction
    counted: Fraction
    required: int


def check_monthly(tables: Figures, day: date, basis_hours: int, base: int, welfare: int, bonus: int) -> MonthlyCheck:
    """A month's pay against the floor of `basis_hours` (209 for 40 hours a week): shares of bonus and welfare count."""
    required = hourly_floor(tables, day) * basis_hours
    shares = tables.on("minimum_wage_counting", day)
    no_bonus = min(Fraction(bonus), Fraction(required * shares["bonus_excluded_percent"], 100))
    no_welfare = min(Fraction(welfare), Fraction(required * shares["welfare_excluded_percent"], 100))
    return MonthlyCheck(no_bonus, no_welfare, base + bonus - no_bonus + welfare - no_welfare, required)
