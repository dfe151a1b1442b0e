"""Doubts about a device's clock. Nothing waits for a clock and no order leans on one: people are asked, and told.

Before signing a person is asked when the clock is behind the device's own last block or more than a day from all that
the device has seen. What was recorded all the same is only shown as odd, and there a quiet week is nothing odd.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DAY_S = 24 * 3600
YEAR_S = 366 * DAY_S


class ClockDoubt(StrEnum):
    """Why a clock may be wrong."""

    BEHIND = "behind"
    """Earlier than the device's own block before."""
    FAR = "far"
    """Far from everything that the device had seen."""


@dataclass(frozen=True, slots=True)
class KnownClocks:
    """Clocks of blocks, in seconds since 1970 UTC, to measure another clock against."""

    own: int | None
    """Of the device's block before; None for its first."""
    others: tuple[int, ...]
    """Of blocks of other devices."""

    @property
    def all(self) -> tuple[int, ...]:
        return self.others if self.own is None else (self.own, *self.others)


def doubt_before_signing(now_s: int, known: KnownClocks, confirmed_s: int | None = None) -> ClockDoubt | None:
    """What a person must be asked; `confirmed_s` is the clock at which they last said that the date is right."""
    if confirmed_s is not None and 0 <= now_s - confirmed_s <= DAY_S:
        return None
    if known.own is not None and now_s < known.own:
        return ClockDoubt.BEHIND
    if known.all and all(abs(now_s - one) > DAY_S for one in known.all):
        return ClockDoubt.FAR
    return None


def doubt_of_block(clock_s: int, known: KnownClocks) -> ClockDoubt | None:
    """What is odd about a recorded block, measured against the blocks that it names as its past.

    It is behind its own block before; or a day before, or a year after, everything that it names.
    """
    if known.own is not None and clock_s < known.own:
        return ClockDoubt.BEHIND
    if known.all and (clock_s < min(known.all) - DAY_S or clock_s > max(known.all) + YEAR_S):
        return ClockDoubt.FAR
    return None
