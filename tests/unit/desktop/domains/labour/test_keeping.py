"""A break that somebody types at the kiosk, as two times of day."""

import pytest

from core.errors import InputError
from desktop.domains.labour.keeping import typed_break

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
