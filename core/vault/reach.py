"""What each block of a network had seen of every line: a vector of seqs, kept as a tree whose parts are shared.

Most blocks have nearly the vector of a block that they saw. So a vector is a radix tree over the numbers of lines,
sixteen to a node, and a node never changes: a block stores the nodes in which it differs from all that it saw, and none
where it passes on what others had seen. Equal nodes are one node, as far as they are remembered. (A persistent vector
by path copying: Driscoll, Sarnak, Sleator, Tarjan, "Making data structures persistent", 1989.) The table `reach` names
the root of a line's vectors, from each of its blocks on that saw something new.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from core.ledger.chart import Position
from core.vault.database import Connection, write_rows

_BITS = 4
_SLOTS = 1 << _BITS
_NOTHING = 0
"""The root of an empty vector; also an empty slot."""
_EMPTY = (_NOTHING,) * _SLOTS
_NODES_MAX = 16_384
"""How many nodes, of some hundred bytes each, are remembered at most."""
_UNWRITTEN_MAX = 4_096
_VERSIONS_MAX = 1 << 20
"""How many roots, of sixteen bytes each, are remembered at most."""


class _Node(NamedTuple):
    """At height 0 the slots hold seq + 1 of lines, above it the numbers of nodes.

    The child in slot 0 may be more than one level lower: there the digits between are zero.
    """

    height: int
    slots: tuple[int, ...]


class _Version(NamedTuple):
    since: int
    root: int


class Reach:
    """The vectors of one network's blocks; writes happen inside the caller's transaction."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self._network = network
        self._nodes: dict[int, _Node] = {}
        self._numbers: dict[_Node, int] = {}
        self._next = 0
        self._last: dict[int, _Version] | None = None
        self._versions: dict[int, tuple[array[int], array[int]]] = {}
        self._unwritten: dict[int, _Node] = {}
        self._unwritten_roots: list[tuple[int, int, int]] = []

    def forget(self) -> None:
        """Read anew: a transaction was undone, or lines are drawn again."""
        self._nodes.clear()
        self._numbers.clear()
        self._last = None
        self._versions.clear()
        self._unwritten.clear()
        self._unwritten_roots.clear()

    # -- asking --------------------------------------------------------------------------------------------------

    def upto(self, line: int, seq: int, other: int) -> int:
        """The last seq of another line that block `seq` of a line has in its past, -1 for none."""
        return self._value(self._root(line, seq), other) - 1

    def first_seeing(self, line: int, other: int, seq: int) -> int | None:
        """The first block of a line that has block `seq` of another line in its past."""
        since, roots = self._versions_of(line)
        found = bisect_left(roots, seq + 1, key=lambda root: self._value(root, other))
        return since[found] if found < len(since) else None

    def seen_from(self, blocks: Iterable[Position]) -> dict[int, int]:
        """Of each line, the last seq that any of these blocks has in its past by way of other lines."""
        found: dict[int, int] = {}
        asked = [(root, 0) for root in {self._root(*block) for block in blocks} - {_NOTHING}]
        known = set(asked)
        while asked:
            number, first = asked.pop()
            node = self._node(number)
            below = [(one, first + (digit << _BITS * node.height)) for digit, one in enumerate(node.slots) if one]
            if node.height == 0:
                found |= {line: max(value - 1, found.get(line, -1)) for value, line in below}
            else:
                asked += [part for part in below if part not in known]
                known.update(below)
        return found

    def lines_seeing(self, line: int, seq: int) -> list[int]:
        """The other lines of which some block has block `seq` of a line in its past."""
        last = self._last_versions()
        seeing = {root for root in {one.root for one in last.values()} if self._value(root, line) > seq}
        return [other for other, version in last.items() if version.root in seeing and other != line]

    # -- writing -------------------------------------------------------------------------------------------------

    def see(self, line: int, seq: int, heads: Collection[Position]) -> None:
        """From block `seq` on, a line has seen these blocks and everything before them; kept by `write`."""
        if not heads:
            return
        last = self._last_versions()
        before = last[line].root if line in last else _NOTHING
        roots = {before, *(self._root(*head) for head in heads)} - {_NOTHING}
        root = self._joined(roots, [(head.line, head.seq + 1) for head in heads])
        if root == before:
            return
        last[line] = _Version(seq, root)
        self._unwritten_roots.append((line, seq, root))
        if line in self._versions:
            since, versions = self._versions[line]
            since.append(seq)
            versions.append(root)
        if len(self._unwritten) > _UNWRITTEN_MAX:
            self.write()

    def write(self) -> None:
        """Write what was seen since the last time."""
        rows = [(self._network, number, node.height, _packed(node)) for number, node in self._unwritten.items()]
        write_rows(
            self._connection, "INSERT INTO reach_nodes (network, node, height, slots) VALUES (?, ?, ?, ?)", rows
        )
        write_rows(
            self._connection, "INSERT INTO reach (line, at_seq, node) VALUES (?, ?, ?)", self._unwritten_roots
        )
        self._unwritten.clear()
        self._unwritten_roots.clear()

    # -- vectors -------------------------------------------------------------------------------------------------

    def _value(self, root: int, line: int) -> int:
        """What a vector holds for a line: seq + 1, or 0."""
        number = root
        while number:
            height, slots = self._nodes.get(number) or self._node(number)
            digit = line >> _BITS * height
            if digit >= _SLOTS:
                return 0
            number = slots[digit]
            if height == 0:
                return number
            line -= digit << _BITS * height
        return 0

    def _joined(self, parts: Collection[int], heads: Sequence[tuple[int, int]]) -> int:
        """The vector of the greatest of all these: some vectors, and single lines with what to hold for them."""
        if not heads and len(parts) < 2:
            return next(iter(parts), _NOTHING)
        nodes = [self._node(one) for one in parts]
        height = max(
            [node.height for node in nodes] + [max(line.bit_length() - 1, 0) // _BITS for line, _ in heads]
        )
        if height == 0:
            greatest = list(map(max, *(node.slots for node in nodes), _EMPTY, _EMPTY))
            for line, value in heads:
                greatest[line] = max(greatest[line], value)
            return self._number(_Node(0, tuple(greatest)))
        lower = {number for number, node in zip(parts, nodes, strict=True) if node.height < height}
        highest = [node.slots for node in nodes if node.height == height]
        below = [set(column) for column in zip(*highest, _EMPTY, strict=True)]
        below[0] |= lower
        above: list[list[tuple[int, int]]] = [[] for _ in _EMPTY]
        for line, value in heads:
            digit = line >> _BITS * height
            above[digit].append((line - (digit << _BITS * height), value))
        slots = tuple(self._joined(one - {_NOTHING}, more) for one, more in zip(below, above, strict=True))
        return self._number(_Node(height, slots))

    def _number(self, node: _Node) -> int:
        """The number of a node; a new one is still to be written."""
        found = self._numbers.get(node)
        if found is None:
            found = self._next
            self._next += 1
            self._unwritten[found] = node
            self._remember(found, node)
        return found

    def _node(self, number: int) -> _Node:
        found = self._nodes.get(number) or self._unwritten.get(number)
        if found is None:
            height, packed = self._connection.execute(
                "SELECT height, slots FROM reach_nodes WHERE network = ? AND node = ?", (self._network, number)
            ).fetchone()
            found = _Node(height, _unpacked(packed))
            self._remember(number, found)
        return found

    def _remember(self, number: int, node: _Node) -> None:
        if len(self._nodes) > _NODES_MAX:
            self._nodes.clear()
            self._numbers.clear()
        self._nodes[number] = node
        self._numbers[node] = number

    # -- roots ---------------------------------------------------------------------------------------------------

    def _root(self, line: int, seq: int) -> int:
        """The root of a block's vector."""
        last = self._last_versions().get(line)
        if last is None:
            return _NOTHING
        if last.since <= seq:
            return last.root
        since, roots = self._versions_of(line)
        found = bisect_right(since, seq)
        return roots[found - 1] if found else _NOTHING

    def _last_versions(self) -> dict[int, _Version]:
        """The last root of every line, read once."""
        if self._last is None:
            rows = self._connection.execute(
                "SELECT l.line, r.at_seq, r.node FROM lines l JOIN reach r ON r.line = l.line"
                " AND r.at_seq = (SELECT MAX(at_seq) FROM reach WHERE line = l.line) WHERE l.network = ?",
                (self._network,),
            )
            self._last = {line: _Version(since, root) for line, since, root in rows.fetchall()}
            newest = self._connection.execute(
                "SELECT COALESCE(MAX(node), 0) FROM reach_nodes WHERE network = ?", (self._network,)
            )
            self._next = int(newest.fetchone()[0]) + 1
        return self._last

    def _versions_of(self, line: int) -> tuple[array[int], array[int]]:
        """From which of its blocks on a line had which root; both grow."""
        found = self._versions.get(line)
        if found is None:
            self.write()
            if sum(len(since) for since, _ in self._versions.values()) > _VERSIONS_MAX:
                self._versions.clear()
            rows = self._connection.execute(
                "SELECT at_seq, node FROM reach WHERE line = ? ORDER BY at_seq", (line,)
            ).fetchall()
            found = self._versions[line] = (array("Q", (at for at, _ in rows)), array("Q", (to for _, to in rows)))
        return found


def _packed(node: _Node) -> bytes:
    """The slots as unsigned 32-bit numbers, little-endian, without the empty ones at the end."""
    used = max((place + 1 for place, one in enumerate(node.slots) if one), default=0)
    return struct.pack(f"<{used}I", *node.slots[:used])


def _unpacked(packed: bytes) -> tuple[int, ...]:
    slots: tuple[int, ...] = struct.unpack(f"<{len(packed) // 4}I", packed)
    return slots + _EMPTY[len(slots) :]
