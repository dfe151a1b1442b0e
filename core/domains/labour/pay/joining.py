"""Which of the four insurances a worker joins, why and by which article, and from which month premiums are charged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from core.domains.labour.pay.foreigners import Stay, employment_of_foreigner, pension_of_foreigner
from core.domains.labour.pay.insurance import ACCIDENT, EMPLOYMENT, HEALTH, PENSION
from core.domains.labour.pay.months import full_years, months_after
from core.domains.labour.pay.standing import (
    ASK,
    EXCLUDED,
    MANDATORY,
    ON_REQUEST,
    STABILITY_ONLY,
    UNLESS_OPTED_OUT,
    WITH_CONSENT,
    Standing,
)
from core.domains.labour.tables import Tables
from core.ledger.contract import NoParameter

_PENSION_DECREE = "국민연금법 제3조제1항제1호, 시행령 제2조"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a worker may choose, and what other jobs add."""

    pension: bool = False
    """Asks to join the pension though the hours are short."""
    employer_agrees: bool = False
    """The employer agrees to that, which it takes where 60 hours are not reached in all workplaces together."""
    employment: bool = False
    """Asks for employment insurance where it is granted on request."""
    opted_out: bool = False
    """Under 18: does not want the pension."""
    other_month_hours: Fraction = Fraction(0)
    """Agreed hours a month in other workplaces."""


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
    wishes: Wishes = field(default_factory=Wishes)
    hired_age: int | None = None
    """Age on the first day of work; told from the months of service where it is None."""
    stay: Stay | None = None
    """Of a foreigner."""
    construction: bool = False
    """On a building site: a day worker's hours do not count for the pension, only days and income."""
    insured_before: bool = False
    """A member of employment insurance since before pay decided: one stays so in this employment."""

    def lasts(self, months: int) -> bool:
        """Whether the employment lasts, or has lasted, this many months."""
        return self.contract_months is None or max(self.contract_months, self.months_worked) >= months


Joining = Mapping[str, Standing]
"""Per insurance, how a worker stands to it."""


def joining(tables: Tables, one: Employment) -> Joining:
    """How a worker stands to the four insurances on a day.

    Raises:
        NoParameter: the income from which employment insurance counts from 2027 is not known.
    """
    return {name: standing_to(tables, name, one) for name in _RULES}


def standing_to(tables: Tables, insurance: str, one: Employment) -> Standing:
    """How a worker stands to one insurance on a day.

    Raises:
        NoParameter: a figure of the day is not known.
    """
    return _RULES[insurance](tables, one)


def _pension(tables: Tables, one: Employment) -> Standing:
    rule = tables.on("pension_joining", one.day)
    if one.age >= rule["below_age"]:
        return Standing(EXCLUDED, "age_reached", "국민연금법 제6조·제8조", {"age": rule["below_age"]})
    by_work = _pension_by_work(one, rule)
    if by_work.out:
        return by_work
    if one.stay is not None:
        foreign = pension_of_foreigner(tables, one.day, one.stay)
        if foreign is not None:
            return foreign
    if one.age < rule["from_age"] and by_work.answer == MANDATORY:
        if one.wishes.opted_out:
            return Standing(EXCLUDED, "minor_opted_out", "국민연금법 제8조제2항 단서")
        return Standing(UNLESS_OPTED_OUT, "minor", "국민연금법 제8조제2항", {"age": rule["from_age"]})
    return by_work


def _pension_by_work(one: Employment, rule: Mapping[str, int]) -> Standing:
    """What hours, days and income say, whoever the worker is."""
    least = rule["monthly_income"]
    enough = least is not None and one.month_income >= least and one.lasts(1)
    if one.day_worker:
        return _pension_of_day_worker(one, rule, enough)
    article = f"{_PENSION_DECREE}제4호"
    if one.month_hours >= rule["month_hours"]:
        return Standing(MANDATORY, "hours_enough", "국민연금법 제8조제1항", {"hours": rule["month_hours"]})
    if enough:
        return Standing(MANDATORY, "income_enough", f"{article}라목", {"won": least})
    return _pension_on_wish(one, rule, article)


def _pension_of_day_worker(one: Employment, rule: Mapping[str, int], enough: bool) -> Standing:
    if not one.lasts(1):
        return Standing(EXCLUDED, "under_a_month", f"{_PENSION_DECREE}제1호")
    article = f"{_PENSION_DECREE}제1호{'가목' if one.construction else '나목'}"
    days, hours = {"days": rule["month_days"]}, {"hours": rule["month_hours"]}
    if one.month_days >= rule["month_days"]:
        return Standing(MANDATORY, "day_work_days", article, days)
    if one.month_hours >= rule["month_hours"] and not one.construction:
        return Standing(MANDATORY, "day_work_hours", article, hours)
    if enough:
        return Standing(MANDATORY, "income_enough", article, {"won": rule["monthly_income"]})
    if one.construction:
        return Standing(EXCLUDED, "day_work_few_days", article, days)
    return Standing(EXCLUDED, "day_work_short", article, {**days, **hours})


