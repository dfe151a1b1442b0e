"""What bears on entries that are shown outside: cuts of those behind them, and witnesses' blocks that saw them.

Each is shown with the headers that lead from it to what it says something about, for a stranger follows hashes only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from core.ledger.block import Block
from core.ledger.chart import CutRow, Position
from core.ledger.governance import cut
from core.ledger.place import Placed
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex

STEPS_MAX = 256
"""A longer way from one block to another is left out; then the file proves that much less."""


@dataclass(slots=True)
class Bearing:
    """Governance entries to show besides, and blocks whose headers vouch for something."""

    entries: list[bytes] = field(default_factory=list)
    blocks: dict[bytes, Block] = field(default_factory=dict)


def bearing_on(
    replica: Replica, chosen: Sequence[bytes], keys: Collection[bytes], grants: Collection[bytes]
) -> Bearing:
    """What bears on the chosen entries; `keys` are the devices and persons behind them, `grants` what they lean on."""
    found = Bearing()
    found.entries += [one.entry for one in replica.chart.agreements() if not one.founding]
    places = [place for id in chosen if (place := _place(replica, id)) is not None]
    for one in replica.chart.cuts():
        if one.named in keys or one.named in grants:
            found.entries.append(one.entry)
            _lead_from_cut(replica, found, one, places)
    for place in places:
        for witness in sorted(replica.now.confirmed_by(Position(place.line, place.seq))):
            first = _first_block(replica, witness, place)
            if first is not None:
                _lead(replica, found, first, place)
    return found


def _lead_from_cut(replica: Replica, found: Bearing, one: CutRow, places: Sequence[Placed]) -> None:
    """Where the line is drawn, what the cut's author had seen, and who let the device in again since."""
    at = _at(replica, one.at)
    for upto in one.upto.values():
        last = _at(replica, upto)
        found.blocks[last.id] = _block(replica, last)
    for place in places:
        if one.kind != cut.DEVICE and replica.store.is_past(place, at):
            _lead(replica, found, at, place)
    for given in replica.chart.grants_of(one.named):
        again = _at(replica, given.at)
        if again.id != at.id and replica.store.is_past(at, again):
            _lead(replica, found, again, at)


def _lead(replica: Replica, found: Bearing, later: Placed, earlier: Placed) -> None:
    """The headers from a block down to one in its past, taking the longest stride at each."""
    path: dict[bytes, Block] = {}
    at = later
    while at.id != earlier.id:
        if len(path) >= STEPS_MAX:
            return
        block = path[at.id] = _block(replica, at)
        named = [*block.header.seen, *([block.header.previous] if block.header.previous else [])]
        onward = [one for id in named if (one := replica.store.placed(id)) and replica.store.is_past(earlier, one)]
        at = min(onward, key=lambda one: one.depth)
    found.blocks.update(path)


def _first_block(replica: Replica, witness: bytes, place: Placed) -> Placed | None:
    """The first block of a witness that has a block in its past."""
    what = Position(place.line, place.seq)
    seen = [
        (one.incarnation, seq, one.number)
        for one in replica.chart.chain_lines(witness)
        if (seq := replica.chart.first_seeing(one.number, what)) is not None
    ]
    if not seen:
        return None
    _, seq, line = min(seen)
    return _at(replica, Position(line, seq))


def _place(replica: Replica, entry: bytes) -> Placed | None:
    at = EntryIndex(replica.connection, replica.reader).where(entry)
    return replica.store.stored(at.block).placed if at else None


def _at(replica: Replica, position: Position) -> Placed:
    return replica.store.stored(replica.store.number_at(position)).placed


def _block(replica: Replica, placed: Placed) -> Block:
    number = replica.store.number_of(placed.id)
    assert number is not None
    return replica.reader.block(number)
