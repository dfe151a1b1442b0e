"""Operations on shifts, weeks, breaks, minors and the weekly holiday."""

from __future__ import annotations

from core.domains.labour.checks.agreed import Agreed, refuse_impossible
from core.domains.labour.checks.working_time import (
    MinorPapers,
    MinorShift,
    break_flags,
    minor_flags,
    required_break_minutes,
    shift_night_minutes,
)
from core.domains.labour.lines import rounded, shown
from core.domains.labour.pay.holidays import is_labour_day, public_holidays_bind
from core.domains.labour.pay.months import full_years
from core.domains.labour.pay.premiums import (
    FULL_TIME,
    Minutes,
    Portion,
    Worked,
    base_line,
    daily_minutes,
    over_weekly_limit,
    premium_lines,
    premiums_apply,
    weekly_excess,
)
from core.domains.labour.pay.shifts import LABOUR_DAY, PUBLIC_HOLIDAY, WORKDAY, refuse_overlap
from core.domains.labour.pay.weekly_holiday import Week, average_of, holiday_hours
from tests.cases.labour.reading import AS_OF, TABLES, Result, day, exact, minutes, optional_day, shift


def binding_holiday(kind: str, on, employees: int, week_hours) -> bool:
    """Whether a holiday of this kind is one for this worker: public holidays ask for size and 15 hours a week."""
    if kind != PUBLIC_HOLIDAY or is_labour_day(on):
        return kind != WORKDAY
    enough = week_hours is None or exact(week_hours) >= TABLES.on("weekly_holiday", on)["week_hours"]
    return public_holidays_bind(TABLES, on, employees) and enough


def shift_pay(given: Result) -> Result:
    one = shift(given["shift"])
    on, employees, hourly = one.day, given["regular_employees"], given["hourly"]
    agreed = minutes(given["agreed_hours_that_day"])
    kind = given["day_type"]
    binding = binding_holiday(kind, on, employees, given.get("weekly_agreed_hours"))
    counted = daily_minutes(TABLES, Worked(one, agreed, kind), given["worker"])
    portions = [Portion(counted, hourly, premiums_apply(TABLES, employees, on), binding)]
    base = base_line(TABLES, portions, on).won
    overtime, night, holiday = (line.won for line in premium_lines(TABLES, portions, on))
    paid = binding and kind in (PUBLIC_HOLIDAY, LABOUR_DAY)
    allowance = rounded(TABLES, "wage", exact(agreed * hourly) / 60, on) if paid else 0
    return {
        "work_minutes": counted.work,
        "night_minutes": counted.night,
        "overtime_minutes": counted.overtime,
        "holiday_minutes_within_8h": counted.holiday,
        "holiday_minutes_over_8h": counted.holiday_over_day,
        "base_pay": base,
        "overtime_premium": overtime,
        "night_premium": night,
        "holiday_premium": holiday,
        "paid_holiday_allowance": allowance,
        "total": base + overtime + night + holiday + allowance,
    }


def week_pay(given: Result) -> Result:
    employees, hourly, worker = given["regular_employees"], given["hourly"], given.get("worker", FULL_TIME)
    worked = [
        Worked(shift(one), minutes(one.get("agreed_hours", 8)), one.get("day_type", WORKDAY)) for one in given["shifts"]
    ]
    refuse_overlap(one.shift for one in worked)
    on = worked[-1].shift.day
    daily = [daily_minutes(TABLES, one, worker) for one in worked]
    total = sum(daily, Minutes(overtime=weekly_excess(TABLES, on, daily)))
    portions = [Portion(total, hourly, premiums_apply(TABLES, employees, on))]
    base = base_line(TABLES, portions, on).won
    overtime, night, holiday = (line.won for line in premium_lines(TABLES, portions, on))
    return {
        "work_minutes": total.work,
        "overtime_minutes": total.overtime,
        "night_minutes": total.night,
        "base_pay": base,
        "overtime_premium": overtime,
        "night_premium": night,
        "holiday_premium": holiday,
        "total": base + overtime + night + holiday,
        "over_52h": over_weekly_limit(TABLES, employees, on, total.work),
    }


