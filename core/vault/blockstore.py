"""The blocks of one network as the vault keeps them, and what each had seen.

Chains are kept as lines: a line is a run of one chain (device, incarnation) without a fork. What a block had seen of
every line is a vector (core.vault.reach); it grows by what is new, not by what exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from core.encoding import cbor
from core.ledger import cose
from core.ledger.block import Block, assemble
from core.ledger.chart import Line, Position
from core.ledger.header import Header, decode_header
from core.ledger.place import Neighbours, Placed
from core.vault.database import Connection, rows_in
from core.vault.lines import Lines
from core.vault.reach import Reach
from core.vault.unseen import UnseenHeads

_REMEMBERED = 65_536
"""How many blocks are remembered at most."""


class Stored(NamedTuple):
    """A block with its local number, which grows in causal order."""

    number: int
    placed: Placed


@dataclass(frozen=True, slots=True)
class Fork:
    """Two validly signed headers with the same device, incarnation and seq."""

    device: bytes
    incarnation: int
    seq: int


class BlockStore:
    """Blocks of one network; writes happen inside the caller's transaction."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self.network = network
        self.changes = 0
        """Grows with every block that is placed, so that who remembers what follows from it knows when to ask again."""
        self.lines = Lines(connection, network)
        self._unseen = UnseenHeads(self.lines, self)
        self._stored: dict[int, Stored] = {}
        self._placed: dict[bytes, Placed] = {}
        self._absent: set[bytes] = set()
        self._next: int | None = None
        self._reach = Reach(connection, network)

    def forget(self) -> None:
        """Drop what was remembered of a transaction that was undone, or of lines that are drawn anew."""
        self.changes += 1
        self.lines.forget()
        self._stored.clear()
        self._placed.clear()
        self._absent.clear()
        self._next = None
        self._reach.forget()

    # -- Held (core.ledger.place) --------------------------------------------------------------------------------

    def placed(self, id: bytes) -> Placed | None:
        """Where a held block stands."""
        found = self._placed.get(id)
        if found is None and id not in self._absent:
            found = next(iter(self._find([id])), None)
        return found

    def look_up(self, ids: Iterable[bytes]) -> None:
        """Find these blocks by few queries, and remember until `write` which of them are not held yet."""
        asked = {id for id in ids if id not in self._placed}
        self._absent = asked - {one.id for one in self._find(list(asked))}

    def _find(self, ids: Sequence[bytes]) -> list[Placed]:
        # The plus sign keeps SQLite from looking at all blocks of the network where several ids are asked for.
        rows = rows_in(
            self._connection,
            "SELECT b.id, l.device, l.incarnation, b.seq, b.depth, b.line FROM blocks b JOIN lines l USING (line)"
            " WHERE +b.network = ? AND b.id IN",
            (self.network,),
            ids,
        )
        return [self._remember(Placed(*row)) for row in rows]

    def is_past(self, earlier: Placed, later: Placed) -> bool:
        """Whether `later` is, or has in its causal past, `earlier`."""
        return self.reaches(later.line, later.seq, earlier.line, earlier.seq)

    def reaches(self, line: int, seq: int, other: int, other_seq: int) -> bool:
        """Whether block `seq` of a line is, or has seen, block `other_seq` of another line."""
        return other_seq <= self.upto(line, seq, other)

    def first_seeing(self, line: int, other: int, seq: int) -> int | None:
        """The first block of a line that is, or has in its past, block `seq` of another line."""
        return seq if line == other else self._reach.first_seeing(line, other, seq)

    def upto(self, line: int, seq: int, other: int) -> int:
        """The last seq of another line that block `seq` of a line has in its past, -1 for none."""
        return seq if line == other else self._reach.upto(line, seq, other)

    def seen_from(self, blocks: Iterable[Position]) -> Mapping[int, int]:
        """Of each line, the last seq that any of these blocks has in its past by way of other lines."""
        return self._reach.seen_from(blocks)

    def lines_seeing(self, line: int, seq: int) -> list[Line]:
        """The other lines of which some block has block `seq` of a line in its past."""
        lines = self.lines.all()
        return [lines[one] for one in self._reach.lines_seeing(line, seq)]

    # -- writing -------------------------------------------------------------------------------------------------

    def add(self, block: Block, neighbours: Neighbours) -> tuple[Stored, Fork | None]:
        """Store a block that passed the gate; `write` is called at the end of the batch."""
        header = block.header
        placed, fork = self._place(block, neighbours)
        number = self._number()
        self._connection.put(
            "INSERT INTO blocks (block, network, id, line, seq, depth, envelope, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, self.network, block.id, placed.line, header.seq, header.depth, block.envelope, block.body),
        )
        self._absent.discard(block.id)
        return self._remember_number(number, placed), fork

    def _number(self) -> int:
        """The local number of the next new block; nobody else stores any in the same batch."""
        if self._next is None:
            self._next = self._connection.execute("SELECT COALESCE(MAX(block), 0) FROM blocks").fetchone()[0]
        self._next += 1
        return self._next

    def place_again(self, number: int, block: Block, neighbours: Neighbours) -> Stored:
        """Give a held block its line anew, when the views are rebuilt; `write` as with `add`."""
        placed, _ = self._place(block, neighbours)
        self._connection.execute("UPDATE blocks SET line = ? WHERE block = ?", (placed.line, number))
        return self._remember_number(number, placed)

    def write(self) -> None:
        """Write where lines end now and what they have seen, once for all blocks of a batch."""
        self._absent.clear()
        self._next = None
        self.lines.write_tips()
        self._reach.write()

    def _place(self, block: Block, neighbours: Neighbours) -> tuple[Placed, Fork | None]:
        self.changes += 1
        header, previous = block.header, neighbours.previous
        line, fork = self._line_for(header, previous)
        placed = Placed(block.id, header.device, header.incarnation, header.seq, header.depth, line)
        self.lines.grow(placed)
        named = neighbours.seen if previous is None else (previous, *neighbours.seen)
        self._reach.see(line, header.seq, [Position(one.line, one.seq) for one in named if one.line != line])
        return placed, fork

    def _line_for(self, header: Header, previous: Placed | None) -> tuple[int, Fork | None]:
        chain = (header.device, header.incarnation)
        goes_on = previous is not None and header.seq > 0 and self.lines.tip(previous.line).seq == previous.seq
        if previous is not None and goes_on and chain not in self.lines.forked():
            return previous.line, None
        is_rival = any(one.first <= header.seq <= one.tip for one in self.lines.of_chain(*chain))
        fork = Fork(*chain, header.seq) if is_rival else None
        if previous is not None and goes_on:
            return previous.line, fork
        return self.lines.start(header.device, header.incarnation, header.seq, previous), fork

    def _remember(self, placed: Placed) -> Placed:
        if len(self._placed) > _REMEMBERED:
            self._placed.clear()
        self._placed[placed.id] = placed
        return placed

    def _remember_number(self, number: int, placed: Placed) -> Stored:
        if len(self._stored) > _REMEMBERED:
            self._stored.clear()
        self._stored[number] = Stored(number, self._remember(placed))
        return self._stored[number]

    # -- reading -------------------------------------------------------------------------------------------------

    def stored(self, number: int) -> Stored:
        """A block by its local number."""
        found = self._stored.get(number)
        if found is None:
            row = self._connection.execute(
                "SELECT b.id, l.device, l.incarnation, b.seq, b.depth, b.line FROM blocks b JOIN lines l USING (line)"
                " WHERE b.block = ?",
                (number,),
            ).fetchone()
            found = self._remember_number(number, Placed(*row))
        return found

    def number_at(self, at: Position) -> int:
        """The local number of the block at a position."""
        row = self._connection.execute("SELECT block FROM blocks WHERE line = ? AND seq = ?", at).fetchone()
        return int(row[0])

    def number_of(self, id: bytes) -> int | None:
        """The local number of a held block."""
        row = self._connection.execute(
            "SELECT block FROM blocks WHERE id = ? AND network = ?", (id, self.network)
        ).fetchone()
        return int(row[0]) if row else None

    def block(self, number: int) -> Block:
        """A held block, whole."""
        row = self._connection.execute("SELECT envelope, body FROM blocks WHERE block = ?", (number,)).fetchone()
        return assemble(row[0], row[1])

    def holds_alike(self, block: Block) -> bool:
        """Whether a block is held as it came, with all its content or with as little."""
        row = self._connection.execute(
            "SELECT envelope, body FROM blocks WHERE id = ? AND network = ?", (block.id, self.network)
        ).fetchone()
        return row is not None and (row[0], row[1]) == (block.envelope, block.body)

    def leaf(self, number: int, leaf: int) -> tuple[Header, bytes | None]:
        """One blob of a held block and its header, without the rest; None where only the blob's hash is here."""
        row = self._connection.execute("SELECT envelope, body FROM blocks WHERE block = ?", (number,)).fetchone()
        blob = cbor.decode(row[1])[leaf]
        return decode_header(cose.decode_sign1(row[0]).payload), blob if isinstance(blob, bytes) else None

    def header(self, number: int) -> Header:
        """The header of a held block, without reading its body."""
        row = self._connection.execute("SELECT envelope FROM blocks WHERE block = ?", (number,)).fetchone()
        return decode_header(cose.decode_sign1(row[0]).payload)

    def numbers(self) -> list[int]:
        """Local numbers of all blocks: every block comes after its past."""
        rows = self._connection.execute("SELECT block FROM blocks WHERE network = ? ORDER BY block", (self.network,))
        return [row[0] for row in rows]

    def numbers_in_order(self) -> list[int]:
        """Local numbers of all blocks in an order that all replicas share: every block comes after its past."""
        rows = self._connection.execute(
            "SELECT b.block FROM blocks b JOIN lines l USING (line) WHERE b.network = ?"
            " ORDER BY b.depth, l.device, l.incarnation, b.seq, b.id",
            (self.network,),
        )
        return [row[0] for row in rows]

    def wires(self) -> Iterator[bytes]:
        """All blocks as they travel, every one after its past."""
        for number in self.numbers():
            yield self.block(number).wire

    def count(self) -> int:
        """How many blocks are held."""
        row = self._connection.execute("SELECT COUNT(*) FROM blocks WHERE network = ?", (self.network,)).fetchone()
        return int(row[0])

    def tips(self) -> list[Placed]:
        """The last block of every line."""
        return sorted(self.lines.tips().values(), key=lambda tip: tip.id)

    def own_tip(self, device: bytes, incarnation: int) -> Placed | None:
        """The last block of a device's chain; the deepest where it forked."""
        mine = [self.lines.tip(one.number) for one in self.lines.of_chain(device, incarnation)]
        return max(mine, key=lambda tip: (tip.seq, tip.id), default=None)

    def latest_of_others(self, device: bytes, limit: int) -> list[bytes]:
        """Ids of the last blocks of other devices' lines, those first that were taken in last."""
        rows = self._connection.execute(
            "SELECT b.id FROM lines l JOIN blocks b ON b.line = l.line AND b.seq = l.tip_seq"
            " WHERE l.network = ? AND l.device != ? ORDER BY b.block DESC LIMIT ?",
            (self.network, device, limit),
        )
        return [row[0] for row in rows]

    def unseen_heads(
        self, own: Placed | None, device: bytes, incarnation: int, hidden: Mapping[int, int] = MappingProxyType({})
    ) -> list[Placed]:
        """Heads of other chains that a device's next block should list: new to it, and none in another's past.

        `hidden` says of some lines from which seq on they are passed over.
        """
        tips = dict(self.lines.tips())
        for line in hidden.keys() & tips.keys():
            shown = self._before(tips.pop(line), hidden[line])
            if shown is not None:
                tips[line] = shown
        return self._unseen.of(own, (device, incarnation), tips, hidden)

    def _before(self, tip: Placed, seq: int) -> Placed | None:
        """The last block of a tip's line before a seq."""
        row = self._connection.execute(
            "SELECT block FROM blocks WHERE line = ? AND seq = ?", (tip.line, seq - 1)
        ).fetchone()
        return self.stored(row[0]).placed if row else None
