"""Rows of the upload sheets: acquisition, loss and day work, in the order of the layouts (layouts.json)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from core.domains.labour.pay.income_tax import day_worker_tax
from core.domains.labour.pay.months import days_in
from core.domains.labour.tables import Tables

Cell = str | int
KOREAN = "100"
_YES, _NO = "1", "2"


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _month(day: date) -> str:
    return day.strftime("%Y%m")


def _phone(text: str) -> tuple[str, str, str]:
    area, middle, last = [*text.split("-"), "", "", ""][:3]
    return area, middle, last


@dataclass(frozen=True, slots=True)
class Acquisition:
    """Somebody who joins; the resident number comes from a sealed part that was opened for this filing."""

    resident_number: str
    name: str
    month_income: int
    acquired: date
    job_code: str
    week_hours: Cell
    contract_end: date | None
    insurances: Collection[str]
    minor: bool = False
    pension_code: str = ""
    """Empty for the code of an adult or, for a `minor`, of somebody under 18."""
    health_code: str = "00"
    pay_first_month: bool = False
    nationality: str = KOREAN
    stay_status: str = ""
    english_name: str = ""


def acquisition_row(one: Acquisition) -> list[Cell]:
    """38 cells: person 6, pension 7, health 7, employment 8, accident 8, messages 2."""
    day = _day(one.acquired)
    pension: list[Cell] = [
        one.month_income,
        day,
        _YES if one.pay_first_month else _NO,
        one.pension_code or ("3" if one.minor else "1"),
        "",
        "",
        "0",
    ]
    health: list[Cell] = ["N", one.month_income, day, one.health_code, "", "", ""]
    fixed = one.contract_end is not None
    employment: list[Cell] = [
        one.month_income,
        day,
        one.job_code,
        one.week_hours,
        "",
        "",
        _YES if fixed else _NO,
        _month(one.contract_end) if one.contract_end else "",
    ]
    accident: list[Cell] = [one.month_income, day, "", "", "", "", "", ""]
    blocks = (("pension", pension), ("health", health), ("employment", employment), ("accident", accident))
    cells: list[Cell] = [
        one.resident_number,
        one.name,
        "N",
        one.english_name,
        one.nationality,
        one.stay_status,
    ]
    for name, block in blocks:
        cells += block if name in one.insurances else [""] * len(block)
    return [*cells, "", ""]


@dataclass(frozen=True, slots=True)
class Loss:
    """Somebody who leaves; the day of loss is the day after the last day at work."""

    resident_number: str
    name: str
    phone: str
    lost: date
    pension_code: str
    health_code: str
    employment_code: str
    reason: str
    this_year_pay: Cell
    """Taxable pay of the year, and the months of it; empty where it is for the employer to fill in, never a false 0."""
    this_year_months: Cell
    last_year_pay: Cell
    last_year_months: Cell
    insurances: Collection[str]


def loss_row(one: Loss) -> list[Cell]:
    """22 cells: person 5, pension 3, health 6, employment 5, accident 3."""
    day = _day(one.lost)
    pension: list[Cell] = [day, one.pension_code, _NO]
    health: list[Cell] = [
        day,
        one.health_code,
        one.this_year_pay,
        one.this_year_months,
        one.last_year_pay,
        one.last_year_months,
    ]
    employment: list[Cell] = [day, one.employment_code, one.reason, one.this_year_pay, one.last_year_pay]
    accident: list[Cell] = [day, one.this_year_pay, one.last_year_pay]
    blocks = (("pension", pension), ("health", health), ("employment", employment), ("accident", accident))
    cells: list[Cell] = [one.name, one.resident_number, *_phone(one.phone)]
    for name, block in blocks:
        cells += block if name in one.insurances else [""] * len(block)
    return cells


@dataclass(frozen=True, slots=True)
class DayWork:
    """A month of a day worker."""

    kind: str
    """1 accident, 3 employment, 5 both."""
    resident_number: str
    name: str
    phone: str
    job_code: str
    month: date
    wages: Mapping[int, int]
    """Pay by day of the month; who did not work on a day is not in it."""
    hours_per_day: Cell
    one_payment: bool
    paid_on: date
    to_tax_office: bool
    reason: str = ""
    nationality: str = KOREAN
    stay_status: str = ""


def day_work_row(tables: Tables, one: DayWork) -> list[Cell]:
    """55 cells: who, a mark per worked day of 31, sums, and the block for the tax office.

    Raises:
        NoParameter: the tax of the day is not known.
    """
    worked = one.wages.keys()
    assert worked <= set(range(1, days_in(one.month) + 1)), "days of that month"
    total = sum(one.wages.values())
    cells: list[Cell] = [
        one.kind,
        one.name,
        one.resident_number,
        _month(one.month),
        one.nationality,
        one.stay_status,
        *_phone(one.phone),
        one.job_code,
        *("1" if day in worked else "" for day in range(1, 32)),
        len(worked),
        one.hours_per_day,
        len(worked),
        total,
        total,
        one.reason,
        "",
        "",
    ]
    if not one.to_tax_office:
        return [*cells, *[""] * 6]
    tax = day_worker_tax(tables, one.paid_on, [one.wages[day] for day in sorted(worked)], one.one_payment)
    return [*cells, "Y", _month(one.paid_on), total, 0, tax.income, tax.local]
