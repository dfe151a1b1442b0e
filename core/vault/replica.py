"""One network as a vault holds it: its blocks, its rules, and this vault's device in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import RefusedError
from core.identity.keys import SigningKey
from core.ledger.chart import Position
from core.ledger.content import Content
from core.ledger.contract import Effect, EntryType, Registry
from core.ledger.reckoning import Reckoning
from core.ledger.rules import RuleBook
from core.ports.companion import Companion
from core.vault.blockstore import BlockStore
from core.vault.chart import VaultChart
from core.vault.database import Connection, telling
from core.vault.incoming import Incoming
from core.vault.orders import has_orders, is_attachment_ordered
from core.vault.raising import Raisers
from core.vault.reading import ReadEntry, Reader
from core.vault.reading_along import ReadingAlong

WORTH_A_COMPANION = 64
"""Fewer blocks than these are read sooner than handed over."""


@dataclass(frozen=True, slots=True)
class HeldEpoch:
    """An epoch whose key is held, the devices that it was wrapped to, and the epochs that it follows on."""

    id: bytes
    key: bytes
    wrapped_to: tuple[bytes, ...]
    previous: tuple[bytes, ...]


class Replica:
    """The parts that ingest, recording and the views of one network share."""

    def __init__(
        self,
        connection: Connection,
        path: Path,
        network: int,
        network_id: bytes,
        incarnation: int,
        device: SigningKey,
        registry: Registry,
        companion: Companion | None = None,
    ) -> None:
        self.companion = companion
        self.connection = connection
        self.network_id = network_id
        self.incarnation = incarnation
        self.device = device
        self.store = BlockStore(connection, network)
        self.reader = Reader(connection, self.store, network_id, device)
        self._path = path
        self._registry = registry
        self.chart = VaultChart(connection, self.store, self.reader)
        self.reader.kind_in = self._kind_in
        self.raisers = Raisers()
        self._rule_books: dict[tuple[tuple[str, bytes], ...], RuleBook] = {}
        self._founding_rules: RuleBook | None = None
        self._rules_as_of = -1

    @property
    def network(self) -> int:
        """Row number of the network."""
        return self.store.network

    @property
    def rules(self) -> RuleBook:
        """The rules in force now; none but the shared ones until the charter is held."""
        return self.rules_at(None)

    def rules_at(self, at: Position | None) -> RuleBook:
        """The rules in force in a block's past, as its author knew them; None: now."""
        if self._founding_rules is None or self._rules_as_of != self.chart.changes:
            self._founding_rules, self._rules_as_of = self._founded(), self.chart.changes
        return self._founding_rules or self._rule_book(Reckoning(self.chart, at).adopted(at))

    def _founded(self) -> RuleBook | None:
        """The rules that the charter names, while nobody has adopted others."""
        rows = self.chart.adoptions()
        if not all(one.founding for one in rows):
            return None
        return self._rule_book({one.workspace: one.rule_set for one in rows})

    def _rule_book(self, adopted: Mapping[str, bytes]) -> RuleBook:
        key = tuple(sorted(adopted.items()))
        if key not in self._rule_books:
            self._rule_books[key] = RuleBook(self._registry, adopted)
        return self._rule_books[key]

    def _kind_in(self, number: int, content: Content) -> EntryType | None:
        placed = self.store.stored(number).placed
        return self.rules_at(Position(placed.line, placed.seq)).entry_type(content.type, content.version)

    @property
    def now(self) -> Reckoning:
        """Who may do what by all that is held."""
        return self.chart.now

    def newest_epoch(self) -> tuple[bytes, bytes]:
        """Id and key of the epoch to write in: one that no shut-out device has the key of, the newest of these.

        Where there is none (a device was shut out while another changed the key), the newest that counts.

        Raises:
            RefusedError: `no_epoch_key`: no grant with a key for this device has arrived.
        """
        held = self._held_epochs()
        if not held:
            raise RefusedError("no_epoch_key")
        closed = [one for one in held if not any(map(self._is_shut_out, one.wrapped_to))]
        newest = (closed or held)[-1]
        return newest.id, newest.key

    def _is_shut_out(self, device: bytes) -> bool:
        return bool(self.chart.grants_of(device)) and not self.now.grants_in_force(device, None)

    def epoch_heads(self) -> dict[bytes, bytes]:
        """Ids and keys of the held epochs that no other one follows on."""
        held = self._held_epochs()
        followed = {id for one in held for id in one.previous}
        return {one.id: one.key for one in held if one.id not in followed}

    def _held_epochs(self) -> list[HeldEpoch]:
        """The epochs that count and whose keys are held, the newest last."""
        rows = self.connection.execute(
            "SELECT p.id, p.key, e.block, e.leaf FROM epochs p"
            " JOIN entries e ON e.mark = substr(p.id, 1, 8) AND e.id = p.id JOIN blocks b USING (block)"
            " WHERE p.network = ? AND e.effect = ? ORDER BY b.depth, p.id",
            (self.network, Effect.COUNTS.value),
        ).fetchall()
        found = []
        for id, key, block, leaf in rows:
            read = self.reader.read(block, leaf)
            assert isinstance(read, ReadEntry), "an epoch that was accepted stays readable"
            body = read.entry.content.body
            found.append(HeldEpoch(id, key, tuple(one["key"] for one in body["wraps"]), tuple(body["previous"])))
        return found

    @property
    def folder(self) -> Path:
        """The vault's folder."""
        return self._path

    def attachments(self) -> set[bytes]:
        """Roots of the attachments that this network's readable entries name and nobody ordered to erase."""
        rows = self.connection.execute("SELECT root FROM attached WHERE network = ?", (self.network,))
        roots = {row[0] for row in rows}
        if not has_orders(self.connection, self.network):
            return roots
        return {root for root in roots if not is_attachment_ordered(self.connection, root)}

    @contextmanager
    def incoming(self, wires: Sequence[bytes]) -> Iterator[Incoming]:
        """The blocks of a batch; the companion reads along where that is worth it."""
        incoming = Incoming(wires, self.network_id, self._along(wires))
        self.reader.along = incoming.along
        try:
            yield incoming
        finally:
            self.reader.along = None
            incoming.finish()

    def _along(self, wires: Sequence[bytes]) -> ReadingAlong | None:
        line = self.companion.line() if self.companion and len(wires) >= WORTH_A_COMPANION else None
        return ReadingAlong(line, self.reader.keys_by_hint()) if line else None

    def telling(self) -> AbstractContextManager[None]:
        """Database errors in our words."""
        return telling(self._path)

    def forget(self) -> None:
        """Drop what was remembered of a transaction that was undone."""
        self.store.forget()
        self.reader.forget()
        self.chart.forget()
