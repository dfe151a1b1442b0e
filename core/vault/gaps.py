"""Held blocks of which a leaf came as its hash only, though nobody ordered that it be erased: gaps to be filled.

What is lacking may be a grant, and a verdict must not flip when it comes. So what has a gap in its past is not judged
until the gap is filled, or until it is known that no governance is lacking there: where a readable entry of the same
block names the leaf as its sealed part, or where an order of erasure names it, for governance is never erased
(docs/adr/0011). Whoever left it out has that order; it need not have been judged yet.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from core.ledger.blob import is_clear
from core.ledger.block import Block
from core.ledger.governance.erasure import ORDER, ORDER_TYPE, named_in
from core.ledger.place import Placed
from core.ledger.standing import fits
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.reading import UNSETTLED, WITHHELD, ReadEntry, Reader

Named = set[tuple[bytes, bytes]]
"""Ids of blocks, each with the hash of a leaf."""


def gaps(
    connection: Connection, blocks: BlockStore, erased: Callable[[bytes], Container[bytes]], most: int
) -> list[Placed]:
    """Where a leaf is lacking, in the order in which the blocks came, up to a number; `erased` names the leaves of a
    block that are not waited for."""
    found: list[Placed] = []
    for number in sorted(unread_blocks(connection, blocks.network, WITHHELD)):
        placed = blocks.stored(number).placed
        if len(found) < most and any(leaf not in erased(placed.id) for leaf in lost_leaves(blocks.block(number))):
            found.append(placed)
    return found


def unread_blocks(connection: Connection, network: int, reason: str) -> set[int]:
    """Numbers of the blocks with a leaf that gives no entry for this reason."""
    # CROSS JOIN says in which order: few leaves are unread, and a network may have a million blocks.
    rows = connection.execute(
        "SELECT u.block FROM unread u CROSS JOIN blocks b USING (block) WHERE u.reason = ? AND b.network = ?",
        (reason, network),
    ).fetchall()
    return {number for (number,) in rows}


def lost_leaves(block: Block) -> set[bytes]:
    """Hashes of the leaves that came without their content."""
    return {leaf for leaf, blob in zip(block.leaves, block.blobs, strict=True) if blob is None}


def hidden_since(
    connection: Connection, blocks: BlockStore, reader: Reader, new: Iterable[int] = ()
) -> dict[int, int]:
    """Of each line with blocks behind a gap that may be governance, the first of them; `new` are the numbers of blocks
    that are not projected yet."""
    new = sorted(set(new))
    lacking = unread_blocks(connection, blocks.network, WITHHELD)
    lacking |= {number for number in new if None in reader.block(number).blobs}
    if not lacking:
        return {}
    explained = _named_by_orders(connection, blocks, reader, new)
    found: dict[int, int] = {}
    for number in sorted(lacking):
        placed = blocks.stored(number).placed
        if found.get(placed.line, placed.seq + 1) <= placed.seq or not _may_govern(reader, number, explained):
            continue
        for line in blocks.lines.all():
            since = blocks.first_seeing(line, placed.line, placed.seq)
            if since is not None:
                found[line] = min(since, found.get(line, since))
    return found


def _may_govern(reader: Reader, number: int, explained: Named) -> bool:
    block = reader.block(number)
    lost = {leaf for leaf in lost_leaves(block) if (block.id, leaf) not in explained}
    if not lost:
        return False
    read = [reader.read(number, place) for place, blob in enumerate(block.blobs) if blob is not None]
    return not lost <= {part for one in read if isinstance(one, ReadEntry) for part in one.entry.content.sealed}


def _named_by_orders(connection: Connection, blocks: BlockStore, reader: Reader, new: Iterable[int]) -> Named:
    """What orders of erasure name, judged or not."""
    places = connection.execute(
        "SELECT e.block, e.leaf FROM entries e JOIN types t USING (type) JOIN blocks b USING (block)"
        " WHERE t.name = ?1 AND b.network = ?2"
        " UNION SELECT u.block, u.leaf FROM unread u CROSS JOIN blocks b USING (block)"
        " WHERE u.reason = ?3 AND b.network = ?2",
        (ORDER, blocks.network, UNSETTLED),
    ).fetchall()
    places += [(number, place) for number in new for place in _clear_places(reader.block(number))]
    named: Named = set()
    for number, place in places:
        read = reader.read(number, place)
        if isinstance(read, ReadEntry) and read.clear and fits(read.entry, ORDER_TYPE):
            order = named_in(dict(read.entry.content.body))
            named |= {(order.block, leaf) for leaf in (*order.parts, *order.entries)}
    return named


def _clear_places(block: Block) -> list[int]:
    return [place for place, blob in enumerate(block.blobs) if blob is not None and is_clear(blob)]
