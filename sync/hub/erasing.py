"""A hub obeys orders of erasure too: it reads governance, which travels in clear, and nothing else.

An order is obeyed when it is sound by the grants in its past, nobody behind it was cut by somebody who did not know it,
and a majority of the witnesses has seen it (or there is none who could). A hub has no view to hide in, so nothing
happens before that. In doubt it keeps what it has: members erase at home whatever a hub does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.ledger.blob import is_statement
from core.ledger.block import Block, without_leaves
from core.ledger.contract import Entry
from core.ledger.disclosure import ClearForm, ShownEntry, read_shown
from core.ledger.governance import charter, cut, erasure, grant
from core.ledger.governance.amendment import AMENDMENT, AMENDMENT_TYPE
from core.ledger.governance.quorum import witnesses_needed
from core.ledger.place import Placed
from core.ledger.standing import Holdings, fits
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.orders import ATTACHMENT, note_order
from core.vault.reading import WITHHELD
from core.vault.sweep import PAGES

DEPTH_MAX = 2**53
"""Deeper than any block (docs/format.md §2)."""
_NOTED = (charter.TYPE, AMENDMENT, grant.TYPE, cut.TYPE, erasure.ORDER)


class HubErasing:
    """The orders of one network at a hub; everything joins the caller's transaction."""

    def __init__(self, connection: Connection, blocks: BlockStore) -> None:
        self._connection = connection
        self._blocks = blocks
        self._network = blocks.network

    def incoming(self, block: Block) -> Block:
        """A block without what was erased here before; governance stays."""
        rows = self._connection.execute(
            "SELECT x.hash FROM erasures x JOIN obeyed o ON o.network = x.network AND o.entry = x.entry"
            " WHERE x.network = ? AND x.block = ?",
            (self._network, block.id),
        ).fetchall()
        return without_leaves(block, _erasable(block, {row[0] for row in rows})) if rows else block

    def note(self, block: Block, number: int) -> None:
        """Remember governance in a new block, and what a sound order of it names."""
        for leaf, shown in _governance(block):
            entry = shown.entry
            self._connection.execute(
                "INSERT OR IGNORE INTO governance (network, entry, block, leaf) VALUES (?, ?, ?, ?)",
                (self._network, entry.id, number, leaf),
            )
            if entry.content.type == erasure.ORDER and self._is_sound(entry, self._blocks.stored(number).placed):
                note_order(self._connection, self._network, entry)

    def obey(self) -> bool:
        """Destroy what orders name that may be obeyed by now; whether something was."""
        waiting = self._connection.execute(
            "SELECT DISTINCT x.entry FROM erasures x WHERE x.network = ? AND NOT EXISTS"
            " (SELECT 1 FROM obeyed o WHERE o.network = x.network AND o.entry = x.entry)",
            (self._network,),
        ).fetchall()
        done = [order for (order,) in waiting if self._is_final(order)] if not self._lacks_content() else []
        for order in done:
            self._destroy(order)
            self._connection.execute("INSERT INTO obeyed (network, entry) VALUES (?, ?)", (self._network, order))
        return bool(done)

    def is_gone(self, root: bytes) -> bool:
        """Whether an attachment was erased by an order that this hub obeyed."""
        row = self._connection.execute(
            "SELECT 1 FROM erasures x JOIN obeyed o ON o.network = x.network AND o.entry = x.entry"
            " WHERE x.network = ? AND x.hash = ? AND x.what = ? LIMIT 1",
            (self._network, root, ATTACHMENT),
        ).fetchone()
        return row is not None

    # -- whether an order holds --------------------------------------------------------------------------------------

    def _is_sound(self, order: Entry, at: Placed) -> bool:
        """Whether its form fits and enough holders stand behind it, by the grants in its past."""
        if not fits(order, erasure.ORDER_TYPE):
            return False
        known = [shown for placed, shown in self._known() if self._blocks.is_past(placed, at)]
        return not erasure.order_findings(order, _holders(known, order.order[0]))

    def _lacks_content(self) -> bool:
        """Whether a leaf is lacking that no sound order names: it may be the grant of a further holder, or a cut."""
        row = self._connection.execute(
            "SELECT 1 FROM unread u CROSS JOIN blocks b USING (block) WHERE b.network = ? AND u.reason = ?"
            " AND NOT EXISTS (SELECT 1 FROM erasures x WHERE x.network = b.network AND x.block = b.id) LIMIT 1",
            (self._network, WITHHELD),
        ).fetchone()
        return row is not None

    def _is_final(self, id: bytes) -> bool:
        number, leaf = self._connection.execute(
            "SELECT block, leaf FROM governance WHERE network = ? AND entry = ? LIMIT 1", (self._network, id)
        ).fetchone()
        block, at = self._blocks.block(number), self._blocks.stored(number).placed
        order = next(shown.entry for place, shown in _governance(block) if place == leaf)
        known = self._known()
        behind = {order.content.device, *order.signers(erasure.COSIGN_ROLE)}
        if any(
            shown.entry.content.type == cut.TYPE
            and shown.entry.content.body.get("key") in behind
            and not self._blocks.is_past(at, placed)
            for placed, shown in known
        ):
            return False
        # Whoever was given the power by somebody who did not know the order counts as well (core.vault.erasing).
        holders = _holders([shown for placed, shown in known if not self._blocks.is_past(at, placed)], DEPTH_MAX)
        if len(behind & holders) < erasure.signatures_needed(len(holders)):
            return False
        witnesses, needed = _agreed([shown for _, shown in known])
        others = witnesses - {at.device}
        return len(others) < needed or not needed or len(self._seen_by(at) & others) >= needed

    def _seen_by(self, at: Placed) -> set[bytes]:
        forked = self._blocks.lines.forked()
        seeing = self._blocks.lines_seeing(at.line, at.seq)
        return {line.device for line in seeing if (line.device, line.incarnation) not in forked}

    def _known(self) -> list[tuple[Placed, ShownEntry]]:
        rows = self._connection.execute(
            "SELECT block, leaf FROM governance WHERE network = ? ORDER BY block, leaf", (self._network,)
        ).fetchall()
        found = []
        for number, leaf in rows:
            block, placed = self._blocks.block(number), self._blocks.stored(number).placed
            found += [(placed, shown) for place, shown in _governance(block) if place == leaf]
        return found

    # -- destroying ----------------------------------------------------------------------------------------------

    def _destroy(self, order: bytes) -> None:
        rows = self._connection.execute(
            "SELECT block, hash, what FROM erasures WHERE network = ? AND entry = ?", (self._network, order)
        ).fetchall()
        for id in {block for block, _, _ in rows}:
            number = self._blocks.number_of(id)
            if number is not None:
                block = self._blocks.block(number)
                gone = without_leaves(block, _erasable(block, {hash for _, hash, what in rows if what != ATTACHMENT}))
                self._connection.execute("UPDATE blocks SET body = ? WHERE block = ?", (gone.body, number))
        roots = [hash for _, hash, what in rows if what == ATTACHMENT]
        self._connection.executemany("DELETE FROM attachments WHERE root = ?", [(root,) for root in roots])
        self._connection.executemany(
            "INSERT OR IGNORE INTO sweeps (root) VALUES (?)", [(root,) for root in (*roots, PAGES)]
        )


