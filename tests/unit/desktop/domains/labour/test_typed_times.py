"""Times of day that somebody types: a break at the kiosk, a shift and its breaks in a correction."""

import pytest

from core.errors import InputError
from desktop.domains.labour.typed_times import typed_break, typed_breaks, typed_span

NIGHT = "2026-11-21T22:00"


@pytest.mark.parametrize(
    ("since", "start", "end", "begins", "ends"),
    [
        ("2026-11-21T10:00", "12:00", "12:30", "2026-11-21T12:00", "2026-11-21T12:30"),
        (NIGHT, "23:30", "00:15", "2026-11-21T23:30", "2026-11-22T00:15"),
        (NIGHT, "02:00", "2:30", "2026-11-22T02:00", "2026-11-22T02:30"),
        (NIGHT, "22:00", "22:10", "2026-11-21T22:00", "2026-11-21T22:10"),
    ],
)
def test_a_break_lies_inside_the_shift_also_after_midnight(since, start, end, begins, ends):
    assert typed_break(since, start, end) == [{"start": begins, "end": ends}]


def test_without_a_break_there_is_none():
    assert typed_break(NIGHT, "", "") == []


@pytest.mark.parametrize(
    ("start", "end", "code", "field"),
    [
        ("12:00", "", "break_incomplete", "pause_end"),
        ("", "12:30", "break_incomplete", "pause_start"),
        ("noon", "12:30", "break_time", "pause_start"),
        ("12:00", "25:00", "break_time", "pause_end"),
    ],
)
def test_a_break_that_is_none_is_told_and_not_dropped(start, end, code, field):
    with pytest.raises(InputError) as told:
        typed_break(NIGHT, start, end)
    assert (told.value.code, told.value.facts["field"]) == (code, field)


def test_a_shift_that_ends_before_it_begins_ends_after_midnight():
    assert typed_span("2026-11-21", "22:00", "01:30") == ("2026-11-21T22:00", "2026-11-22T01:30")
    assert typed_span("2026-11-21", "22:00", "22:00") == ("2026-11-21T22:00", "2026-11-22T22:00")


def test_several_breaks_are_typed_in_one_line():
    spans = [(one["start"][8:], one["end"][8:]) for one in typed_breaks(NIGHT, "22:30-22:40, 23:50 ~ 00:10,")]
    assert spans == [("21T22:30", "21T22:40"), ("21T23:50", "22T00:10")]


@pytest.mark.parametrize(("text", "code"), [("11:00", "break_incomplete"), ("11:00-noon", "break_time")])
def test_a_line_that_holds_no_breaks_is_told(text, code):
    with pytest.raises(InputError) as told:
        typed_breaks(NIGHT, text)
    assert told.value.code == code