def _pension_on_wish(one: Employment, rule: Mapping[str, int], article: str) -> Standing:
    hours = {"hours": rule["month_hours"]}
    if one.month_hours + one.wishes.other_month_hours >= rule["month_hours"]:
        answer = MANDATORY if one.wishes.pension else ON_REQUEST
        return Standing(answer, "several_workplaces", f"{article}다목", hours)
    if one.lasts(int(rule["months"])):
        answer = MANDATORY if one.wishes.pension and one.wishes.employer_agrees else WITH_CONSENT
        return Standing(answer, "three_months_and_wish", f"{article}나목", {"months": rule["months"], **hours})
    return Standing(EXCLUDED, "hours_short", article, hours)


def _health(tables: Tables, one: Employment) -> Standing:
    rule = tables.on("health_joining", one.day)
    article = "국민건강보험법 제6조제2항제1호"
    if one.day_worker:
        days = {"days": rule["month_days"]}
        if not one.lasts(1):
            return Standing(EXCLUDED, "under_a_month", article)
        if one.month_days >= rule["month_days"]:
            return Standing(MANDATORY, "day_work_days", article, days)
        return Standing(EXCLUDED, "day_work_few_days", article, days)
    hours = {"hours": rule["month_hours"]}
    if one.month_hours >= rule["month_hours"]:
        return Standing(MANDATORY, "hours_enough", "국민건강보험법 제6조제1항·제2항", hours)
    return Standing(EXCLUDED, "hours_short", "국민건강보험법 제6조제2항제4호, 시행령 제9조제1호", hours)


def _employment(tables: Tables, one: Employment) -> Standing:
    """Day workers, and those of three months or more, are members whatever their hours or income."""
    last_known = tables.rows["employment_joining"][-1]["value"]
    by_work = _employment_by_work(tables, one, int(last_known["months"]))
    if by_work.answer == EXCLUDED:
        return by_work
    if one.stay is not None:
        foreign = employment_of_foreigner(tables, one.day, one.stay, asked=one.wishes.employment)
        if foreign is not None:
            return foreign
    hired_at = one.age - Fraction(one.months_worked, 12) if one.hired_age is None else one.hired_age
    if hired_at >= last_known["age_limit"]:
        article = "고용보험법 제10조제3항, 징수법 제13조제3항"
        return Standing(STABILITY_ONLY, "hired_late", article, {"age": last_known["age_limit"]})
    return by_work


def hired_without_unemployment_part(tables: Tables, born: date, hired: date) -> bool:
    """Whether somebody was so old on the first day of work that no premium is taken for unemployment."""
    return full_years(born, hired) >= int(tables.rows["employment_joining"][-1]["value"]["age_limit"])


def _employment_by_work(tables: Tables, one: Employment, months: int) -> Standing:
    article = "고용보험법 제10조제1항제2호·제2항, 시행령 제3조"
    if one.day_worker:
        return Standing(MANDATORY, "day_worker", article)
    if one.lasts(months):
        return Standing(MANDATORY, "months_enough", article, {"months": months})
    kept = Standing(MANDATORY, "insured_before", "고용보험법 제10조제1항제2호 괄호 (법률 제21473호)")
    try:
        rule = tables.on("employment_joining", one.day)
    except NoParameter:
        if one.insured_before:
            return kept
        raise
    if rule["monthly_income"] is not None:
        return kept if one.insured_before else _employment_by_income(one, rule["monthly_income"], article)
    facts = {"hours": rule["month_hours"], "week": rule["week_hours"]}
    if one.month_hours < rule["month_hours"] or one.week_hours < rule["week_hours"]:
        return Standing(EXCLUDED, "months_and_hours_short", article, {"months": months, **facts})
    return Standing(MANDATORY, "week_hours_enough", article, facts)


def _employment_by_income(one: Employment, least: int, article: str) -> Standing:
    """From 2027 on: pay decides, and several jobs are added up where the worker asks for it."""
    if one.month_income >= least:
        return Standing(MANDATORY, "income_enough", article, {"won": least})
    if one.wishes.other_month_hours:
        return Standing(ASK, "incomes_to_add", "고용보험법 제10조제2항제3호", {"won": least})
    return Standing(EXCLUDED, "income_short", article, {"won": least})


def _accident(tables: Tables, one: Employment) -> Standing:
    return Standing(MANDATORY, "every_worker", "산업재해보상보험법 제6조, 근로기준법 제2조")


_RULES: Mapping[str, Callable[[Tables, Employment], Standing]] = {
    PENSION: _pension,
    HEALTH: _health,
    EMPLOYMENT: _employment,
    ACCIDENT: _accident,
}


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
