"""A device's clock is a claim: whatever it says the entry comes in and counts, and an odd one is told."""

import pytest

from core.ledger.clock_doubt import ClockDoubt
from core.ledger.contract import Effect
from core.vault.clocks import clock_doubt, known_clocks
from core.vault.views import history
from tests.support.fixed_clock import SUNDAY
from tests.support.shelf import Shelf
from tests.support.toy import FILL

IN_1970, IN_2106 = 0, 4_294_967_295


@pytest.mark.parametrize(
    ("clock", "doubt"),
    [
        (SUNDAY.seconds, None),
        (IN_1970, ClockDoubt.FAR),
        (IN_2106, ClockDoubt.FAR),
        (-1, ClockDoubt.FAR),
        (2**63 - 1, ClockDoubt.FAR),
    ],
)
def test_any_clock_comes_in_and_an_odd_one_is_told(shelf: Shelf, clock: int, doubt: ClockDoubt | None):
    blob = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))
    block = shelf.hand.block([blob], shelf.tips, clock=clock)
    assert shelf.take(block).accepted == [block.id]
    row = history(shelf.replica, shelf.jar)[-1]
    assert (row.block, row.effect) == (block.id, Effect.COUNTS)
    assert clock_doubt(shelf.replica, block.id) is doubt


def test_a_clock_behind_its_own_chain_is_told(shelf: Shelf):
    first = shelf.opening()
    blob = shelf.hand.encrypted(shelf.hand.content(FILL, {"grams": 1}, shelf.jar))
    second = shelf.hand.block([blob], clock=SUNDAY.seconds - 1)
    assert shelf.take(first, second).accepted == [first.id, second.id]
    assert clock_doubt(shelf.replica, first.id) is None
    assert clock_doubt(shelf.replica, second.id) is ClockDoubt.BEHIND


def test_the_next_block_is_measured_against_the_own_and_the_others_clocks(shelf: Shelf):
    block = shelf.opening(clock=SUNDAY.seconds + 60)
    shelf.take(block)
    known = known_clocks(shelf.replica)
    assert known.own == SUNDAY.seconds
    assert known.others == (SUNDAY.seconds + 60,)
