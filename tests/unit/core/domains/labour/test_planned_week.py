"""Limits of a planned week: 근로기준법 제50·53·54·69·70조, 기간제법 제6조."""

from datetime import date, timedelta

import pytest

from core.domains.labour.checks.planned_week import PlannedWeek, week_findings
from core.domains.labour.pay.shifts import read_shift
from core.domains.labour.statute import STATUTE

MONDAY = date(2026, 10, 12)


def codes(hours, *, agreed=20, minor=False, employees=5, start="09:00", pause=0):
    """Findings of a week with so many hours on each day from Monday on."""
    shifts = []
    for ahead, length in enumerate(hours):
        begin = f"{MONDAY + timedelta(days=ahead)}T{start}"
        end = read_shift(begin, f"{MONDAY + timedelta(days=ahead + 1)}T{start}").span.start
        end += timedelta(hours=length, minutes=pause)
        shifts.append((read_shift(begin, f"{end:%Y-%m-%dT%H:%M}"), pause))
    week = PlannedWeek(shifts, agreed * 60, minor, employees)
    return [one.code for one in week_findings(STATUTE, MONDAY, week)]


@pytest.mark.parametrize(
    ("hours", "employees", "found"),
    [
        ([3.5] * 5, 5, []),
        ([3.9] * 6, 5, ["plan_excess_needs_consent"]),  # 23.4 h, 3.4 over the agreement
        ([3.9] * 7, 5, ["plan_excess_needs_consent"]),
        ([6] * 6, 5, ["plan_excess_over_12"]),  # 36 h
        ([6] * 6, 4, []),
        ([8, 8, 8, 8, 8, 8, 4], 5, ["plan_excess_over_12"]),  # 52 h are the limit itself
        ([8, 8, 8, 8, 8, 8, 5], 5, ["plan_over_52_hours", "plan_excess_over_12"]),
    ],
)
def test_the_week_and_what_goes_beyond_the_agreement(hours, employees, found):
    assert codes(hours, employees=employees, pause=60) == found


def test_breaks_of_half_an_hour_from_four_hours_and_of_an_hour_from_eight():
    assert codes([3.9]) == []
    assert codes([4]) == ["plan_break_missing"]
    assert codes([7.9], pause=30) == []
    assert codes([8], pause=30) == ["plan_break_missing"]


def test_minors_have_seven_hours_a_day_thirty_five_a_week_and_no_night():
    assert codes([7] * 5, minor=True, pause=30, agreed=35) == []
    assert codes([7] * 6, minor=True, pause=30, agreed=40, employees=4) == ["plan_minor_week"]
    assert codes([7.5], minor=True, pause=30) == ["plan_minor_day"]
    assert codes([3], minor=True, start="20:00") == ["plan_minor_night"]
    assert codes([2], minor=True, start="20:00") == []


def test_two_shifts_at_once_are_told():
    twice = [(read_shift("2026-10-12T09:00", "2026-10-12T12:00"), 0)] * 2
    (found,) = week_findings(STATUTE, MONDAY, PlannedWeek(twice, 1200, False, 5))
    assert (found.code, found.facts["day"]) == ("shifts_overlap", "2026-10-12")
