"""From the states of a shop and an employment to the month that the pay engine works out, and to the sealed slip."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

from core.domains.labour.checks.payslip_items import REQUIRED_ITEMS
from core.domains.labour.lines import Line, whole
from core.domains.labour.pay.holidays import (
    holiday_is_paid,
    is_labour_day,
    is_public_holiday,
    public_holidays_bind,
)
from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.pay.insurance import EMPLOYMENT, HEALTH, PENSION
from core.domains.labour.pay.months import full_years, months_after
from core.domains.labour.pay.payslip import Deducting, HolidayWeek, Month, PaidHoliday, Payslip
from core.domains.labour.pay.premiums import FULL_TIME, PART_TIME, Worked
from core.domains.labour.pay.shifts import LABOUR_DAY, PUBLIC_HOLIDAY, WEEKLY_HOLIDAY, WORKDAY, Shift
from core.domains.labour.pay.weekly_holiday import Week
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.contract_form import CONSTRUCTION_DAY, agreed_day_minutes
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.rules.v1.times import shift_of_body
from core.domains.labour.tables import Tables
from core.encoding import cbor
from core.errors import RefusedError
from core.ledger.contract import State

FULL_WEEK_MINUTES = 40 * 60
FULL_TIME_DAYS = 5
SIZE = 5


@dataclass(frozen=True, slots=True)
class PayChoices:
    """What the employer knows and the ledger does not: the family on the tax form, and what else is paid."""

    taxpayer: Taxpayer = field(default_factory=Taxpayer)
    reported_income: int | None = None
    """Monthly income reported to the insurers; the agreed monthly pay where it is None."""
    untaxed: int = 0
    extras: Sequence[Line] = ()
    no_unemployment_part: bool = False
    """Hired at 65 or later: employment insurance takes nothing from the worker."""


def adopted_tables(shop: State, tables: Tables) -> Tables:
    """The tables with every figure that the employer adopted in the ledger."""
    for one in records(shop, "adopted"):
        row = {"first_day": one["first_day"], "value": json.loads(one["value"]), "source": one["source"]}
        if one.get("last_day"):
            row["last_day"] = one["last_day"]
        tables = tables.adopting(one["table"], row)
    return tables


def employees_on(shop: State, day: date) -> int:
    """Regular employees of a month as far as rules ask: the count of the month says whether they are five or more."""
    head_count = int(shop["shop"]["employees"])
    counted = [one for one in records(shop, "sizes") if one["month"] <= day.isoformat()]
    if not counted:
        return head_count
    return max(head_count, SIZE) if counted[-1]["five_or_more"] else min(head_count, SIZE - 1)


def contracts(employment: State) -> list[Record]:
    """Signed contracts by their first day.

    Raises:
        RefusedError: `contract_missing`.
    """
    found = sorted(records(employment, "contracts"), key=lambda one: str(one["starts"]))
    if not found:
        raise RefusedError("contract_missing")
    return found


def contract_on(employment: State, day: date) -> Record:
    """The contract in force on a day; the first one before it began."""
    known = contracts(employment)
    begun = [one for one in known if one["starts"] <= day.isoformat()]
    return begun[-1] if begun else known[0]


def agreed_minutes(contract: Mapping[str, Any], day: date) -> int:
    """Minutes agreed for a weekday; none where it is no working day."""
    row = next((one for one in contract["days"] if one["weekday"] == day.weekday()), None)
    return (agreed_day_minutes(row) or 0) if row else 0


def month_of(
    tables: Tables, shop: State, employment: State, first: date, last: date, known_on: date, choices: PayChoices
) -> Month:
    """The month of an employment, ready for `payslip`.

    Raises:
        RefusedError: `contract_missing`.
        NoParameter: a figure of a day in question is not known.
    """
    employees = employees_on(shop, last)
    contract = contract_on(employment, last)
    inside = [one for one in map(shift_of_body, shifts(employment)) if first <= one.day <= last]
    excluded = [name for name in (PENSION, HEALTH, EMPLOYMENT) if name not in contract.get("insurances", ())]
    if choices.no_unemployment_part:
        excluded.append(EMPLOYMENT)
    income = monthly_pay(contract) if choices.reported_income is None else choices.reported_income
    return Month(
        first=first,
        last=last,
        employees=employees,
        rates=[(date.fromisoformat(one["starts"]), one["hourly"]) for one in contracts(employment)],
        worked=[_worked(tables, employment, one, employees, known_on) for one in inside],
        paid_holidays=list(_paid_holidays(tables, employment, employees, first, last, known_on)),
        weeks=list(_weeks(tables, employment, employees, first, last, known_on)),
        deducting=Deducting(
            last, income, excluded, choices.taxpayer, choices.untaxed, taxed_by_the_day(employment, last)
        ),
        worker=PART_TIME if contract["week_minutes"] < FULL_WEEK_MINUTES else FULL_TIME,
        extras=choices.extras,
    )


def monthly_pay(contract: Mapping[str, Any]) -> int:
    """The agreed pay of an average month: hours of the week and of its paid holiday, times 365 / 7 / 12."""
    week = Fraction(contract["week_minutes"], 60)
    holiday = min(Fraction(8), week / FULL_TIME_DAYS) if week >= 15 else Fraction(0)
    return whole((week + holiday) * 365 / 7 / 12 * contract["hourly"], 1, "up")


def taxed_by_the_day(employment: State, day: date) -> bool:
    """Whether somebody is a day worker for the income tax (소득세법 시행령 제20조).

    On a building site under a year with this employer, else where the contract is for less than a month.
    """
    begun, contract = date.fromisoformat(contracts(employment)[0]["starts"]), contract_on(employment, day)
    if contract["kind"] == CONSTRUCTION_DAY:
        return full_years(begun, day) < 1
    ends = contract.get("ends")
    return ends is not None and months_after(begun, 1) > date.fromisoformat(ends) + timedelta(days=1)


def _worked(tables: Tables, employment: State, shift: Shift, employees: int, known_on: date) -> Worked:
    contract = contract_on(employment, shift.day)
    kind, binding = WORKDAY, True
    if is_labour_day(shift.day):
        kind = LABOUR_DAY
    elif is_public_holiday(tables, shift.day, known_on) and public_holidays_bind(tables, shift.day, employees):
        kind = PUBLIC_HOLIDAY
        binding = contract["week_minutes"] >= tables.on("weekly_holiday", shift.day)["week_hours"] * 60
    elif contract.get("weekly_holiday") == shift.day.weekday():
        kind = WEEKLY_HOLIDAY
    return Worked(shift, agreed_minutes(contract, shift.day), kind, binding)


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def _employed(employment: State, day: date) -> bool:
    """Whether a day lies between the first day at work and the last one: declared, agreed, or worked beyond that."""
    known, ended = contracts(employment), employment.get("ended")
    if day.isoformat() < known[0]["starts"]:
        return False
    if ended is not None:
        return bool(day.isoformat() <= ended["last_day"])
    agreed = known[-1].get("ends")
    return agreed is None or day.isoformat() <= max([agreed, *(one["start"][:10] for one in shifts(employment))])


def _paid_holidays(
    tables: Tables, employment: State, employees: int, first: date, last: date, known_on: date
) -> Iterator[PaidHoliday]:
    for day in _days(first, last):
        if _employed(employment, day):
            contract = contract_on(employment, day)
            minutes = agreed_minutes(contract, day)
            week_hours = Fraction(contract["week_minutes"], 60)
            if holiday_is_paid(tables, day, employees, week_hours, minutes > 0, known_on):
                yield PaidHoliday(day, minutes)


def unrecorded_days(
    tables: Tables, shop: State, employment: State, first: date, last: date, known_on: date
) -> list[date]:
    """Agreed working days on which nobody clocked in, took leave or was recorded as absent: both sides should look."""
    absent = {date.fromisoformat(one["day"]) for one in records(employment, "absences")}
    found = _missed(tables, employment, employees_on(shop, last), first, last, known_on)
    return sorted(found - absent)


def _missed(tables: Tables, employment: State, employees: int, first: date, last: date, known_on: date) -> set[date]:
    """Days on which work was agreed and not done: recorded absences, and days without any record."""
    done = {one.day for one in map(shift_of_body, shifts(employment))}
    done |= {date.fromisoformat(one["day"]) for one in records(employment, "leaves") if one["status"] == "granted"}
    found = {date.fromisoformat(one["day"]) for one in records(employment, "absences")}
    for day in _days(first, min(last, known_on)):
        contract = contract_on(employment, day)
        agreed = agreed_minutes(contract, day) > 0 and _employed(employment, day)
        if agreed and day not in done and not _is_off(tables, day, employees, known_on):
            found.add(day)
    return found


def _is_off(tables: Tables, day: date, employees: int, known_on: date) -> bool:
    """Whether everybody of this shop is off: 1 May, or a public holiday that binds it."""
    public = is_public_holiday(tables, day, known_on) and public_holidays_bind(tables, day, employees)
    return public or is_labour_day(day)


def _weeks(
    tables: Tables, employment: State, employees: int, first: date, last: date, known_on: date
) -> Iterator[HolidayWeek]:
    """Each week that ends with its weekly holiday in the period; a day that was agreed and not worked is an absence."""
    missed = _missed(tables, employment, employees, first - timedelta(days=6), last, known_on)
    for day in _days(first, last):
        contract = contract_on(employment, day)
        if contract.get("weekly_holiday") == day.weekday() and contract["starts"] <= day.isoformat():
            begin = day - timedelta(days=6)
            absent = sum(begin <= one <= day for one in missed)
            whole_week = _employed(employment, begin) and _employed(employment, day)
            week = Week(Fraction(contract["week_minutes"], 60), FULL_TIME_DAYS, absent, whole_week)
            yield HolidayWeek(day, week)


def slip_body(worker: str, month: Month, slip: Payslip, pay_day: date) -> dict[str, Any]:
    """What is sealed into `labour.payslip.issue`: every line with its reason."""
    return {
        "worker": worker,
        "period": f"{month.first.isoformat()} ~ {month.last.isoformat()}",
        "pay_day": pay_day.isoformat(),
        "pay": [_line(line) for line in slip.pay if line.won or line.item == "basic_pay"],
        "deductions": [_line(line) for line in slip.deductions if line.won],
        "gross": slip.gross,
        "deducted": slip.deducted,
        "net": slip.net,
        "untaxed": month.deducting.untaxed,
        "work_minutes": slip.minutes.work,
        "overtime_minutes": slip.minutes.overtime,
        "night_minutes": slip.minutes.night,
        "holiday_minutes": slip.minutes.holiday + slip.minutes.holiday_over_day,
    }


def _line(line: Line) -> dict[str, Any]:
    inputs = [f"{name}={value}" for name, value in line.inputs.items()]
    return {
        "item": line.item,
        "won": line.won,
        "formula": line.formula,
        "inputs": inputs,
        "rule": line.rule,
        "article": line.article,
    }


def slip_digest(body: Mapping[str, Any]) -> bytes:
    """SHA-256 over the deterministic CBOR of a slip: the chain names the slip by it and holds no amount."""
    return sha256(cbor.encode(dict(body))).digest()


def issue_body(period: bytes, slip: Mapping[str, Any], corrects: Sequence[bytes] = ()) -> dict[str, Any]:
    """The open part of `labour.payslip.issue`; the sealed slip has all statutory items.

    `corrects` are earlier periods whose late corrections this slip has taken up.
    """
    taken_up = {"corrects": list(corrects)} if corrects else {}
    return {
        **taken_up,
        "period": period,
        "pay_day": slip["pay_day"],
        "items": list(REQUIRED_ITEMS),
        "slip_sha256": slip_digest(slip),
    }


def close_body(employment: State, first: date, last: date) -> dict[str, Any]:
    """The body of `labour.period.close`: what the shifts of the period come to."""
    inside = [one for one in map(shift_of_body, shifts(employment)) if first <= one.day <= last]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "shift_count": len(inside),
        "work_minutes": sum(one.work_minutes for one in inside),
    }
