"""Which of the four insurances a worker joins, and from which month premiums are charged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.pay.months import months_after
from core.domains.labour.tables import Tables

MANDATORY = "mandatory"
EXCLUDED = "excluded"
WITH_CONSENT = "optional_with_consent"
STABILITY_ONLY = "stability_only"
UNLESS_OPTED_OUT = "mandatory_unless_opted_out"


@dataclass(frozen=True, slots=True)
class Employment:
    """What joining hangs on."""

    day: date
    age: int
    day_worker: bool
    """Hired by the day or for less than a month."""
    contract_months: int | None
    """None for a contract without an end."""
    months_worked: int
    week_hours: Fraction
    month_hours: Fraction
    month_days: int
    month_income: int

    def lasts(self, months: int) -> bool:
        """Whether the employment lasts, or has lasted, this many months."""
        return self.contract_months is None or max(self.contract_months, self.months_worked) >= months


@dataclass(frozen=True, slots=True)
class Joining:
    """Per insurance, how a worker stands to it."""

    pension: str
    health: str
    employment: str
    accident: str


def joining(tables: Tables, one: Employment) -> Joining:
    """How a worker stands to the four insurances on a day.

    Raises:
        NoParameter: the income from which employment insurance counts from 2027 is not known.
    """
    return Joining(_pension(tables, one), _health(tables, one), _employment(tables, one), MANDATORY)


def _pension(tables: Tables, one: Employment) -> str:
    rule = tables.on("pension_joining", one.day)
    if one.age >= rule["below_age"]:
        return EXCLUDED
    least = rule["monthly_income"]
    enough = least is not None and one.month_income >= least
    if one.day_worker:
        long = one.lasts(1)
        much = one.month_days >= rule["month_days"] or one.month_hours >= rule["month_hours"] or enough
        member = long and much
    else:
        member = one.month_hours >= rule["month_hours"] or (enough and one.lasts(1))
        if not member and one.lasts(int(rule["months"])):
            return WITH_CONSENT
    if not member:
        return EXCLUDED
    return UNLESS_OPTED_OUT if one.age < rule["from_age"] else MANDATORY


def _health(tables: Tables, one: Employment) -> str:
    rule = tables.on("health_joining", one.day)
    if one.day_worker:
        return MANDATORY if one.lasts(1) and one.month_days >= rule["month_days"] else EXCLUDED
    return MANDATORY if one.month_hours >= rule["month_hours"] else EXCLUDED


def _employment(tables: Tables, one: Employment) -> str:
    """Day workers, and those of three months or more, are members whatever their hours or income."""
    last_known = tables.rows["employment_joining"][-1]["value"]
    if not one.day_worker and not one.lasts(int(last_known["months"])):
        rule = tables.on("employment_joining", one.day)
        if one.month_hours < rule["month_hours"] or one.week_hours < rule["week_hours"]:
            return EXCLUDED
    hired_at = one.age - Fraction(one.months_worked, 12)
    return STABILITY_ONLY if hired_at >= last_known["age_limit"] else MANDATORY


@dataclass(frozen=True, slots=True)
class FirstMonths:
    """The first month (as its first day) for which each premium is charged."""

    pension: date
    health: date
    employment: date


def first_months(acquired: date, pension_wished: bool) -> FirstMonths:
    """Pension and health start the month after, unless acquired on the 1st (국민연금법 제17조, 건강보험법 제69조)."""
    this = acquired.replace(day=1)
    later = this if acquired.day == 1 else months_after(this, 1)
    return FirstMonths(this if pension_wished else later, later, this)
