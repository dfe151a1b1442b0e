"""One network as a vault holds it: its blocks, its rules, and this vault's device in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from core.errors import RefusedError
from core.identity.keys import SigningKey
from core.ledger.blob import Statement, read_blob
from core.ledger.content import decode_content
from core.ledger.contract import Registry
from core.ledger.governance import charter
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
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
        self._rules: RuleBook | None = None

    @property
    def network(self) -> int:
        """Row number of the network."""
        return self.store.network

    @property
    def rules(self) -> RuleBook:
        """The rules that the charter named; none but the shared ones until the charter is held."""
        if self._rules is None:
            adopted = self._adopted()
            if adopted is None:
                return RuleBook(self._registry, {})
            self._rules = RuleBook(self._registry, adopted)
        return self._rules

    def _adopted(self) -> dict[str, bytes] | None:
        number = self.store.number_of(self.network_id)
        if number is None:
            return None
        data = self.store.block(number).blobs[0]
        blob = read_blob(data) if data is not None else None
        content = decode_content(blob.content) if isinstance(blob, Statement) else None
        if content is None or content.type != charter.TYPE:
            return {}
        try:
            return {str(rule["workspace"]): bytes(rule["rule_set"]) for rule in content.body["rules"]}
        except (KeyError, TypeError):
            return {}  # A malformed charter adopts nothing; judging says what is wrong with it.

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
        self.reader.forget()
        self._rules = None
