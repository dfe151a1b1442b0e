"""A month's pay: from shifts, paid holidays and weeks to lines, deductions and what is paid out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from core.domains.labour.lines import Line, rounded, shown
from core.domains.labour.pay.income_tax import Taxpayer, day_worker_tax, local_tax, wage_tax
from core.domains.labour.pay.insurance import premiums_of
from core.domains.labour.pay.premiums import (
    PART_TIME,
    Minutes,
    Portion,
    Worked,
    base_line,
    daily_minutes,
    premium_lines,
    premiums_apply,
    weekly_excess,
)
from core.domains.labour.pay.shifts import refuse_overlap
from core.domains.labour.pay.weekly_holiday import Week, allowance_line, holiday_hours
from core.domains.labour.tables import Tables
from core.errors import InputError


@dataclass(frozen=True, slots=True)
class PaidHoliday:
    """A public holiday in the period that is paid though nobody works."""

    day: date
    agreed_minutes: int


@dataclass(frozen=True, slots=True)
class HolidayWeek:
    """A week whose weekly holiday lies in the period."""

    holiday: date
    week: Week


@dataclass(frozen=True, slots=True)
class Deducting:
    """What the deductions of a month hang on."""

    month: date
    reported_income: int
    excluded: Collection[str]
    taxpayer: Taxpayer
    untaxed: int = 0
    day_worker: bool = False
    """Paid by the day or hour by an employer of less than three months: taxed by the day (소득세법 시행령 제20조)."""


@dataclass(frozen=True, slots=True)
class Month:
    """Everything that a payslip of hourly pay is made of."""

    first: date
    last: date
    employees: int
    rates: Sequence[tuple[date, int]]
    """Hourly rates with their first day."""
    worked: Sequence[Worked]
    paid_holidays: Sequence[PaidHoliday]
    weeks: Sequence[HolidayWeek]
    deducting: Deducting
    worker: str = PART_TIME
    extras: Sequence[Line] = ()
    """Other lines, a late correction of an earlier period among them."""


@dataclass(frozen=True, slots=True)
class Payslip:
    """Lines of pay and of deductions; the totals are the sums of these very lines."""

    minutes: Minutes
    pay: tuple[Line, ...]
    deductions: tuple[Line, ...]

    @property
    def gross(self) -> int:
        return sum(line.won for line in self.pay)

    @property
    def deducted(self) -> int:
        return sum(line.won for line in self.deductions)

    @property
    def net(self) -> int:
        return self.gross - self.deducted


def rate_on(rates: Sequence[tuple[date, int]], day: date) -> int:
    """The hourly rate that was agreed for a day.

    Raises:
        InputError: `rate_missing`: no rate was agreed for the day.
    """
    begun = [(first, hourly) for first, hourly in rates if first <= day]
    if not begun:
        raise InputError("rate_missing", field="rates", day=day.isoformat())
    return max(begun)[1]


def payslip(tables: Tables, month: Month) -> Payslip:
    """The payslip of a month.

    Raises:
        InputError: `rate_missing`, `shifts_overlap`, `shift_outside_period`.
        NoParameter: a figure of a day in question is not known.
    """
    refuse_overlap(one.shift for one in month.worked)
    for one in month.worked:
        if not month.first <= one.shift.day <= month.last:
            raise InputError("shift_outside_period", field="shifts", day=one.shift.day.isoformat())
    portions = _portions(tables, month)
    pay = (
        base_line(tables, portions, month.last),
        *premium_lines(tables, portions, month.last),
        _holiday_pay(tables, month),
        _weekly_pay(tables, month),
        *month.extras,
    )
    total = sum((one.minutes for one in portions), Minutes())
    gross = sum(line.won for line in pay)
    return Payslip(total, pay, _deductions(tables, month, gross))


def day_wages(tables: Tables, month: Month) -> dict[date, int]:
    """Pay by day of work, each rounded up to a won; paid holidays are added to the day of work before (or after) them.

    Raises:
        InputError, NoParameter: as `payslip`.
    """
    ordered = sorted(month.worked, key=lambda one: one.shift.span.start)
    found: dict[date, int] = {}
    for one, portion in zip(ordered, _portions(tables, month), strict=True):
        lines = (base_line(tables, [portion], month.last), *premium_lines(tables, [portion], month.last))
        found[one.shift.day] = found.get(one.shift.day, 0) + sum(line.won for line in lines)
    alone = [(one.holiday, _weekly_pay(tables, replace(month, weeks=[one]))) for one in month.weeks]
    alone += [(one.day, _holiday_pay(tables, replace(month, paid_holidays=[one]))) for one in month.paid_holidays]
    for day, line in alone:
        if line.won and found:
            found[max((one for one in found if one <= day), default=min(found))] += line.won
    return found


def _portions(tables: Tables, month: Month) -> list[Portion]:
    """Per shift its minutes; the excess of a week over 40 hours stands with the week's last shift."""
    portions = []
    weeks: dict[date, list[Minutes]] = {}
    ordered = sorted(month.worked, key=lambda one: one.shift.span.start)
    for place, one in enumerate(ordered):
        day = one.shift.day
        minutes = daily_minutes(tables, one, month.worker)
        monday = day - timedelta(days=day.weekday())
        weeks.setdefault(monday, []).append(minutes)
        following = ordered[place + 1].shift.day if place + 1 < len(ordered) else None
        if following is None or following - monday >= timedelta(days=7):
            minutes += Minutes(overtime=weekly_excess(tables, day, weeks[monday]))
        premium = premiums_apply(tables, month.employees, day)
        portions.append(Portion(minutes, rate_on(month.rates, day), premium, one.premium_holiday))
    return portions


