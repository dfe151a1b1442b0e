"""What a bundle carries: blocks and attachments of a network as they lay in the vault at one moment, read in turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from core.ledger.governance.grant import DEVICE
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.turn import Turn
from core.vault.attachment_chunks import chunk_at, files_here
from core.vault.disk import telling_disk
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.limits import PAGE_BLOCKS_MAX, PAGE_BYTES_MAX
from sync.messages import ChunkFrame


def audience_of(replica: Replica) -> list[bytes]:
    """All devices that the network has let in and not shut out again."""
    now = replica.now
    devices = {one.key for one in replica.chart.grants() if one.kind == DEVICE}
    return sorted(key for key in devices if now.grants_in_force(key, None))


@dataclass(frozen=True, slots=True)
class Contents:
    """Blocks are never taken out of a network, so their numbers hold; files may be erased while others are written."""

    vault: Vault
    network: bytes
    devices: list[bytes]
    """Whom the network has let in."""
    numbers: Sequence[int]
    attachments: Sequence[tuple[bytes, int]]
    """Root and size of those that lie here, the smallest first."""

    @property
    def chunk_count(self) -> int:
        """How many chunks the attachments have."""
        return sum(_chunks_in(size) for _, size in self.attachments)

    def blocks(self, turn: Turn) -> Iterator[bytes]:
        """Blocks as they travel, every one after its past; raises RefusedError (`network_unknown`)."""
        place = 0
        while place < len(self.numbers):
            wires = turn(partial(self._page, place))
            place += len(wires)
            yield from wires

    def _page(self, place: int) -> list[bytes]:
        store = self.vault.replica(self.network).store
        wires: list[bytes] = []
        size = 0
        for number in self.numbers[place : place + PAGE_BLOCKS_MAX]:
            wires.append(store.block(number).wire)
            size += len(wires[-1])
            if size >= PAGE_BYTES_MAX:
                break
        return wires

    def chunks(self, turn: Turn) -> Iterator[ChunkFrame]:
        """The chunks of the attachments, one after the other; of one that is erased meanwhile no more come.

        Raises:
            RefusedError: `network_unknown`.
            VaultError: the vault's disk is in trouble.
        """
        for root, size in self.attachments:
            for index in range(_chunks_in(size)):
                sealed = turn(partial(self._chunk, root, index))
                if not sealed:
                    break
                yield ChunkFrame(root, size, index, sealed)

    def _chunk(self, root: bytes, index: int) -> bytes:
        self.vault.replica(self.network)
        store = self.vault.attachments
        with telling_disk(self.vault.folder):
            return chunk_at(store, root, index) if store.has(root) else b""


def contents_of(vault: Vault, network: bytes) -> Contents:
    """What lies in a vault now, in one turn; raises RefusedError (`network_unknown`)."""
    replica = vault.replica(network)
    files = files_here(vault.attachments, replica)
    return Contents(vault, network, audience_of(replica), replica.store.numbers(), files)


def _chunks_in(size: int) -> int:
    return -(-size // ATTACHMENT_CHUNK_BYTES)
