"""Which leaves and files accepted orders of erasure name: what they hide at once and what they let be destroyed."""

from __future__ import annotations

from dataclasses import dataclass

from core.ledger.block import Block
from core.ledger.contract import Effect, Entry
from core.ledger.governance.erasure import named_in
from core.vault.database import Connection

PART, ENTRY, ATTACHMENT = "part", "entry", "attachment"


@dataclass(frozen=True, slots=True)
class Ordered:
    """One thing that an order names: the id of the order's entry, of the block, and a leaf hash or root."""

    order: bytes
    block: bytes
    hash: bytes
    what: str


def note_order(connection: Connection, network: int, entry: Entry) -> None:
    """Note what an accepted order names; joins the transaction of ingest."""
    named = named_in(dict(entry.content.body))
    things = ((PART, named.parts), (ENTRY, named.entries), (ATTACHMENT, named.attachments))
    connection.executemany(
        "INSERT OR IGNORE INTO erasures (network, block, hash, what, entry) VALUES (?, ?, ?, ?, ?)",
        [(network, named.block, hash, what, entry.id) for what, hashes in things for hash in hashes],
    )


def set_backed(connection: Connection, network: int, order: bytes, backed: bool) -> None:
    """Note whether an order stands by all that is known."""
    connection.execute(
        "UPDATE erasures SET backed = ? WHERE network = ? AND entry = ? AND backed != ?",
        (int(backed), network, order, int(backed)),
    )


def unsettled(connection: Connection, network: int) -> list[bytes]:
    """Orders that are not carried out yet."""
    rows = connection.execute(
        "SELECT DISTINCT x.entry FROM erasures x WHERE x.network = ?"
        " AND NOT EXISTS (SELECT 1 FROM obeyed o WHERE o.network = x.network AND o.entry = x.entry)",
        (network,),
    )
    return [row[0] for row in rows]


def has_orders(connection: Connection, network: int) -> bool:
    """Whether anything was ever ordered; most networks never do."""
    return connection.execute("SELECT 1 FROM erasures WHERE network = ? LIMIT 1", (network,)).fetchone() is not None


def ordered_in(connection: Connection, network: int, block: bytes) -> list[Ordered]:
    """What counting orders name in one block."""
    rows = connection.execute(
        "SELECT x.entry, x.block, x.hash, x.what FROM erasures x"
        " JOIN entries e ON e.mark = substr(x.entry, 1, 8) AND e.id = x.entry"
        " WHERE x.network = ? AND x.block = ? AND e.effect = ? AND x.backed = 1 ORDER BY x.entry, x.hash",
        (network, block, Effect.COUNTS.value),
    )
    return [Ordered(*row) for row in rows]


def not_yet_obeyed(connection: Connection, network: int) -> list[Ordered]:
    """What counting orders name of which something may still be here."""
    rows = connection.execute(
        "SELECT x.entry, x.block, x.hash, x.what FROM erasures x"
        " JOIN entries e ON e.mark = substr(x.entry, 1, 8) AND e.id = x.entry"
        " WHERE x.network = ? AND e.effect = ? AND x.backed = 1"
        " AND NOT EXISTS (SELECT 1 FROM obeyed o WHERE o.network = x.network AND o.entry = x.entry)"
        " ORDER BY x.entry, x.hash",
        (network, Effect.COUNTS.value),
    )
    return [Ordered(*row) for row in rows]


def no_longer_counting(connection: Connection, network: int) -> list[Ordered]:
    """Entries named by accepted orders that have lost their effect, and that nobody erased for good."""
    rows = connection.execute(
        "SELECT x.entry, x.block, x.hash, x.what FROM erasures x"
        " JOIN entries e ON e.mark = substr(x.entry, 1, 8) AND e.id = x.entry"
        " WHERE x.network = ? AND x.what = ? AND (e.effect != ? OR x.backed = 0)"
        " AND NOT EXISTS (SELECT 1 FROM obeyed o WHERE o.network = x.network AND o.entry = x.entry)",
        (network, ENTRY, Effect.COUNTS.value),
    )
    return [Ordered(*row) for row in rows]


def is_ordered(connection: Connection, network: int, block: bytes, hash: bytes) -> bool:
    """Whether a counting order names this leaf: it is shown to nobody any more, destroyed or not."""
    return any(one.hash == hash for one in ordered_in(connection, network, block))


def is_part_lost(connection: Connection, block: Block, leaf: int) -> bool:
    """Whether an accepted order says that a leaf without content is a sealed part; nothing was built on it, then."""
    row = connection.execute(
        "SELECT 1 FROM erasures WHERE block = ? AND hash = ? AND what = ? LIMIT 1",
        (block.id, block.leaves[leaf], PART),
    ).fetchone()
    return row is not None


def parts_obeyed(connection: Connection, network: int, block: bytes) -> frozenset[bytes]:
    """Sealed parts of a block that are destroyed here already, so that another copy of it leaves them behind."""
    rows = connection.execute(
        "SELECT x.hash FROM erasures x JOIN obeyed o ON o.network = x.network AND o.entry = x.entry"
        " WHERE x.network = ? AND x.block = ? AND x.what = ?",
        (network, block, PART),
    )
    return frozenset(row[0] for row in rows)


def is_attachment_ordered(connection: Connection, root: bytes) -> bool:
    """Whether a counting order names a file of its own network, and no entry of another network leans on it."""
    row = connection.execute(
        "SELECT 1 FROM erasures x JOIN entries e ON e.mark = substr(x.entry, 1, 8) AND e.id = x.entry"
        " WHERE x.hash = ? AND x.what = ? AND e.effect = ? AND x.backed = 1"
        " AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.root = x.hash AND a.network != x.network) LIMIT 1",
        (root, ATTACHMENT, Effect.COUNTS.value),
    ).fetchone()
    return row is not None
