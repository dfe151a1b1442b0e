"""A block's place among the blocks that are held: the part of the gate that needs to know others. No IO.

1. `previous` and all of `seen` are held; what is missing is named so that the block can wait for it.
2. A chain is (device, incarnation): seq follows on the previous block's; seq 0 of a later incarnation may name the
   head of an earlier one that it continues from.
3. `seen` names heads of other chains, none in another's past and none in `previous`'s past.
4. depth = 1 + the greatest depth of `previous` and `seen`; 0 for the charter.

Every block but the charter has a past, for a grant must lie in it.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from core.errors import RejectedError
from core.ledger.header import Header


class Placed(NamedTuple):
    """A held block, as far as the place of others depends on it. `line` numbers unforked runs of chains locally."""

    id: bytes
    device: bytes
    incarnation: int
    seq: int
    depth: int
    line: int


class Held(Protocol):
    """The blocks of one network that this replica holds."""

    def placed(self, id: bytes) -> Placed | None: ...

    def is_past(self, earlier: Placed, later: Placed) -> bool:
        """Whether `later` is, or has in its causal past, `earlier`."""
        ...


class Neighbours(NamedTuple):
    """The held blocks that a header names."""

    previous: Placed | None
    seen: tuple[Placed, ...]


class Waiting(NamedTuple):
    """Ids that must come first."""

    missing: tuple[bytes, ...]


def place(header: Header, held: Held) -> Neighbours | Waiting:
    """Check a header's place.

    Raises:
        RejectedError: `wrong_place` with the rule that is broken (seq, device, seen, depth, past).
    """
    named = header.seen if header.previous is None else (header.previous, *header.seen)
    found = [one for id in named if (one := held.placed(id)) is not None]
    if len(found) < len(named):
        return Waiting(tuple(id for id in named if held.placed(id) is None))
    previous = None if header.previous is None else found[0]
    seen = tuple(found[len(named) - len(header.seen) :])
    _check_previous(header, previous)
    _check_seen(header, previous, seen, held)
    before = [one.depth for one in found]
    if not before and header.network is not None:
        raise RejectedError("wrong_place", rule="past")
    if header.depth != (1 + max(before) if before else 0):
        raise RejectedError("wrong_place", rule="depth")
    return Neighbours(previous, seen)


def _check_previous(header: Header, previous: Placed | None) -> None:
    if previous is None:
        return
    if previous.device != header.device:
        raise RejectedError("wrong_place", rule="device")
    if header.seq > 0:
        if previous.incarnation != header.incarnation:
            raise RejectedError("wrong_place", rule="device")
        if previous.seq + 1 != header.seq:
            raise RejectedError("wrong_place", rule="seq")
    elif previous.incarnation >= header.incarnation:
        raise RejectedError("wrong_place", rule="device")


def _check_seen(header: Header, previous: Placed | None, seen: tuple[Placed, ...], held: Held) -> None:
    for one in seen:
        if (one.device, one.incarnation) == (header.device, header.incarnation):
            raise RejectedError("wrong_place", rule="seen")
        others = [other for other in seen if other.id != one.id]
        if any(held.is_past(one, later) for later in ([*others, previous] if previous else others)):
            raise RejectedError("wrong_place", rule="seen")