def week_limit(given: Result) -> Result:
    worked = [minutes(hours) for hours in given["daily_work_hours"]]
    rule = TABLES.on("premiums", AS_OF)
    daily = [Minutes(one, max(0, one - rule["day_minutes"])) for one in worked]
    premium = sum(one.overtime for one in daily) + weekly_excess(TABLES, AS_OF, daily)
    over = max(0, sum(worked) - rule["week_minutes"])
    return {
        "week_hours": exact(sum(worked)) / 60,
        "limit_overtime_hours": exact(over) / 60,
        "violation": over_weekly_limit(TABLES, given["regular_employees"], AS_OF, sum(worked)),
        "premium_overtime_hours": exact(premium) / 60,
    }


def weekly_holiday(given: Result) -> Result:
    hourly, days = given["ordinary_hourly"], given["comparable_full_time_days_per_week"]
    average = average_of([exact(one["agreed_hours"]) for one in given["weeks"]])
    weeks = []
    for one in given["weeks"]:
        week = Week(average, days, one["absent_days"], one["employed_through_week_end"])
        hours = holiday_hours(TABLES, week, AS_OF)
        pay = rounded(TABLES, "wage", hours * hourly, AS_OF)
        weeks.append({"eligible": hours > 0, "holiday_hours": shown(hours), "pay": pay})
    return {"weeks": weeks, "total": sum(one["pay"] for one in weeks)}


def break_check(given: Result) -> Result:
    one = shift(given["shift"])
    flags = break_flags(TABLES, one)
    return {
        "work_minutes": one.work_minutes,
        "required_break_minutes": required_break_minutes(TABLES, one.day, one.work_minutes),
        "given_break_minutes": one.break_minutes,
        "ok": not flags,
        "flags": list(flags),
    }


def minor_check(given: Result) -> Result:
    one, papers = shift(given["shift"]), given.get("documents", {})
    minor = MinorShift(
        born=day(given["birth_date"]),
        shift=one,
        week_minutes=given["week_work_minutes_including_this"],
        extension_agreed=given["extension_agreed"],
        night_approved=given["night_holiday_approved_by_minister"],
        holiday=given["is_holiday"],
        papers=MinorPapers(
            papers.get("family_relation_certificate", False),
            papers.get("guardian_consent", False),
            papers.get("work_permit_under_15", False),
        ),
    )
    return {
        "age": full_years(minor.born, day(given["date"])),
        "work_minutes": one.work_minutes,
        "night_minutes": shift_night_minutes(TABLES, one),
        "flags": list(minor_flags(TABLES, minor)),
    }


def validate_shift(given: Result) -> Result:
    shift(given)
    return {"error": None, "ok": True}


def validate_shifts(given: Result) -> Result:
    refuse_overlap(shift(one) for one in given["shifts"])
    return {"error": None, "ok": True}


def validate_contract(given: Result) -> Result:
    def number(*names: str):
        return next((exact(given[name]) for name in names if given.get(name) is not None), None)

    def date_of(*names: str):
        return next((optional_day(given[name]) for name in names if given.get(name)), None)

    refuse_impossible(
        Agreed(
            hourly=number("hourly"),
            week_hours=number("weekly_agreed_hours"),
            day_hours=number("daily_agreed_hours", "agreed_hours_per_day"),
            begins=date_of("start_date", "start"),
            ends=date_of("end_date", "end"),
            born=date_of("birth_date"),
        )
    )
    return {"error": None, "ok": True}


OPERATIONS = {
    "shift.pay": shift_pay,
    "week.pay": week_pay,
    "week.limit": week_limit,
    "weekly_holiday.pay": weekly_holiday,
    "break.check": break_check,
    "minor.check": minor_check,
    "shift.validate": validate_shift,
    "shift.validate_set": validate_shifts,
    "contract.validate": validate_contract,
}
