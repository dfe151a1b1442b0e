"""Reading chains and their branches for exchange: what a holder of some blocks has of a chain, and runs of blocks.

The order of a run is (depth, device, incarnation, seq, id): the same on all replicas, every block after its past. What
is urgent comes first in it, with all of its past (core.vault.urgency).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core.ledger.block import assemble, wire_of
from core.ledger.place import Placed
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.urgency import Urgent, level_of, sent_first

_ROWS_MAX = 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks first..last of one line."""

    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """The next blocks of some chains as they travel, and for each chain the seq to go on from (None: done)."""

    wires: tuple[bytes, ...]
    next: tuple[int | None, ...]


_Row = tuple[tuple[int, int, bytes, int, int, bytes], int, bytes, bytes]
"""Level and order, line, envelope, body."""


class Chains:
    """The chains of one network's blocks; reads only."""

    def __init__(self, connection: Connection, store: BlockStore) -> None:
        self._connection = connection
        self._store = store

    def generation(self) -> int:
        """Grows with every block that is stored."""
        row = self._connection.execute("SELECT MAX(block) FROM blocks").fetchone()
        return int(row[0] or 0)

    def stretches(self, head: Placed) -> list[Stretch]:
        """The chain up to a block, from there back to its first block: one stretch, more where it branched off."""
        found = []
        at = head
        while True:
            first = self._connection.execute("SELECT first_seq FROM lines WHERE line = ?", (at.line,)).fetchone()[0]
            found.append(Stretch(at.line, first, at.seq))
            if first == 0:
                return found
            at = self._before(at.line, first)

    def _before(self, line: int, seq: int) -> Placed:
        row = self._connection.execute(
            "SELECT envelope, body FROM blocks WHERE line = ? AND seq = ?", (line, seq)
        ).fetchone()
        previous = assemble(row[0], row[1]).header.previous
        placed = self._store.placed(previous) if previous is not None else None
        assert placed is not None, "a block is stored after its past"
        return placed

    def first_lacked(self, head: Placed, known: Collection[bytes]) -> int | None:
        """The first seq on the head's chain that holders of the blocks `known` lack; None if they have none of it."""
        lasts = {stretch.line: stretch.last for stretch in self.stretches(head)}
        held = -1
        for id in known:
            placed = self._store.placed(id)
            if placed is None or (placed.device, placed.incarnation) != (head.device, head.incarnation):
                continue
            for stretch in self.stretches(placed):
                if stretch.line in lasts:
                    held = max(held, min(stretch.last, lasts[stretch.line]))
        return held + 1 if held >= 0 else None

    def depth(self, head: Placed, seq: int) -> int:
        """The depth of block `seq` on the head's chain."""
        stretch = next(one for one in self.stretches(head) if one.first <= seq <= one.last)
        return self._number("depth", stretch.line, seq)

    def _number(self, column: str, line: int, seq: int) -> int:
        row = self._connection.execute(
            f"SELECT {column} FROM blocks WHERE line = ? AND seq = ?",  # noqa: S608 -- the name of a column, ours
            (line, seq),
        ).fetchone()
        return int(row[0])

    def samples(self, head: Placed, limit: int) -> list[bytes]:
        """Ids along the head's chain: its last block, then 1, 2, 4, 8 ... before it, and its first."""
        seqs = [head.seq]
        step = 1
        while step <= head.seq and len(seqs) < limit - 1:
            seqs.append(head.seq - step)
            step *= 2
        if seqs[-1] != 0:
            seqs.append(0)
        stretches = self.stretches(head)
        ids = []
        for seq in seqs:
            stretch = next(one for one in stretches if one.first <= seq <= one.last)
            row = self._connection.execute("SELECT id FROM blocks WHERE line = ? AND seq = ?", (stretch.line, seq))
            ids.append(row.fetchone()[0])
        return ids

    def run(
        self, spans: Sequence[tuple[bytes, int]], blocks_max: int, bytes_max: int, urgent: Urgent = ()
    ) -> Run:
        """Blocks of chains up to a head, from a seq on; at least one where there is any.

        A head that is not held gives none.
        """
        parts: list[list[Stretch]] = []
        for id, first in spans:
            head = self._store.placed(id)
            whole = [] if head is None else self.stretches(head)
            parts.append([Stretch(one.line, max(one.first, first), one.last) for one in whole if one.last >= first])
        taken, wires = self._collect(_joined(parts), blocks_max, bytes_max, urgent)
        return Run(tuple(wires), tuple(_next(stretches, taken) for stretches in parts))

    def _collect(
        self, ranges: dict[int, tuple[int, int]], blocks_max: int, bytes_max: int, urgent: Urgent
    ) -> tuple[dict[int, int], list[bytes]]:
        levels = sent_first(self._store, ranges, urgent)
        taken = {line: first - 1 for line, (first, _) in ranges.items()}
        wires: list[bytes] = []
        size = 0
        rows = [self._rows(line, first, last, levels[line]) for line, (first, last) in ranges.items()]
        for order, line, envelope, body in heapq.merge(*rows):
            wire = wire_of(envelope, body)  # whoever gets it checks it; we did when it came
            size += len(wire)
            if wires and (size > bytes_max or len(wires) >= blocks_max):
                break
            wires.append(wire)
            taken[line] = order[4]
        return taken, wires

    def _rows(self, line: int, first: int, last: int, levels: Sequence[int]) -> Iterator[_Row]:
        """A line's blocks, few at first: of many lines most give one to a page, or none."""
        device, incarnation = self._connection.execute(
            "SELECT device, incarnation FROM lines WHERE line = ?", (line,)
        ).fetchone()
        count = 1
        while first <= last:
            rows = self._connection.execute(
                "SELECT depth, seq, id, envelope, body FROM blocks WHERE line = ? AND seq BETWEEN ? AND ?"
                " ORDER BY seq LIMIT ?",
                (line, first, last, count),
            ).fetchall()
            for depth, seq, id, envelope, body in rows:
                yield (level_of(levels, seq), depth, device, incarnation, seq, id), line, envelope, body
            if len(rows) < count:
                return
            first, count = rows[-1][1] + 1, min(2 * count, _ROWS_MAX)


def _joined(parts: Sequence[Sequence[Stretch]]) -> dict[int, tuple[int, int]]:
    """One range per line over all spans."""
    ranges: dict[int, tuple[int, int]] = {}
    for stretch in (one for stretches in parts for one in stretches):
        first, last = ranges.get(stretch.line, (stretch.first, stretch.last))
        ranges[stretch.line] = (min(first, stretch.first), max(last, stretch.last))
    return ranges


def _next(stretches: Sequence[Stretch], taken: dict[int, int]) -> int | None:
    lacking = [max(one.first, taken[one.line] + 1) for one in stretches if taken[one.line] < one.last]
    return min(lacking, default=None)
