"""A month's payslip against arithmetic by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from core.domains.labour.lines import Line
from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.pay.payslip import Deducting, HolidayWeek, Month, PaidHoliday, by_item, payslip
from core.domains.labour.pay.premiums import Worked
from core.domains.labour.pay.shifts import PUBLIC_HOLIDAY, read_shift
from core.domains.labour.pay.weekly_holiday import Week
from core.domains.labour.statute import STATUTE
from core.errors import InputError
from core.ledger.contract import NoParameter

ALL = ("pension", "health", "employment")


def worked(day: str, start: str, end: str, agreed_hours: int, kind: str = "workday") -> Worked:
    return Worked(read_shift(f"{day}T{start}", f"{day}T{end}"), agreed_hours * 60, kind)


def month(*shifts: Worked, **changed) -> Month:
    plain = Month(
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        employees=5,
        rates=[(date(2026, 1, 1), 10_320)],
        worked=shifts,
        paid_holidays=(),
        weeks=(),
        deducting=Deducting(date(2026, 11, 1), 0, ALL, Taxpayer()),
    )
    return replace(plain, **changed)


def test_a_line_is_rounded_once_over_the_whole_month():
    # Twice 10 minutes at 10,321: 20/60 x 10,321 = 3,440.33; each alone would be 1,720.17, twice rounded up 3,442.
    short = [worked("2026-11-02", "09:00", "09:10", 4), worked("2026-11-03", "09:00", "09:10", 4)]
    slip = payslip(STATUTE, month(*short, rates=[(date(2026, 1, 1), 10_321)]))
    assert by_item(slip.pay)["basic_pay"] == 3_441


def test_a_raise_within_the_month_counts_from_its_day():
    # 1 h at 10,320 and 1 h at 11,000.
    shifts = [worked("2026-11-02", "09:00", "10:00", 4), worked("2026-11-16", "09:00", "10:00", 4)]
    rates = [(date(2026, 1, 1), 10_320), (date(2026, 11, 16), 11_000)]
    slip = payslip(STATUTE, month(*shifts, rates=rates))
    assert by_item(slip.pay)["basic_pay"] == 21_320
    assert slip.pay[0].inputs["hourly_2"] == 11_000


def test_hours_over_forty_a_week_are_overtime_though_no_day_was_long():
    # Six days of 8 agreed and worked hours: 8 h over 40, 8 x 10,320 x 50 % = 41,280; the next week stands alone.
    week = [worked(f"2026-11-0{day}", "09:00", "17:00", 8) for day in range(2, 8)]
    slip = payslip(STATUTE, month(*week, worked("2026-11-09", "09:00", "17:00", 8)))
    assert slip.minutes.overtime == 480
    assert by_item(slip.pay)["overtime_premium"] == 41_280


def test_four_employees_earn_no_premium_and_the_line_says_why():
    slip = payslip(STATUTE, month(_long(), employees=4))
    line = next(one for one in slip.pay if one.item == "overtime_premium")
    assert (line.won, line.inputs) == (0, {"employees_below": 5})
    assert slip.minutes.overtime == 120


def _long() -> Worked:
    return worked("2026-11-02", "09:00", "19:00", 8)


def test_work_on_a_public_holiday_is_paid_three_times():
    # 5 h: holiday itself 51,600, work 51,600, half more 25,800.
    slip = payslip(
        STATUTE,
        month(
            worked("2026-10-09", "10:00", "15:00", 5, PUBLIC_HOLIDAY),
            first=date(2026, 10, 1),
            last=date(2026, 10, 31),
            paid_holidays=[PaidHoliday(date(2026, 10, 9), 300)],
        ),
    )
    assert by_item(slip.pay) == {
        "basic_pay": 51_600,
        "overtime_premium": 0,
        "night_premium": 0,
        "holiday_premium": 25_800,
        "paid_public_holiday": 51_600,
        "weekly_holiday_allowance": 0,
    }


def test_totals_are_the_sums_of_the_lines_and_every_line_has_a_reason():
    week = HolidayWeek(date(2026, 11, 8), Week(Fraction(20), 5, 0, True))
    deducting = Deducting(date(2026, 11, 1), 1_100_000, (), Taxpayer())
    late = Line("correction", 12_345, "told", {}, "correction/1", "근로기준법 제43조")
    slip = payslip(STATUTE, month(_long(), weeks=[week], deducting=deducting, extras=[late]))
    assert slip.gross == sum(line.won for line in slip.pay)
    assert slip.net == slip.gross - sum(line.won for line in slip.deductions)
    # 4 h x 10,320.
    assert by_item(slip.pay)["weekly_holiday_allowance"] == 41_280
    assert by_item(slip.pay)["correction"] == 12_345
    assert all(line.rule and line.article and line.formula for line in (*slip.pay, *slip.deductions))


def test_a_period_that_reaches_into_an_unknown_year_stops_and_asks():
    future = month(
        worked("2028-01-03", "09:00", "10:00", 4),
        first=date(2028, 1, 1),
        last=date(2028, 1, 31),
        deducting=Deducting(date(2028, 1, 1), 1_000_000, (), Taxpayer()),
    )
    with pytest.raises(NoParameter) as raised:
        payslip(STATUTE, future)
    assert raised.value.day == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"rates": [(date(2026, 11, 3), 10_320)]}, "rate_missing"),
        ({"first": date(2026, 11, 3)}, "shift_outside_period"),
    ],
)
def test_a_month_that_does_not_fit_is_refused(changed, code):
    with pytest.raises(InputError) as raised:
        payslip(STATUTE, month(_long(), **changed))
    assert raised.value.code == code
