"""Operations on minimum wage, insurances, tax, a month's payslip and leaving."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from core.domains.labour.checks.freelancer import MISUSE, is_misuse, works_like_an_employee
from core.domains.labour.lines import whole
from core.domains.labour.pay.annual_leave import leave_applies, leave_days, part_time_hours
from core.domains.labour.pay.income_tax import (
    FAMILY_MAX,
    Taxpayer,
    contractor_tax,
    day_worker_tax,
    table_tax,
    wage_tax,
)
from core.domains.labour.pay.insurance import premiums_of, small_shop_support
from core.domains.labour.pay.joining import Employment, first_months, joining
from core.domains.labour.pay.leaving import joined_within, notice_pay, severance, severance_refusal
from core.domains.labour.pay.minimum_wage import Probation, check_hourly, check_monthly, hourly_floor
from core.domains.labour.pay.payslip import Deducting, HolidayWeek, Month, PaidHoliday, by_item, payslip
from core.domains.labour.pay.premiums import PART_TIME, Worked
from core.domains.labour.pay.shifts import WORKDAY
from core.domains.labour.pay.weekly_holiday import Week
from core.domains.labour.tables import Tables
from tests.cases.labour.reading import AS_OF, TABLES, Result, day, exact, minutes, shift
from tests.cases.labour.working import binding_holiday

FULL_TIME_DAYS = 5


def monthly_equivalent(given: Result) -> Result:
    hourly = hourly_floor(TABLES, date(given["year"], 1, 1))
    return {"hourly": hourly, "monthly": hourly * given["monthly_basis_hours"]}


def hourly_check(given: Result) -> Result:
    on = day(given["work_date"])
    told = given.get("probation")
    probation = None
    if told and told.get("on_probation", True):
        began = on - timedelta(days=told["days_since_probation_start"])
        probation = Probation(told["contract_months"], began, told["ksco_major9_simple_labour"])
    found = check_hourly(TABLES, on, exact(given["agreed_hourly"]), probation)
    return {
        "floor_hourly": found.floor,
        "probation_reduction_applied": found.reduced,
        "ok": not found.flags,
        "shortfall_per_hour": found.shortfall,
        "flags": list(found.flags),
    }


def monthly_check(given: Result) -> Result:
    found = check_monthly(
        TABLES,
        date(given["year"], 1, 1),
        given["monthly_basis_hours"],
        given["base_monthly"],
        given.get("cash_welfare_monthly", 0),
        given.get("regular_monthly_bonus", 0),
    )
    return {
        "excluded_bonus": found.excluded_bonus,
        "excluded_welfare": found.excluded_welfare,
        "counted_monthly": found.counted,
        "required_monthly": found.required,
        "ok": found.counted >= found.required,
    }


def insurance_premium(given: Result) -> Result:
    found = premiums_of(TABLES, day(given["month"]), given["monthly_income"], given.get("excluded", []))
    return {
        "pension_base": found.pension_base,
        "pension_employee": found.pension.won,
        "health_employee": found.health.won,
        "long_term_care_employee": found.long_term_care.won,
        "employment_employee": found.employment.won,
        "employee_total": found.total,
    }


def insurance_eligibility(given: Result) -> Result:
    found = joining(
        TABLES,
        Employment(
            day=day(given["as_of"]),
            age=given["age"],
            day_worker=given["contract_kind"].startswith("daily"),
            contract_months=given["contract_months"],
            months_worked=given["months_worked"],
            week_hours=exact(given["weekly_hours"]),
            month_hours=exact(given["monthly_hours"]),
            month_days=given["days_worked_in_month"],
            month_income=given["monthly_income"],
        ),
    )
    named = {"accident": "industrial_accident"}
    return {named.get(name, name): standing.answer for name, standing in found.items()}


def insurance_first_month(given: Result) -> Result:
    acquired = day(given["acquisition_date"])
    found = first_months(acquired, given.get("pension_pay_first_month_requested", False))
    return {
        "pension_first_month": f"{found.pension:%Y-%m}",
        "health_first_month": f"{found.health:%Y-%m}",
        "employment_first_month": f"{found.employment:%Y-%m}",
    }


def durunuri(given: Result) -> Result:
    found = small_shop_support(
        TABLES,
        day(given["month"]),
        given["monthly_income"],
        exact(given["average_workers"]),
        given["new_subscriber"],
        given["months_already_supported"],
    )
    return {
        "eligible": found.eligible,
        "pension_support_employee": found.pension_employee,
        "employment_support_employee": found.employment_employee,
        "pension_support_employer": found.pension_employer,
    }


def simplified_table(given: Result) -> Result:
    who = Taxpayer(
        given["family_count_including_self"], given.get("children_8_to_20", 0), given.get("ratio_percent", 100)
    )
    tax = wage_tax(TABLES, day(given["payment_month"]), given["monthly_taxable_pay"], who)
    return {"income_tax": tax.income.won, "local_income_tax": tax.local.won}


def table_row(given: Result) -> Result:
    on, pay = day(given["payment_month"]), given["from_thousand"] * 1000
    row = [table_tax(TABLES, on, pay, family) for family in range(1, FAMILY_MAX + 1)]
    return {"income_tax_by_family_1_to_11": row}


def daily_worker(given: Result) -> Result:
    paid_on = day(given["pay_date"])
    found = day_worker_tax(TABLES, paid_on, given["daily_wages"], given["paid"] == "lump_sum")
    return {
        "per_day_tax_before_rounding": list(found.per_day),
        "income_tax": found.income,
        "local_income_tax": found.local,
    }


def misclassification(given: Result) -> Result:
    like_a_worker = works_like_an_employee(
        supervised=bool(given.get("supervised")),
        fixed_shifts=bool(given.get("worker_has_fixed_shifts")),
        paid_hourly=bool(given.get("paid_hourly")),
    )
    misused = is_misuse(exact(given["withholding_percent"]), like_an_employee=like_a_worker)
    return {
        "flags": [MISUSE] if misused else [],
        "legal_withholding": "근로소득(간이세액표 또는 일용)" if like_a_worker else "사업소득(3퍼센트)",
    }


def freelancer(given: Result) -> Result:
    payment = next(given[name] for name in ("payment", "amount", "gross", "fee", "payment_amount") if name in given)
    paid_on = next((day(given[name]) for name in ("pay_date", "payment_date", "date") if name in given), AS_OF)
    income, local = contractor_tax(TABLES, paid_on, payment)
    total = income + local
    return {
        "income_tax": income,
        "local_income_tax": local,
        "total": total,
        "total_withholding": total,
        "net": payment - total,
    }


def full_payslip(given: Result) -> Result:
    employees = given["regular_employees"]
    weeks = [
        HolidayWeek(
            day(one["weekly_holiday_date"]),
            Week(
                exact(one["four_week_average_hours"]),
                one.get("comparable_full_time_days_per_week", FULL_TIME_DAYS),
                one["absent_days"],
                one["employed_through_week_end"],
            ),
        )
        for one in given["weeks"]
    ]
    worked = []
    for one in given["shifts"]:
        read, kind = shift(one), one.get("day_type", WORKDAY)
        binding = binding_holiday(kind, read.day, employees, given.get("weekly_agreed_hours"))
        worked.append(Worked(read, minutes(one["agreed_hours"]), kind, binding))
    found = payslip(
        TABLES,
        Month(
            first=day(given["period"][0]),
            last=day(given["period"][1]),
            employees=employees,
            rates=[(day(one["from"]), one["hourly"]) for one in given["hourly_by_date"]],
            worked=worked,
            paid_holidays=[
                PaidHoliday(day(one["date"]), minutes(one["agreed_hours"]))
                for one in given.get("paid_public_holidays", [])
            ],
            weeks=weeks,
            deducting=Deducting(
                day(given["deduction_month"]),
                given["reported_monthly_income"],
                given.get("excluded_insurances", []),
                Taxpayer(
                    given.get("family_count", 1),
                    given.get("children_8_to_20", 0),
                    given.get("ratio_percent", 100),
                ),
                given.get("nontaxable", 0),
            ),
            worker=given.get("worker", PART_TIME),
        ),
    )
    counted = found.minutes
    return {
        "minutes": {
            "work": counted.work,
            "ot": counted.overtime,
            "night": counted.night,
            "hol": counted.holiday + counted.holiday_over_day,
        },
        "lines": by_item(found.pay),
        "gross": found.gross,
        "deductions": by_item(found.deductions),
        "deduction_total": found.deducted,
        "net": found.net,
    }


def prorate_join(given: Result) -> Result:
    joined = date(given["year"], given["month"], given["join_day"])
    way = given.get("rounding", "up_to_won").split("_")[0]
    row = {"first_day": "2000-01-01", "value": {"wage": {"unit": 1, "mode": way}}, "source": "the case"}
    line = joined_within(Tables({"rounding": [row]}), given["monthly_salary"], joined)
    paid, all_days = line.inputs["days_paid"], line.inputs["days_in_month"]
    return {"days_paid": paid, "days_in_month": all_days, "pay": line.won}


def moel_severance(given: Result) -> Result:
    found = severance(
        TABLES,
        day(given["join_date"]),
        day(given["leave_date_day_after_last_work"]),
        given["wages_last_3_months"],
        given.get("annual_bonus", 0),
        given.get("annual_leave_pay", 0),
        given.get("average_period_days"),
    )
    return {
        "service_days": found.service_days,
        "average_daily_wage_2dp": found.line.inputs["average"],
        "severance": found.line.won,
    }


def severance_eligibility(given: Result) -> Result:
    reason = severance_refusal(TABLES, AS_OF, given["service_days"], exact(given["avg_weekly_hours_4w"]))
    return {"eligible": reason is None, "reason": reason}


def leave_hours(given: Result) -> Result:
    week = exact(given["weekly_agreed_hours"])
    if not leave_applies(TABLES, AS_OF, given.get("regular_employees", 5), week):
        return {"hours": 0}
    full_days = exact(given["full_time_leave_days"])
    return {"hours": part_time_hours(TABLES, AS_OF, full_days, week, exact(given.get("full_time_weekly_hours", 40)))}


def leave_applicable(given: Result) -> Result:
    week = exact(given["weekly_agreed_hours"])
    return {"applicable": leave_applies(TABLES, AS_OF, given["regular_employees"], week)}


def annual_leave(given: Result) -> Result:
    months = given["service_months"] if "service_months" in given else given["service_years"] * 12
    return {"days": leave_days(TABLES, AS_OF, months)}


def dismissal_notice(given: Result) -> Result:
    line = notice_pay(
        TABLES,
        AS_OF,
        given["service_months"],
        given["notice_days"],
        exact(given["weekly_agreed_hours"]),
        whole(Fraction(str(given["ordinary_hourly"])), 1, "up"),
    )
    return {"notice_pay_due": line is not None, "amount": line.won if line else 0}


OPERATIONS = {
    "minimum_wage.monthly_equivalent": monthly_equivalent,
    "minimum_wage.check_hourly": hourly_check,
    "minimum_wage.check_monthly_40h": monthly_check,
    "insurance.premium": insurance_premium,
    "insurance.eligibility": insurance_eligibility,
    "insurance.first_month": insurance_first_month,
    "insurance.durunuri": durunuri,
    "tax.simplified_table": simplified_table,
    "tax.table_row": table_row,
    "tax.daily_worker": daily_worker,
    "tax.misclassification": misclassification,
    "tax.freelancer": freelancer,
    "payslip.full": full_payslip,
    "salary.prorate_join": prorate_join,
    "severance.moel_calculator": moel_severance,
    "severance.eligibility": severance_eligibility,
    "leave.part_time_hours": leave_hours,
    "leave.applicable": leave_applicable,
    "leave.annual_days": annual_leave,
    "leave.days": annual_leave,
    "dismissal.notice": dismissal_notice,
}
