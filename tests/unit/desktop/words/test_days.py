"""Days as people write them; the calendar was counted by hand from Sunday, 22 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from desktop.words.days import typed_day, written_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("오늘", "2026-11-22"), ("Yesterday", "2026-11-21"), ("어제", "2026-11-21"), ("내일", "2026-11-23"),
        ("그제", "2026-11-20"), ("모레", "2026-11-24"), ("-2d", "2026-11-20"), ("-2 days", "2026-11-20"),
        ("−2일", "2026-11-20"), ("+1w", "2026-11-29"), ("2주 전", "2026-11-08"), ("10 days ago", "2026-11-12"),
        ("3일 뒤", "2026-11-25"), ("-22", "2026-10-31"), ("２０２６-11-02", "2026-11-02"),
        ("2026년 1월 5일", "2026-01-05"), ("2026. 1. 5.", "2026-01-05"), ("20260105", "2026-01-05"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_typed(typed, day):
    assert typed_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["", "2일", "d", "- 2", "26.11.22", "2026-02-30", "2026-13-01", "언젠가", "-99999"])
def test_what_is_no_day_is_told(typed):
    with pytest.raises(InputError):
        typed_day(typed, TODAY)


@pytest.mark.parametrize("typed", ["어제", "-2d", "+1"])
def test_a_cell_of_a_sheet_does_not_depend_on_today(typed):
    with pytest.raises(InputError):
        written_day(typed)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_told(text):
    try:
        assert date.fromisoformat(typed_day(text, date(9999, 12, 31)))
    except InputError as error:
        assert error.code == "day_needed"


@given(st.dates())
def test_every_day_is_read_back(day):
    assert typed_day(day.isoformat(), TODAY) == day.isoformat()