def _holiday_pay(tables: Tables, month: Month) -> Line:
    parts = [(one.agreed_minutes, rate_on(month.rates, one.day)) for one in month.paid_holidays]
    exact = sum((Fraction(minutes * hourly, 60) for minutes, hourly in parts), Fraction(0))
    inputs: dict[str, str | int] = {"days": len(parts)}
    for place, (minutes, hourly) in enumerate(parts, 1):
        inputs |= {f"hours_{place}": shown(Fraction(minutes, 60)), f"hourly_{place}": hourly}
    formula = " + ".join(f"hours_{place} × hourly_{place}" for place in range(1, len(parts) + 1)) or "0"
    won = rounded(tables, "wage", exact, month.last)
    article = "근로기준법 제55조제2항, 시행령 제30조제2항"
    return Line("paid_public_holiday", won, formula, inputs, "paid_public_holiday/1", article)


def _weekly_pay(tables: Tables, month: Month) -> Line:
    weeks = [(holiday_hours(tables, one.week, one.holiday), rate_on(month.rates, one.holiday)) for one in month.weeks]
    return allowance_line(tables, weeks, month.last)


def _deductions(tables: Tables, month: Month, gross: int) -> tuple[Line, ...]:
    deducting = month.deducting
    premiums = premiums_of(tables, deducting.month, deducting.reported_income, deducting.excluded)
    if deducting.day_worker:
        return (*premiums.lines, *_day_worker_lines(tables, month))
    taxable = max(0, gross - deducting.untaxed)
    tax = wage_tax(tables, deducting.month, taxable, deducting.taxpayer)
    return (*premiums.lines, tax.income, tax.local)


def _day_worker_lines(tables: Tables, month: Month) -> tuple[Line, Line]:
    """Tax by the day, paid once for the whole period."""
    wages = day_wages(tables, month)
    tax = day_worker_tax(tables, month.last, [wages[day] for day in sorted(wages)], one_payment=True)
    rule = tables.on("day_worker_tax", month.last)
    inputs: dict[str, str | int] = {"days": len(wages), "deduction": rule["deduction_per_day"]}
    inputs |= {"percent": rule["percent"], "credit": rule["credit_percent"]}
    formula = "Σ(1…days) (− deduction) × percent % × (100 − credit) %"
    article = "소득세법 제47조제2항·제59조제3항·제129조, 시행령 제20조"
    income = Line("income_tax", tax.income, formula, inputs, "day_worker_tax/1", article)
    return income, local_tax(tables, month.last, tax.income)


def by_item(lines: Sequence[Line]) -> Mapping[str, int]:
    """Amounts by item; two lines of one item are added."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.item] = found.get(line.item, 0) + line.won
    return found
