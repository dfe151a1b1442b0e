"""Held blocks of which a leaf came as its hash only, though nobody ordered that it be erased: gaps to be filled."""

from __future__ import annotations

from collections.abc import Callable, Container

from core.ledger.block import Block
from core.ledger.place import Placed
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.reading import WITHHELD


def gaps(
    connection: Connection, blocks: BlockStore, erased: Callable[[bytes], Container[bytes]], most: int
) -> list[Placed]:
    """Where a leaf is lacking, in the order in which the blocks came, up to a number; `erased` names the leaves of a
    block that are not waited for."""
    rows = connection.execute(
        "SELECT DISTINCT b.block, b.id FROM unread u JOIN blocks b USING (block)"
        " WHERE b.network = ? AND u.reason = ? ORDER BY b.block",
        (blocks.network, WITHHELD),
    ).fetchall()
    found: list[Placed] = []
    for number, id in rows:
        if len(found) < most and any(leaf not in erased(id) for leaf in lost_leaves(blocks.block(number))):
            found.append(blocks.stored(number).placed)
    return found


def lost_leaves(block: Block) -> set[bytes]:
    """Hashes of the leaves that came without their content."""
    return {leaf for leaf, blob in zip(block.leaves, block.blobs, strict=True) if blob is None}
