"""Income tax withheld from wages: the simplified table by its formula, day workers, and contractors (소득세법)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from core.domains.labour.lines import Line, rounded, whole
from core.domains.labour.tables import Tables

_MONTHS = 12
FAMILY_MAX = 11


def _steps(steps: Sequence[Sequence[Any]], amount: Fraction) -> Fraction:
    """A sum over brackets of [upper bound or None, per cent]."""
    taken, below = Fraction(0), Fraction(0)
    for upper, percent in steps:
        part = amount if upper is None else min(amount, Fraction(upper))
        if part > below:
            taken += (part - below) * percent / 100
            below = part
    return taken


def _first(pairs: Sequence[Sequence[Any]], amount: Fraction) -> Fraction:
    """The value of the first pair whose bound is not exceeded."""
    return next(Fraction(value) for bound, value in pairs if bound is None or amount <= bound)


def _middle_of_row(rule: Mapping[str, Any], pay: int) -> Fraction | None:
    """The middle of the table's row that a month's pay lies in; None below the first row."""
    for low, high, step in rule["rows"]:
        if low <= pay < high:
            begin = low + (pay - low) // step * step
            return Fraction(2 * begin + step, 2)
    last = rule["rows"][-1][1]
    return Fraction(last) if pay >= last else None


def _special(rule: Mapping[str, Any], family: int, year_pay: Fraction) -> Fraction:
    """What the decree lets stand for other deductions and credits, by the size of the family."""
    part = next(one for one in reversed(rule["special"]) if family >= one["family"])
    below = Fraction(0)
    amount = Fraction(0)
    for upper, per_10000, less_per_10000 in part["steps"]:
        if year_pay <= upper:
            taken_back = (year_pay - below) * less_per_10000 / 10_000
            amount = Fraction(part["base"]) + year_pay * per_10000 / 10_000 - taken_back
            break
        below = Fraction(upper)
    if "over" in part and year_pay > part["over"]:
        amount += (year_pay - part["over"]) * part["over_per_10000"] / 10_000
    return amount


def _year_tax(rule: Mapping[str, Any], family: int, month_pay: Fraction) -> Fraction:
    year_pay = month_pay * _MONTHS
    pension = rule["pension"]
    base = max(Fraction(pension["floor"]), min(Fraction(pension["ceiling"]), month_pay))
    deductions = Fraction(
        min(Fraction(rule["earned_cap"]), _steps(rule["earned"], year_pay))
        + rule["family_deduction"] * family
        + whole(base * pension["per_10000"] / 10_000, 10, "down") * _MONTHS
        + _special(rule, family, year_pay)
    )
    tax = _steps(rule["brackets"], max(Fraction(0), year_pay - deductions))
    credit = rule["credit"]
    first = Fraction(credit["first"])
    relief: Fraction = min(tax, first) * credit["first_percent"] / 100
    relief += max(Fraction(0), tax - first) * credit["rest_percent"] / 100
    return max(Fraction(0), tax - min(relief, _first(credit["caps"], year_pay)))


def table_tax(tables: Tables, day: date, pay: int, family: int) -> int:
    """The table's figure for a month's taxable pay and a family of 1 to 11, before children and the chosen share.

    Raises:
        NoParameter: the table of the day is not known.
    """
    rule = tables.on("income_tax_table", day)
    if family > FAMILY_MAX:
        ten, eleven = (table_tax(tables, day, pay, size) for size in (FAMILY_MAX - 1, FAMILY_MAX))
        return max(0, eleven - (ten - eleven) * (family - FAMILY_MAX))
    middle = _middle_of_row(rule, pay)
    if middle is None:
        return 0
    tax = rounded(tables, "tax", _year_tax(rule, family, middle) / _MONTHS, day)
    above = [step for step in rule["above"] if pay > step[0]]
    if above:
        bound, added, share, percent = above[-1]
        tax = rounded(tables, "tax", tax + added + Fraction((pay - bound) * share * percent, 10_000), day)
    return tax if tax >= rule["small_amount_below"] else 0


def table_rows(tables: Tables, day: date) -> Sequence[Sequence[int]]:
    """The table's rows as [from, to before, step] in won."""
    rows: Sequence[Sequence[int]] = tables.on("income_tax_table", day)["rows"]
    return rows


def _children(rule: Mapping[str, int], children: int) -> int:
    if children <= 0:
        return 0
    return rule["one"] if children == 1 else rule["two"] + rule["each_more"] * (children - 2)


@dataclass(frozen=True, slots=True)
class Taxpayer:
    """What the table asks about a worker: the family with the worker, children of 8 to 20, and the chosen share."""

    family: int = 1
    children: int = 0
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Tax:
    """Income tax and local income tax."""

    income: Line
    local: Line


def wage_tax(tables: Tables, day: date, pay: int, who: Taxpayer) -> Tax:
    """Tax on a month's taxable pay; under 1,000 won is not collected (소득세법 제86조).

    Raises:
        NoParameter: the table of the day is not known.
    """
    children = _children(tables.on("income_tax_children", day), who.children) if who.children else 0
    table = table_tax(tables, day, pay, who.family)
    won = rounded(tables, "tax", Fraction(max(0, table - children) * who.percent, 100), day)
    small = tables.on("income_tax_table", day)["small_amount_below"]
    inputs = {"pay": pay, "family": who.family, "table": table, "children": children, "percent": who.percent}
    article = "소득세법 제134조제1항, 시행령 제194조·별표 2"
    income = Line(
        "income_tax", won if won >= small else 0, "(table − children) × percent %", inputs, "income_tax/1", article
    )
    return Tax(income, local_tax(tables, day, income.won))


def local_tax(tables: Tables, day: date, income_tax: int) -> Line:
    """Local income tax, a tenth."""
    percent = tables.on("local_income_tax", day)["percent"]
    won = rounded(tables, "tax", Fraction(income_tax * percent, 100), day)
    inputs = {"income_tax": income_tax, "percent": percent}
    return Line("local_income_tax", won, "income_tax × percent %", inputs, "local_income_tax/1", "지방세법 제103조의13")


@dataclass(frozen=True, slots=True)
class DayTax:
    """Tax of a day worker."""

    per_day: tuple[Fraction, ...]
    income: int
    local: int


def day_worker_tax(tables: Tables, paid_on: date, wages: Sequence[int], one_payment: bool) -> DayTax:
    """Tax on day wages; under 1,000 won of one payment is not collected (소득세법 제129조·제134조제3항·제86조).

    Raises:
        NoParameter: the figures of the day are not known.
    """
    rule = tables.on("day_worker_tax", paid_on)
    share = Fraction(rule["percent"] * (100 - rule["credit_percent"]), 10_000)
    per_day = tuple(max(0, wage - rule["deduction_per_day"]) * share for wage in wages)
    payments = [sum(per_day, Fraction(0))] if one_payment else list(per_day)
    collected = [
        rounded(tables, "tax", exact, paid_on) if exact >= rule["small_amount_below"] else 0 for exact in payments
    ]
    local = sum(local_tax(tables, paid_on, one).won for one in collected)
    return DayTax(per_day, sum(collected), local)


def contractor_tax(tables: Tables, paid_on: date, payment: int) -> tuple[int, int]:
    """Income tax and local income tax withheld from business income: 3 and 0.3 per cent."""
    exact = Fraction(payment * tables.on("contractor_tax", paid_on)["percent"], 100)
    income = rounded(tables, "tax", exact, paid_on)
    return income, local_tax(tables, paid_on, income).won
