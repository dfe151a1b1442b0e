"""The clocks of blocks that a replica holds: claims of devices, read to ask or to tell a person about an odd one."""

from __future__ import annotations

from core.ledger.clock_doubt import ClockDoubt, KnownClocks, doubt_of_block
from core.vault.author import own_head
from core.vault.replica import Replica

READ_MAX = 16
"""So many heads of others are read: one within a day is enough, and the newest are the likeliest."""


def known_clocks(replica: Replica) -> KnownClocks:
    """The clocks that this device's next block can be measured against."""
    own = own_head(replica)
    others = replica.store.latest_of_others(replica.device.public, READ_MAX)
    return KnownClocks(
        _clock(replica, own.id) if own is not None else None, tuple(_clock(replica, one) for one in others)
    )


def clock_doubt(replica: Replica, block: bytes) -> ClockDoubt | None:
    """What is odd about the clock of a held block."""
    number = replica.store.number_of(block)
    if number is None:
        return None
    header = replica.store.header(number)
    own = _clock(replica, header.previous) if header.previous is not None else None
    return doubt_of_block(header.clock, KnownClocks(own, tuple(_clock(replica, one) for one in header.seen)))


def _clock(replica: Replica, block: bytes) -> int:
    number = replica.store.number_of(block)
    assert number is not None, "what a held block names is held"
    return replica.store.header(number).clock
