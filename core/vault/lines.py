"""The lines of one network and the last block of each, as they are in the vault and as a batch makes them grow.

They are read once and remembered, for every block that comes in asks for them. Where a line ends now is written with
the batch (`write_tips`), once for each line that grew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ledger.chart import Line, Position
from core.ledger.place import Placed
from core.vault.database import Connection, write_rows

Chain = tuple[bytes, int]
"""A device and one of its incarnations."""

_REMEMBERED = 65_536
"""How many blocks that came in are remembered at most."""


class Lines:
    """Lines by number; writes happen inside the caller's transaction."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self._network = network
        self._lines: dict[int, Line] = {}
        self._tips: dict[int, Placed] = {}
        self._by_device: dict[bytes, list[int]] = {}
        self._forked: frozenset[Chain] = frozenset()
        self._unwritten: set[int] = set()
        self._known = False
        self.generation = 0
        """Another one makes worthless what was remembered of lines and of `grown`."""
        self.grown: list[int] = []
        """The line of each block that came in, in their order, since this generation began."""

    def forget(self) -> None:
        """Read them anew: a transaction was undone, or lines are drawn again."""
        self._known = False
        self._unwritten.clear()
        self.generation += 1

    def all(self) -> Mapping[int, Line]:
        """Every line by its number, in their order."""
        self._know()
        return self._lines

    def of_device(self, device: bytes) -> Sequence[Line]:
        """All lines of a device, by number."""
        self._know()
        return [self._lines[number] for number in self._by_device.get(device, ())]

    def of_chain(self, device: bytes, incarnation: int) -> list[Line]:
        """The branches of one chain."""
        return [one for one in self.of_device(device) if one.incarnation == incarnation]

    def forked(self) -> frozenset[Chain]:
        """Chains of which more than one branch is held."""
        self._know()
        return self._forked

    def tip(self, line: int) -> Placed:
        """The last block of a line."""
        self._know()
        return self._tips[line]

    def tips(self) -> Mapping[int, Placed]:
        """The last block of every line, by the line's number."""
        self._know()
        return self._tips

    # -- writing -------------------------------------------------------------------------------------------------

    def start(self, device: bytes, incarnation: int, seq: int, previous: Placed | None) -> int:
        """The number of a new line from block `seq` on; its first block grows it."""
        parent = Position(previous.line, previous.seq) if previous is not None else None
        cursor = self._connection.execute(
            "INSERT INTO lines (network, device, incarnation, first_seq, tip_seq, parent_line, parent_seq)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._network, device, incarnation, seq, seq, *(parent or (None, None))),
        )
        self._add(Line(int(cursor.lastrowid), device, incarnation, seq, seq, parent))
        return int(cursor.lastrowid)

    def grow(self, tip: Placed) -> None:
        """A line ends with this block now."""
        number, device, incarnation, first, _, parent = self._lines[tip.line]
        self._lines[tip.line] = Line(number, device, incarnation, first, tip.seq, parent)
        self._tips[tip.line] = tip
        self._unwritten.add(tip.line)
        if len(self.grown) > _REMEMBERED:
            self.grown.clear()
            self.generation += 1
        self.grown.append(tip.line)

    def write_tips(self) -> None:
        """Write where the lines end that grew."""
        write_rows(
            self._connection,
            "UPDATE lines SET tip_seq = ? WHERE line = ?",
            [(self._lines[one].tip, one) for one in sorted(self._unwritten)],
        )
        self._unwritten.clear()

    # -- reading -------------------------------------------------------------------------------------------------

    def _know(self) -> None:
        if self._known:
            return
        self._lines, self._tips, self._by_device, self._forked = {}, {}, {}, frozenset()
        self._unwritten.clear()
        self.grown.clear()
        rows = self._connection.execute(
            "SELECT l.line, l.device, l.incarnation, l.first_seq, l.tip_seq, l.parent_line, l.parent_seq, b.id, b.depth"
            " FROM lines l JOIN blocks b ON b.line = l.line AND b.seq = l.tip_seq WHERE l.network = ? ORDER BY l.line",
            (self._network,),
        ).fetchall()
        for number, device, incarnation, first, tip, parent, parent_seq, id, depth in rows:
            follows = None if parent is None else Position(parent, parent_seq)
            self._add(Line(number, device, incarnation, first, tip, follows))
            self._tips[number] = Placed(id, device, incarnation, tip, depth, number)
        self._known = True

    def _add(self, line: Line) -> None:
        if any(self._lines[one].incarnation == line.incarnation for one in self._by_device.get(line.device, ())):
            self._forked |= {(line.device, line.incarnation)}
        self._lines[line.number] = line
        self._by_device.setdefault(line.device, []).append(line.number)
