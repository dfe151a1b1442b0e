"""Shifts in Seoul time: what is refused, and what is night."""

import pytest

from core.domains.labour.pay.shifts import night_minutes, read_shift, refuse_overlap
from core.errors import InputError

NIGHT = (22 * 60, 6 * 60)


def test_instants_are_counted_on_the_wall_clock_of_seoul():
    # 22:00 to 06:00 in Seoul is 13:00 to 21:00 UTC; one hour of break at 02:00 to 03:00.
    local = read_shift("2026-11-06T22:00", "2026-11-07T06:00", [["2026-11-07T02:00", "2026-11-07T03:00"]])
    utc = read_shift("2026-11-06T13:00Z", "2026-11-06T21:00Z", [["2026-11-06T17:00Z", "2026-11-06T18:00Z"]])
    assert local == utc
    assert local.day.isoformat() == "2026-11-06"
    assert (local.work_minutes, night_minutes(local, *NIGHT)) == (420, 420)


def test_twenty_four_oclock_is_the_end_of_the_day():
    late = read_shift("2026-11-02T18:00", "2026-11-02T24:00")
    assert (late.work_minutes, late.span.end.isoformat()) == (360, "2026-11-03T00:00:00+09:00")


def test_night_before_dawn_and_after_ten_belong_to_one_shift():
    # 05:00 to 23:00: one hour before 06:00 and one after 22:00.
    assert night_minutes(read_shift("2026-11-02T05:00", "2026-11-02T23:00"), *NIGHT) == 120


@pytest.mark.parametrize(
    ("start", "end", "breaks", "code"),
    [
        (None, "2026-11-02T13:00", [], "shift_clock_in_missing"),
        ("2026-11-02T09:00", None, [], "shift_clock_out_missing"),
        ("2026-11-31T09:00", "2026-12-01T09:00", [], "shift_time_unreadable"),
        ("2026-11-02T09:00", "2026-11-02T09:00", [], "shift_end_not_after_start"),
        ("2026-11-02T09:00", "2026-11-03T09:01", [], "shift_long"),
        ("2026-11-02T09:00", "2026-11-02T13:00", [["2026-11-02T12:50", "2026-11-02T13:10"]], "shift_break_outside"),
        ("2026-11-02T09:00", "2026-11-02T13:00", [["2026-11-02T12:00", None]], "shift_break_open"),
        ("2026-11-02T09:00", "2026-11-02T13:00", [["2026-11-02T12:00"] * 2], "shift_break_not_after_start"),
        (
            "2026-11-02T09:00",
            "2026-11-02T18:00",
            [["2026-11-02T12:00", "2026-11-02T13:00"], ["2026-11-02T12:30", "2026-11-02T13:30"]],
            "shift_breaks_overlap",
        ),
    ],
)
def test_what_cannot_have_happened_is_refused_by_name(start, end, breaks, code):
    with pytest.raises(InputError) as raised:
        read_shift(start, end, breaks)
    assert raised.value.code == code


def test_a_shift_past_midnight_overlaps_one_of_the_next_morning():
    night = read_shift("2026-11-02T22:00", "2026-11-03T06:00")
    with pytest.raises(InputError) as raised:
        refuse_overlap([read_shift("2026-11-03T05:59", "2026-11-03T09:00"), night])
    assert (raised.value.code, raised.value.facts["day"]) == ("shifts_overlap", "2026-11-03")
    refuse_overlap([read_shift("2026-11-03T06:00", "2026-11-03T09:00"), night])
