"""Severance pay, dismissal notice, and a month that somebody joined in the middle of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.lines import Line, rounded, whole
from core.domains.labour.pay.months import days_in, months_after
from core.domains.labour.tables import Tables

UNDER_ONE_YEAR = "UNDER_ONE_YEAR"
UNDER_15_HOURS = "UNDER_15_HOURS"
_CENT = 100


@dataclass(frozen=True, slots=True)
class Severance:
    """Severance as the ministry's calculator works it out."""

    service_days: int
    average_cents: int
    """Average daily wage in hundredths of a won, rounded up."""
    line: Line


def average_period_days(left: date) -> int:
    """Days of the three months before the day after the last day at work.

    Where the month three months earlier lacks the day (left on 29 to 31 May), the ministry's page starts at 1 March.
    """
    began = months_after(left, -3)
    if began.day != left.day:
        began = months_after(began.replace(day=1), 1)
    return (left - began).days


def severance(
    tables: Tables, joined: date, left: date, wages: int, bonus: int, leave_pay: int, period_days: int | None = None
) -> Severance:
    """30 days' average wage a year of service (퇴직급여법 제8조); bonus and leave pay of a year count by a quarter."""
    days = average_period_days(left) if period_days is None else period_days
    exact = (wages + Fraction(3 * (bonus + leave_pay), 12)) / days
    cents = whole(exact * _CENT, 1, "up")
    service = (left - joined).days
    rule = tables.on("severance", left)
    amount = Fraction(cents * rule["days_per_year"] * service, _CENT * 365)
    inputs: dict[str, str | int] = {
        "wages": wages,
        "bonus": bonus,
        "leave_pay": leave_pay,
        "period_days": days,
        "average": f"{cents // _CENT}.{cents % _CENT:02d}",
        "service_days": service,
    }
    won = whole(amount, 1, "nearest")
    line = Line("severance", won, "average × 30 × service_days ÷ 365", inputs, "severance/1", "퇴직급여법 제8조")
    return Severance(service, cents, line)


def severance_refusal(tables: Tables, day: date, service_days: int, week_hours: Fraction) -> str | None:
    """Why no severance is due, or None: a year of service, and 15 hours a week on average (제4조제1항)."""
    rule = tables.on("severance", day)
    if service_days < rule["service_days"]:
        return UNDER_ONE_YEAR
    return UNDER_15_HOURS if week_hours < rule["week_hours"] else None


def notice_pay(
    tables: Tables, day: date, service_months: int, notice_days: int, week_hours: Fraction, hourly: int
) -> Line | None:
    """30 days' ordinary wage where notice was shorter than 30 days; none under three months (근로기준법 제26조)."""
    rule = tables.on("dismissal_notice", day)
    if service_months < rule["months"] or notice_days >= rule["days"]:
        return None
    day_hours = min(Fraction(8), week_hours / 5)
    won = rounded(tables, "wage", day_hours * hourly * rule["days"], day)
    inputs: dict[str, str | int] = {"week_hours": str(week_hours), "hourly": hourly, "days": rule["days"]}
    formula = "week_hours ÷ 5 × hourly × days"
    return Line("notice_pay", won, formula, inputs, "notice_pay/1", "근로기준법 제26조, 시행령 별표 2")


def joined_within(tables: Tables, salary: int, joined: date) -> Line:
    """A month's salary from the day of joining, by calendar days."""
    all_days = days_in(joined)
    paid = all_days - joined.day + 1
    won = rounded(tables, "wage", Fraction(salary * paid, all_days), joined)
    inputs = {"salary": salary, "days_paid": paid, "days_in_month": all_days}
    formula = "salary × days_paid ÷ days_in_month"
    return Line("prorated_salary", won, formula, inputs, "prorated_salary/1", "근로기준법 제43조")
