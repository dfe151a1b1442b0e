"""When a clock is doubted: arithmetic on seconds, no clock of this machine."""

import pytest

from core.ledger.clock_doubt import ClockDoubt, KnownClocks, doubt_before_signing, doubt_of_block

NOON = 1_795_316_400
HOUR, DAY, YEAR = 3600, 86_400, 366 * 86_400
IN_1970, IN_2106 = 0, 4_294_967_295


@pytest.mark.parametrize(
    ("now", "own", "others", "doubt"),
    [
        (NOON, None, (), None),
        (NOON, NOON, (), None),
        (NOON - 1, NOON, (NOON - 1,), ClockDoubt.BEHIND),
        (NOON + DAY, NOON, (), None),
        (NOON + DAY + 1, NOON, (), ClockDoubt.FAR),
        (NOON + 9 * DAY, NOON, (NOON + 9 * DAY - HOUR,), None),
        (NOON, None, (NOON + 2 * DAY, NOON - 2 * DAY), ClockDoubt.FAR),
        (IN_2106, NOON, (NOON,), ClockDoubt.FAR),
        (NOON, NOON - HOUR, (IN_2106,), None),
    ],
)
def test_what_is_asked_before_signing(now, own, others, doubt):
    assert doubt_before_signing(now, KnownClocks(own, others)) is doubt


@pytest.mark.parametrize(("later", "doubt"), [(0, None), (DAY, None), (DAY + 1, ClockDoubt.FAR), (-1, ClockDoubt.FAR)])
def test_a_yes_holds_for_a_day_and_not_before_it(later, doubt):
    far = NOON + 30 * DAY
    assert doubt_before_signing(far + later, KnownClocks(NOON, ()), confirmed_s=far) is doubt


@pytest.mark.parametrize(
    ("clock", "own", "others", "doubt"),
    [
        (NOON, NOON, (NOON,), None),
        (NOON - 1, NOON, (), ClockDoubt.BEHIND),
        (NOON + 30 * DAY, NOON, (), None),
        (NOON + YEAR + 1, NOON, (NOON - YEAR,), ClockDoubt.FAR),
        (NOON - DAY - 1, None, (NOON, IN_2106), ClockDoubt.FAR),
        (NOON, None, (IN_1970, IN_2106), None),
        (IN_1970, None, (NOON,), ClockDoubt.FAR),
        (IN_2106, NOON, (), ClockDoubt.FAR),
    ],
)
def test_what_is_odd_in_what_was_recorded(clock, own, others, doubt):
    assert doubt_of_block(clock, KnownClocks(own, others)) is doubt
