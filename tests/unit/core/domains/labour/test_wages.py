"""Minimum wage, weekly holiday, leave and leaving against arithmetic by hand."""

from datetime import date
from fractions import Fraction

import pytest

from core.domains.labour.lines import shown, whole
from core.domains.labour.pay.annual_leave import leave_applies, leave_days, part_time_hours
from core.domains.labour.pay.leaving import average_period_days, joined_within, notice_pay, severance, severance_refusal
from core.domains.labour.pay.minimum_wage import Probation, check_hourly, check_monthly, hourly_floor
from core.domains.labour.pay.months import full_years, months_after
from core.domains.labour.pay.premiums import over_weekly_limit
from core.domains.labour.pay.weekly_holiday import Week, allowance_line, holiday_hours
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter

DAY = date(2026, 11, 22)


def test_each_way_to_round_at_its_edge():
    assert [whole(Fraction(101, 10), 1, mode) for mode in ("up", "down", "nearest")] == [11, 10, 10]
    assert whole(Fraction(15), 10, "nearest") == 20
    assert whole(Fraction(-1, 2), 1, "up") == 0
    assert (shown(Fraction(16, 5)), shown(Fraction(10, 3)), shown(Fraction(4))) == ("3.2", "3.3333", "4")


def test_the_floor_changes_with_the_year_and_is_unknown_after_the_last_notice():
    assert (hourly_floor(STATUTE, date(2026, 12, 31)), hourly_floor(STATUTE, date(2027, 1, 1))) == (10_320, 10_700)
    with pytest.raises(NoParameter):
        hourly_floor(STATUTE, date(2028, 1, 1))


def test_the_reduction_ends_three_months_after_probation_began():
    probation = Probation(None, date(2026, 3, 31), simple_labour=False)
    # 31 March and three months is 30 June: on that day the reduction is over.
    assert check_hourly(STATUTE, date(2026, 6, 29), Fraction(9_288), probation).flags == ()
    ended = check_hourly(STATUTE, date(2026, 6, 30), Fraction(9_288), probation)
    assert ended.flags == ("BELOW_MINIMUM_WAGE", "PROBATION_REDUCTION_NOT_ALLOWED")
    assert ended.shortfall == 1_032
    # 9,000 is below even the reduced floor of 9,288, and the reduction as such is allowed.
    assert check_hourly(STATUTE, date(2026, 4, 1), Fraction(9_000), probation).flags == ("BELOW_MINIMUM_WAGE",)


def test_bonus_counts_only_above_its_share():
    # 2020: 20 % of 1,795,310 = 359,062 of a bonus of 400,000 do not count.
    found = check_monthly(STATUTE, date(2020, 1, 1), 209, 1_700_000, 0, 400_000)
    assert (found.excluded_bonus, found.counted) == (359_062, 1_740_938)


@pytest.mark.parametrize(
    ("average", "days", "absent", "to_the_end", "hours"),
    [
        (Fraction(15), 5, 0, True, Fraction(3)),
        (Fraction("14.99"), 5, 0, True, 0),
        (Fraction(20), 5, 1, True, 0),
        (Fraction(20), 5, 0, False, 0),
        (Fraction(50), 5, 0, True, Fraction(8)),
        (Fraction(20), 6, 0, True, Fraction(10, 3)),
    ],
)
def test_hours_of_a_weekly_holiday(average, days, absent, to_the_end, hours):
    assert holiday_hours(STATUTE, Week(average, days, absent, to_the_end), DAY) == hours


def test_weeks_at_two_rates_make_one_line():
    # 3 1/3 h x 10,320 + 4 h x 10,700 = 34,400 + 42,800.
    line = allowance_line(STATUTE, [(Fraction(10, 3), 10_320), (Fraction(0), 10_320), (Fraction(4), 10_700)], DAY)
    assert (line.won, line.inputs["weeks"], line.inputs["hours_1"]) == (77_200, 2, "3.3333")


def test_the_limit_of_52_hours_binds_from_five_on():
    assert not over_weekly_limit(STATUTE, 5, DAY, 52 * 60)
    assert over_weekly_limit(STATUTE, 5, DAY, 52 * 60 + 1)
    assert not over_weekly_limit(STATUTE, 4, DAY, 60 * 60)


def test_leave_grows_every_second_year_up_to_25_days():
    assert [leave_days(STATUTE, DAY, 12 * years) for years in (1, 2, 3, 5, 21, 30)] == [15, 15, 16, 17, 25, 25]
    assert [leave_days(STATUTE, DAY, months) for months in (0, 6, 11)] == [0, 6, 11]
    # 15 days x 18 / 40 x 8 h = 54; x 17 / 40 x 8 = 51; 1 day x 17 / 40 x 8 = 3.4, a begun hour counts.
    assert part_time_hours(STATUTE, DAY, Fraction(15), Fraction(18), Fraction(40)) == 54
    assert part_time_hours(STATUTE, DAY, Fraction(1), Fraction(17), Fraction(40)) == 4
    assert not leave_applies(STATUTE, DAY, 5, Fraction("14.5"))


def test_the_months_before_leaving_as_the_ministry_counts_them():
    # 1 March to 30 May: 31 + 30 + 30; 1 July to 30 September: 31 + 31 + 30.
    assert average_period_days(date(2026, 5, 31)) == 91
    assert average_period_days(date(2026, 10, 1)) == 92
    assert average_period_days(date(2024, 2, 29)) == 92


def test_severance_of_a_year():
    # 9,000,000 / 92 = 97,826.086..., up to 97,826.09; x 30 x 365 / 365 = 2,934,782.7, to the won 2,934,783.
    found = severance(STATUTE, date(2025, 10, 1), date(2026, 10, 1), 9_000_000, 0, 0)
    assert (found.service_days, found.average_cents, found.line.won) == (365, 9_782_609, 2_934_783)
    assert severance_refusal(STATUTE, DAY, 364, Fraction(14)) == "UNDER_ONE_YEAR"
    assert severance_refusal(STATUTE, DAY, 365, Fraction("14.9")) == "UNDER_15_HOURS"
    assert severance_refusal(STATUTE, DAY, 365, Fraction(15)) is None


def test_notice_pay_is_due_for_any_notice_short_of_thirty_days():
    # 20 h a week: 4 h a day x 30 x 10,320.
    line = notice_pay(STATUTE, DAY, 3, 29, Fraction(20), 10_320)
    assert line is not None
    assert line.won == 1_238_400
    assert notice_pay(STATUTE, DAY, 3, 30, Fraction(20), 10_320) is None
    assert notice_pay(STATUTE, DAY, 2, 0, Fraction(20), 10_320) is None


def test_a_month_from_the_day_of_joining():
    # 20 to 31 October are 12 of 31 days: 2,000,000 x 12 / 31 = 774,193.5.
    assert joined_within(STATUTE, 2_000_000, date(2026, 10, 20)).won == 774_194


def test_months_and_ages_by_the_calendar():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert (full_years(date(2008, 11, 2), date(2026, 11, 1)), full_years(date(2008, 11, 2), date(2026, 11, 2))) == (
        17,
        18,
    )


def test_months_have_an_answer_at_both_ends_of_the_calendar():
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2024, 1, 31), -11) == date(2023, 2, 28)
    assert months_after(date(1, 1, 1), -1) == date.min
    assert months_after(date(9999, 12, 31), 1) == date.max
