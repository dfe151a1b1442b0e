"""One network at a hub: the gate without judging, for a hub opens no entry.

Form, limits, signature, place and a grant in the past are checked as every replica checks them; what a block says is
the members' business; orders of erasure it obeys (sync.hub.erasing). A block whose past is not here is not kept: its
sender has the past and sends it first.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path

from core.errors import RejectedError
from core.ledger.block import Block, with_leaves_of
from core.ledger.place import Waiting, place
from core.ports.clock import Clock
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import Randomness
from core.vault.attachment_chunks import chunk_at
from core.vault.attachments import AttachmentStore
from core.vault.blockstore import BlockStore, Stored
from core.vault.database import Connection, make_views, transaction, write_rows
from core.vault.gaps import lost_leaves
from core.vault.grants import is_admitted, is_named, note_grants
from core.vault.incoming import Incoming
from core.vault.reading import WITHHELD
from core.vault.sweep import is_swept, sweep
from core.vault.urgency import Urgent, forks
from sync.chain_store import ChainStore
from sync.hub.database import ATTACHMENTS, note_views, open_hub_database, telling, views_are_old
from sync.hub.erasing import HubErasing
from sync.hub.unfinished import Unfinished
from sync.messages import ChunkFrame
from sync.store import LackedFile, Taken

_ROW = 1
"""A file holds one network."""


class HubStore(ChainStore):
    """The blocks and attachments of one network, on one thread."""

    def __init__(self, folder: Path, network: bytes, randomness: Randomness, clock: Clock, quota_bytes: int) -> None:
        self._folder = folder
        self._network = network
        self._quota_bytes = quota_bytes
        self._connection: Connection = open_hub_database(folder)
        with telling(folder), transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO networks (network, id) VALUES (?, ?)", (_ROW, network))
        blocks = BlockStore(self._connection, _ROW)
        super().__init__(self._connection, blocks)
        self._files = AttachmentStore(folder / ATTACHMENTS, self._connection, randomness)
        self._erasing = HubErasing(self._connection, blocks)
        with telling(folder):
            self._unfinished = Unfinished(folder / ATTACHMENTS, clock)
        if views_are_old(self._connection):
            with telling(folder), transaction(self._connection):
                self._make_views_anew()
        self._wipe()

    def _make_views_anew(self) -> None:
        """After a change of version: lines, reach and governance follow from the blocks."""
        self._connection.execute("UPDATE blocks SET line = -block")
        make_views(self._connection)
        for number in self._blocks.numbers():
            block = self._blocks.block(number)
            neighbours = place(block.header, self._blocks)
            assert not isinstance(neighbours, Waiting), "a held block's past is held"
            self._note(block, self._blocks.place_again(number, block, neighbours))
        self._blocks.write()
        note_views(self._connection)

    @property
    def network(self) -> bytes:
        return self._network

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def used_bytes(self) -> int:
        """What the network takes up here."""
        pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
        size = self._connection.execute("PRAGMA page_size").fetchone()[0]
        return int(pages) * int(size) + self._files.total_bytes() + self._unfinished.total_bytes()

    def unfinished_bytes(self) -> int:
        """What has come of attachments that are not whole."""
        return self._unfinished.total_bytes()

    def drop_expired(self) -> int:
        """Remove attachments that nobody goes on with; how many that were."""
        with telling(self._folder):
            return self._unfinished.drop_expired()

    def is_full(self) -> bool:
        """Whether the network has no more room here."""
        return self.used_bytes() >= self._quota_bytes

    def counts(self) -> tuple[int, int]:
        """Blocks and attachments held."""
        blocks = self._connection.execute("SELECT COUNT(*) FROM blocks").fetchone()[0]
        return int(blocks), int(self._connection.execute("SELECT COUNT(*) FROM attachments").fetchone()[0])

    def is_granted(self, device: bytes) -> bool:
        """Whether a grant of this network, whatever became of it, names the device."""
        return is_named(self._connection, _ROW, device)

    # -- blocks --------------------------------------------------------------------------------------------------

    @property
    def judges(self) -> bool:
        """A hub opens nothing."""
        return False

    def take(self, wires: Sequence[bytes]) -> Taken:
        """All that passes the gate, in one transaction; raises VaultError where the disk is in trouble."""
        taken = Taken()
        if self.is_full():
            taken.rejected = [(None, RejectedError("quota_reached", limit=self._quota_bytes))]
            return taken
        incoming = Incoming(wires, self._network)
        blocks = incoming.blocks
        taken.rejected += [(None, one) for one in incoming.rejected]
        try:
            with telling(self._folder), transaction(self._connection):
                self._place_all(blocks, taken)
                if taken.accepted or taken.filled:
                    new = {*taken.accepted, *taken.filled}
                    self.keep([block for block in blocks if block.id in new])
                    self._erasing.obey()
        except BaseException:
            self._blocks.forget()
            raise
        self._wipe()
        return taken

    def keep(self, blocks: Sequence[Block]) -> None:
        """What else must have the new blocks before they are committed: nothing, for a hub on one machine."""

    def refresh(self) -> None:
        """Take in what came by another way than this process: nothing, for a hub on one machine."""

    def _wipe(self) -> None:
        """Free pages and files of what was erased; what the program's end kept from it is done at the next opening."""
        with telling(self._folder):
            if not is_swept(self._connection):
                sweep(self._connection, self._folder)
                self._unfinished.look()

    def _place_all(self, blocks: list[Block], taken: Taken) -> None:
        self._blocks.look_up(block.id for block in blocks)
        lacking = blocks
        while lacking:
            later = [block for block in lacking if not self._place_one(block, taken)]
            if len(later) == len(lacking):
                break
            lacking = later
        self._blocks.write()
        taken.rejected += [(block.id, RejectedError("past_missing")) for block in lacking]

    def _place_one(self, block: Block, taken: Taken) -> bool:
        """Whether the block is dealt with; one whose past is lacking is not."""
        if self._blocks.placed(block.id):
            taken.known += 1
            if self._fill_in(block):
                taken.filled.append(block.id)
            return True
        try:
            neighbours = place(block.header, self._blocks)
            if isinstance(neighbours, Waiting):
                return False
            first = block.header.seq == 0 and block.header.network is not None
            if first and not is_admitted(self._connection, self._blocks, block.header.device, neighbours):
                raise RejectedError("not_granted", device=block.header.device.hex())
        except RejectedError as error:
            taken.rejected.append((block.id, error))
            return True
        block = self._erasing.incoming(block)
        stored, _ = self._blocks.add(block, neighbours)
        self._note(block, stored)
        taken.accepted.append(block.id)
        return True

    def _note(self, block: Block, stored: Stored) -> None:
        """What a block says in clear, and which of its leaves came without their content."""
        note_grants(self._connection, _ROW, block, stored.placed)
        self._erasing.note(block, stored.number)
        write_rows(
            self._connection,
            "INSERT INTO unread (block, leaf, reason) VALUES (?, ?, ?)",
            [(stored.number, place, WITHHELD) for place, blob in enumerate(block.blobs) if blob is None],
        )

    def _fill_in(self, block: Block) -> bool:
        """Give a held block the content that it came without and this copy has; whether there was some."""
        number = self._blocks.number_of(block.id)
        assert number is not None
        if self._connection.execute("SELECT 1 FROM unread WHERE block = ? LIMIT 1", (number,)).fetchone() is None:
            return False
        held = self._blocks.block(number)
        found = with_leaves_of(held, self._erasing.incoming(block))
        if lost_leaves(found) == lost_leaves(held):
            return False
        self._connection.execute("UPDATE blocks SET body = ? WHERE block = ?", (found.body, number))
        self._connection.execute("DELETE FROM unread WHERE block = ?", (number,))
        self._note(found, self._blocks.stored(number))
        return True

    def urgent(self) -> Urgent:
        """Proof of forks, then governance: all that a hub reads."""
        rows = self._connection.execute(
            "SELECT DISTINCT b.line, b.seq FROM governance g JOIN blocks b USING (block) ORDER BY b.line, b.seq"
        ).fetchall()
        governance: dict[int, list[int]] = {}
        for line, seq in rows:
            governance.setdefault(line, []).append(seq)
        return forks(self._connection, _ROW), governance

    def erased_in(self, block: bytes) -> Container[bytes]:
        """Hashes of the leaves of a block that sound orders name."""
        rows = self._connection.execute("SELECT hash FROM erasures WHERE network = ? AND block = ?", (_ROW, block))
        return {row[0] for row in rows}

    # -- attachments ---------------------------------------------------------------------------------------------

    def files(self) -> Sequence[tuple[bytes, int]]:
        """Attachments that lie here, the smallest first."""
        return sorted(self._files.all(), key=lambda file: (file[1], file[0]))

    def files_lacked(self) -> Sequence[LackedFile]:
        """None: only who reads entries knows what they name."""
        return []

    def next_chunk(self, root: bytes, size: int) -> int | None:
        """A hub takes what members offer, up to the network's quota."""
        if self._is_settled(root) or self._exceeds_quota(root, size):
            return None
        return self._files.arrived(root, size)

    def lacks_room(self, root: bytes, size: int) -> bool:
        """Whether the quota is all that keeps an attachment out."""
        return not self._is_settled(root) and self._exceeds_quota(root, size)

    def _is_settled(self, root: bytes) -> bool:
        """Whether an attachment is here, or must not be."""
        return self._files.has(root) or self._erasing.is_gone(root)

    def _exceeds_quota(self, root: bytes, size: int) -> bool:
        return self.used_bytes() - self._unfinished.bytes_of(root) + size > self._quota_bytes

    def chunks(self, root: bytes, index: int, count: int) -> Sequence[ChunkFrame]:
        """Chunks from an index on."""
        row = self._connection.execute("SELECT size FROM attachments WHERE root = ?", (root,)).fetchone()
        if row is None:
            return []
        last = min(index + count, -(-row[0] // ATTACHMENT_CHUNK_BYTES))
        return [ChunkFrame(root, row[0], place, chunk_at(self._files, root, place)) for place in range(index, last)]

    def receive(self, chunk: ChunkFrame) -> bool:
        """Take the next chunk; raises RejectedError (`attachment_damaged`)."""
        if self.next_chunk(chunk.root, chunk.size) is None:
            return False
        with telling(self._folder):
            try:
                return self._files.receive(chunk.root, chunk.size, chunk.index, chunk.ciphertext)
            finally:
                self._unfinished.note(chunk.root)

    def view(self) -> None:
        """A hub has no view."""
        return
