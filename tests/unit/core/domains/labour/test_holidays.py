"""Public holidays against another implementation, and who is paid for them."""

from datetime import date, timedelta

import holidays as other
import pytest

from core.domains.labour.pay.holidays import holiday_is_paid, holidays_of, next_working_day
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter

KNOWN_ON = date(2026, 11, 22)


@pytest.mark.parametrize("year", range(2018, 2031))
def test_every_year_agrees_with_the_package_holidays(year):
    assert set(holidays_of(STATUTE, year, KNOWN_ON)) == set(other.SouthKorea(years=year))


def test_what_was_decided_later_is_not_known_before():
    known = holidays_of(STATUTE, 2026, date(2026, 4, 29))
    assert date(2026, 5, 1) not in known
    assert date(2026, 7, 17) not in known
    assert date(2025, 1, 27) not in holidays_of(STATUTE, 2025, date(2025, 1, 13))


def test_a_year_without_lunar_days_is_asked_for():
    with pytest.raises(NoParameter):
        holidays_of(STATUTE, 2031, KNOWN_ON)


@pytest.mark.parametrize(
    ("day", "employees", "hours", "workday", "paid"),
    [
        (date(2026, 10, 9), 5, 15, True, True),
        (date(2026, 10, 9), 4, 15, True, False),
        (date(2026, 10, 9), 5, 14, True, False),
        (date(2026, 10, 9), 5, 15, False, False),
        (date(2026, 5, 1), 1, 4, True, True),
        (date(2021, 10, 11), 29, 40, True, False),
        (date(2021, 10, 11), 30, 40, True, True),
        (date(2026, 10, 10), 300, 40, True, False),
    ],
)
def test_who_is_paid_on_a_day_off(day, employees, hours, workday, paid):
    assert holiday_is_paid(STATUTE, day, employees, hours, workday, KNOWN_ON) is paid


def test_a_due_day_moves_over_weekend_and_holidays():
    # 24, 25 and 26 September 2026 are Chuseok, Thursday to Saturday; the 28th is a Monday.
    assert next_working_day(STATUTE, date(2026, 9, 24), KNOWN_ON) == date(2026, 9, 28)
    assert next_working_day(STATUTE, date(2026, 9, 23), KNOWN_ON) == date(2026, 9, 23)


def test_the_search_for_the_next_day_ends_within_a_fortnight():
    first = date(2026, 1, 1)
    days = [first + timedelta(days=ahead) for ahead in range(365)]
    assert max(next_working_day(STATUTE, day, KNOWN_ON) - day for day in days) < timedelta(days=14)
