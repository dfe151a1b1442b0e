"""Premiums of the four insurances: the worker's deductions and the employer's share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.lines import Line, rounded
from core.domains.labour.tables import Tables

PENSION, HEALTH, EMPLOYMENT, ACCIDENT = "pension", "health", "employment", "accident"
INSURANCES = (PENSION, HEALTH, EMPLOYMENT, ACCIDENT)
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Premiums:
    """The worker's premiums of a month; the pension base is None where the worker is not a member."""

    pension_base: int | None
    pension: Line
    health: Line
    long_term_care: Line
    employment: Line

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.pension, self.health, self.long_term_care, self.employment)

    @property
    def total(self) -> int:
        return sum(line.won for line in self.lines)


def premiums_of(tables: Tables, month: date, income: int, excluded: Collection[str]) -> Premiums:
    """Premiums on a reported monthly income; figures are those of the month's first day.

    Raises:
        NoParameter: a rate or band of the month is not known.
    """
    first = month.replace(day=1)
    base = None if PENSION in excluded else pension_base(tables, first, income)
    health = _health(tables, first, None if HEALTH in excluded else income)
    return Premiums(
        base,
        _pension(tables, first, base),
        health,
        _long_term_care(tables, first, None if HEALTH in excluded else health.won),
        _employment(tables, first, None if EMPLOYMENT in excluded else income),
    )


def pension_base(tables: Tables, month: date, income: int) -> int:
    """The reported income, under 1,000 won dropped, within the band (국민연금법 시행령 제5조)."""
    band = tables.on("pension_band", month)
    return max(int(band["floor"]), min(int(band["ceiling"]), income // _THOUSAND * _THOUSAND))


def _none(item: str, article: str) -> Line:
    return Line(item, 0, "0", {}, f"{item}/1", article)


def _pension(tables: Tables, month: date, base: int | None) -> Line:
    article = "국민연금법 제88조제3항·제117조"
    if base is None:
        return _none("national_pension", article)
    rate = tables.on("pension_rate", month)
    exact = Fraction(base * rate["numerator"], rate["denominator"])
    won = rounded(tables, "pension", exact, month)
    inputs = {"base": base, "numerator": rate["numerator"], "denominator": rate["denominator"]}
    return Line("national_pension", won, "base × numerator ÷ denominator", inputs, "national_pension/1", article)


def _health(tables: Tables, month: date, income: int | None) -> Line:
    article = "국민건강보험법 제69조·제76조·제107조, 시행령 제44조"
    if income is None:
        return _none("health", article)
    rate, bounds = tables.on("health_rate", month), tables.on("health_bounds", month)
    exact = Fraction(income * rate["total_per_10000"], 20_000)
    inputs = {"income": income, "per_10000": rate["total_per_10000"]}
    if bounds["floor_total"] is not None:
        exact = max(Fraction(bounds["floor_total"], 2), min(Fraction(bounds["cap_total"], 2), exact))
        inputs |= {"floor_total": bounds["floor_total"], "cap_total": bounds["cap_total"]}
    won = rounded(tables, "health", exact, month)
    return Line("health", won, "income × per_10000 ÷ 10000 ÷ 2", inputs, "health/1", article)


def _long_term_care(tables: Tables, month: date, health: int | None) -> Line:
    article = "노인장기요양보험법 제9조, 시행령 제4조"
    if health is None:
        return _none("long_term_care", article)
    rate = tables.on("long_term_care_rate", month)
    won = rounded(tables, "long_term_care", Fraction(health * rate["numerator"], rate["denominator"]), month)
    inputs = {"health": health, "numerator": rate["numerator"], "denominator": rate["denominator"]}
    return Line("long_term_care", won, "health × numerator ÷ denominator", inputs, "long_term_care/1", article)


def _employment(tables: Tables, month: date, income: int | None) -> Line:
    article = "고용산재보험료징수법 제13조, 시행령 제12조"
    if income is None:
        return _none("employment", article)
    share = tables.on("employment_rate", month)["employee_per_10000"]
    won = rounded(tables, "employment", Fraction(income * share, 10_000), month)
    inputs = {"income": income, "per_10000": share}
    return Line("employment", won, "income × per_10000 ÷ 10000", inputs, "employment/1", article)


@dataclass(frozen=True, slots=True)
class Support:
    """What the state pays towards premiums of a small shop (두루누리)."""

    eligible: bool
    pension_employee: int = 0
    employment_employee: int = 0
    pension_employer: int = 0


def small_shop_support(
    tables: Tables, month: date, income: int, workers: Fraction, newly_joined: bool, months_supported: int
) -> Support:
    """80 per cent of pension and employment insurance for newly joined low earners of small shops.

    Raises:
        NoParameter: the thresholds of the month are not known.
    """
    first = month.replace(day=1)
    rule = tables.on("small_shop_support", first)
    eligible = (
        workers < rule["below_workers"]
        and income < rule["below_income"]
        and newly_joined
        and months_supported < rule["months"]
    )
    if not eligible:
        return Support(False)
    premiums = premiums_of(tables, first, income, ())
    shares = [
        rounded(tables, "support", Fraction(line.won * rule["percent"], 100), first)
        for line in (premiums.pension, premiums.employment)
    ]
    return Support(True, shares[0], shares[1], shares[0])


def employer_premiums(
    tables: Tables, month: date, income: int, excluded: Collection[str], workers: int
) -> dict[str, int]:
    """The employer's share: as the worker's, and the parts that only employers pay.

    Raises:
        NoParameter: a rate of the month is not known.
    """
    first = month.replace(day=1)
    own = premiums_of(tables, first, income, excluded)
    rate = tables.on("employment_rate", first)
    extra = 0
    if EMPLOYMENT not in excluded and workers < rate["employer_extra_below_workers"]:
        exact = Fraction(income * rate["employer_extra_per_10000"], 10_000)
        extra = rounded(tables, "employment", exact, first)
    accident = tables.on("accident_rate", first)
    per_10000 = sum(accident.values())
    return {
        "national_pension": own.pension.won,
        "health": own.health.won,
        "long_term_care": own.long_term_care.won,
        "employment": own.employment.won,
        "employment_stability": extra,
        "industrial_accident": rounded(tables, "employment", Fraction(income * per_10000, 10_000), first),
    }
