"""The local day of a moment, as the claimant's calendar showed it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.ports.clock import Instant

DAY_MINUTES = 24 * 60


@given(st.integers(-(2**35), 2**37), st.integers(1 - DAY_MINUTES, DAY_MINUTES - 1))
def test_the_day_is_that_of_the_local_wall_clock(seconds: int, offset_minutes: int):
    moment = Instant(seconds, offset_minutes)
    assert moment.day() == moment.local().date()


def test_the_day_changes_at_local_midnight():
    midnight_in_seoul = Instant(1_795_618_800, 9 * 60)  # 2026-11-26 00:00:00 +09:00
    assert midnight_in_seoul.day() == date(2026, 11, 26)
    assert Instant(midnight_in_seoul.seconds - 1, 9 * 60).day() == date(2026, 11, 25)
