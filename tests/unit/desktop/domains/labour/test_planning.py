"""Cells of the week's plan, as somebody in a hurry types them."""

from datetime import date

import pytest

from core.errors import InputError
from desktop.domains.labour.planning import PlannedShift, minutes_of, moved, read_cell

SATURDAY = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("typed", "shifts"),
    [
        ("10-14:30/30", [("2026-10-31T10:00", "2026-10-31T14:30", 30)]),
        ("9:00 ~ 12:00", [("2026-10-31T09:00", "2026-10-31T12:00", 0)]),
        ("20–1:30/30", [("2026-10-31T20:00", "2026-11-01T01:30", 30)]),
        ("10-13, 18-20,", [("2026-10-31T10:00", "2026-10-31T13:00", 0), ("2026-10-31T18:00", "2026-10-31T20:00", 0)]),
        ("  ", []),
    ],
)
def test_a_cell_is_read(typed, shifts):
    assert [(one.start, one.end, one.break_minutes) for one in read_cell(typed, SATURDAY)] == shifts


@pytest.mark.parametrize("typed", ["10", "10-25", "ten-12", "10-12/", "10-12/x", "10-10:30/30", "-12", "10-12-14"])
def test_what_is_no_shift_is_told_with_its_day(typed):
    with pytest.raises(InputError) as told:
        read_cell(typed, SATURDAY)
    assert (told.value.code, told.value.facts["day"]) == ("plan_unreadable", "2026-10-31")


def test_what_is_read_is_shown_so_that_it_is_read_again():
    (night,) = read_cell("20-1:30/30", SATURDAY)
    assert night.text() == "20:00-01:30/30"
    assert read_cell(night.text(), SATURDAY) == (night,)
    assert minutes_of(night) == 300


def test_a_week_later_is_seven_days_on_and_not_yet_in_the_ledger():
    (later,) = moved([PlannedShift("2026-10-31T20:00", "2026-11-01T01:30", 30, "ab" * 32)], 7)
    assert later == PlannedShift("2026-11-07T20:00", "2026-11-08T01:30", 30)