def _holders(known: list[ShownEntry], depth: int) -> frozenset[bytes]:
    """Who holds the power to erase by these charters and grants."""
    opening = next((one for one in known if one.entry.content.network is None), None)
    held = Holdings(known, opening)
    keys: set[bytes] = set()
    for shown in known:
        body = shown.entry.content.body
        if fits(shown.entry, charter.CHARTER):
            keys |= {founder["key"] for founder in body["founders"]}
        elif fits(shown.entry, grant.GRANT):
            keys.add(body["key"])
    return frozenset(key for key in keys if held.holds(key, erasure.POWER, depth))


def _agreed(known: list[ShownEntry]) -> tuple[frozenset[bytes], int]:
    """Witnesses by the last amendment, else by the charter, and how many confirm."""
    said = [one.entry for one in known if fits(one.entry, charter.CHARTER) or fits(one.entry, AMENDMENT_TYPE)]
    if not said:
        return frozenset(), 0
    body: dict[str, Any] = dict(max(said, key=lambda one: one.display_order).content.body)
    witnesses = frozenset(charter.keys_of(body, "witnesses"))
    asked = max((one["count"] for one in body["quorums"] if one["power"] == "witness"), default=0)
    count = len(witnesses)
    return witnesses, min(count, max(asked, witnesses_needed(count))) if count else 0


def _governance(block: Block) -> Iterator[tuple[int, ShownEntry]]:
    for leaf, data in enumerate(block.blobs):
        if data is not None and is_statement(data):
            shown, checks = read_shown(ClearForm(data), leaf, block.header, block.id, False, (0, leaf))
            in_place = all(one.holds for one in checks if one.code == "place")
            if shown is not None and in_place and shown.entry.content.type in _NOTED:
                yield leaf, shown


def _erasable(block: Block, hashes: set[bytes]) -> set[bytes]:
    """Those leaves that are no governance."""
    clear = {block.leaves[place] for place, data in enumerate(block.blobs) if data is not None and is_statement(data)}
    return hashes - clear
