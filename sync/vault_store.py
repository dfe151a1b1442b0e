"""A network of an open vault as a session sees it: blocks go through the vault's one gate."""

from __future__ import annotations

from collections.abc import Container, Sequence
from hashlib import sha256

from core.encoding import cbor
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.attachment_chunks import chunk_at, files_here, is_preview, sizes_of
from core.vault.digest import later_types, view_digest
from core.vault.gaps import unread_blocks
from core.vault.ingest import ingest
from core.vault.orders import ordered_in
from core.vault.reading import WITHHELD
from core.vault.replica import Replica
from core.vault.urgency import Urgent, UrgentEntries, forks
from core.vault.vault import Vault
from sync.chain_store import ChainStore
from sync.messages import ChunkFrame
from sync.store import LackedFile, Taken
from sync.summary import summary_of


class VaultStore(ChainStore):
    """One network of one vault; used on the vault's thread."""

    def __init__(self, vault: Vault, replica: Replica) -> None:
        super().__init__(replica.connection, replica.store)
        self._vault = vault
        self._replica = replica
        self._urgent = UrgentEntries(replica.connection, replica.network)
        self._digest: tuple[tuple[int, bytes], bytes] | None = None

    @property
    def network(self) -> bytes:
        return self._replica.network_id

    @property
    def replica(self) -> Replica:
        """What it reads from; not the vault's own any more once an undone transaction was forgotten."""
        return self._replica

    @property
    def judges(self) -> bool:
        """A vault judges what it holds."""
        return True

    def take(self, wires: Sequence[bytes]) -> Taken:
        """Through the gate; raises VaultError where the disk is in trouble."""
        report = ingest(self._replica, wires)
        return Taken(report.accepted, report.known, report.waiting, report.rejected, report.filled)

    def urgent(self) -> Urgent:
        """Proof of forks and alerts, then authorisations."""
        alerts, authorisations = self._urgent.upto(self.generation(), self._replica.rules)
        return forks(self._replica.connection, self._replica.network), alerts, authorisations

    def erased_in(self, block: bytes) -> Container[bytes]:
        """Hashes of the leaves of a block that counting orders name."""
        return {one.hash for one in ordered_in(self._replica.connection, self._replica.network, block)}

    def files(self) -> Sequence[tuple[bytes, int]]:
        """Attachments of this network that lie here, the smallest first."""
        return files_here(self._vault.attachments, self._replica)

    def files_lacked(self) -> Sequence[LackedFile]:
        """Attachments that readable entries name and that have not arrived, the smallest first."""
        store = self._vault.attachments
        lacked = {root for root in self._replica.attachments() if not store.has(root)}
        smallest_first = sorted(sizes_of(self._replica, lacked).items(), key=_by_size)
        return [LackedFile(root, size, store.arrived(root, size)) for root, size in smallest_first]

    def is_preview(self, root: bytes) -> bool:
        """Whether all entries that name it name it so."""
        return is_preview(self._replica, root)

    def next_chunk(self, root: bytes, size: int) -> int | None:
        """The index of the next chunk that is wanted here."""
        store = self._vault.attachments
        if root not in self._replica.attachments() or store.has(root):
            return None
        return store.arrived(root, size)

    def chunks(self, root: bytes, index: int, count: int) -> Sequence[ChunkFrame]:
        """Chunks of an attachment of this network."""
        size = next((size for known, size in self.files() if known == root), None)
        if size is None:
            return []
        last = min(index + count, -(-size // ATTACHMENT_CHUNK_BYTES))
        store = self._vault.attachments
        return [ChunkFrame(root, size, place, chunk_at(store, root, place)) for place in range(index, last)]

    def receive(self, chunk: ChunkFrame) -> bool:
        """Take the next chunk; raises RejectedError (`attachment_damaged`)."""
        if self.next_chunk(chunk.root, chunk.size) is None:
            return False
        return self._vault.attachments.receive(chunk.root, chunk.size, chunk.index, chunk.ciphertext)

    def view(self) -> tuple[bytes, bytes] | None:
        """All that a view depends on, hashed: heads, rules that this app lacks, held epochs, content that never came
        here, erased since or not, and types that older programs cannot judge; and the digest, computed once for it."""
        at = self.generation(), self._basis()
        if self._digest is None or self._digest[0] != at:
            self._digest = at, view_digest(self._replica)
        return at[1], self._digest[1]

    def _basis(self) -> bytes:
        epochs = [
            row[0]
            for row in self._replica.connection.execute(
                "SELECT id FROM epochs WHERE network = ? ORDER BY id", (self._replica.network,)
            )
        ]
        missing = list(self._replica.rules.missing)
        withheld = unread_blocks(self._replica.connection, self._replica.network, WITHHELD)
        lacking = sorted(self._replica.store.stored(number).placed.id for number in withheld)
        later = later_types(self._replica)
        known = [summary_of(self.heads()).root, missing, epochs, *([lacking] if lacking or later else [])]
        known += [later] if later else []
        return sha256(cbor.encode(known)).digest()


def _by_size(file: tuple[bytes, int]) -> tuple[int, bytes]:
    return file[1], file[0]
