"""One network as a vault holds it: its blocks, its rules, and this vault's device in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from core.errors import RefusedError
from core.identity.keys import SigningKey
from core.ledger.chart import Position
from core.ledger.content import Content
from core.ledger.contract import EntryType, Registry
from core.ledger.reckoning import Reckoning
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.chart import VaultChart
from core.vault.database import Connection, telling
from core.vault.orders import is_attachment_ordered
from core.vault.reading import Reader


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
    ) -> None:
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
        self._rule_books: dict[tuple[tuple[str, bytes], ...], RuleBook] = {}

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
        rows = self.chart.adoptions()
        if all(one.founding for one in rows):
            adopted = tuple((one.workspace, one.rule_set) for one in rows)
        else:
            adopted = tuple(sorted(Reckoning(self.chart, at).adopted(at).items()))
        if adopted not in self._rule_books:
            self._rule_books[adopted] = RuleBook(self._registry, dict(adopted))
        return self._rule_books[adopted]

    def _kind_in(self, number: int, content: Content) -> EntryType | None:
        placed = self.store.stored(number).placed
        return self.rules_at(Position(placed.line, placed.seq)).entry_type(content.type, content.version)

    @property
    def now(self) -> Reckoning:
        """Who may do what by all that is held."""
        return Reckoning(self.chart, None)

    def newest_epoch(self) -> tuple[bytes, bytes]:
        """Id and key of the newest epoch whose key is held.

        Raises:
            RefusedError: `no_epoch_key`: no grant with a key for this device has arrived.
        """
        row = self.connection.execute(
            "SELECT p.id, p.key FROM epochs p JOIN entries e ON e.id = p.id JOIN blocks b USING (block)"
            " WHERE p.network = ? ORDER BY b.depth DESC, p.id DESC LIMIT 1",
            (self.network,),
        ).fetchone()
        if row is None:
            raise RefusedError("no_epoch_key")
        return row[0], row[1]

    @property
    def folder(self) -> Path:
        """The vault's folder."""
        return self._path

    def attachments(self) -> set[bytes]:
        """Roots of the attachments that this network's readable entries name and nobody ordered to erase."""
        rows = self.connection.execute("SELECT root FROM attached WHERE network = ?", (self.network,))
        return {row[0] for row in rows if not is_attachment_ordered(self.connection, row[0])}

    def telling(self) -> AbstractContextManager[None]:
        """Database errors in our words."""
        return telling(self._path)

    def forget(self) -> None:
        """Drop what was remembered of a transaction that was undone."""
        self.store.forget()
        self.reader.forget()
        self.chart.forget()
