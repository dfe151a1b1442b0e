"""From a stored leaf to a readable entry: opening with the held epoch keys, checking signatures of persons."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ledger.blob import EPOCH_HINT_BYTES, Statement
from core.ledger.block import Block
from core.ledger.content import Content, Cosignature, decode_content
from core.ledger.contract import Entry, EntryType
from core.ledger.header import Header
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.opening import Opened, open_leaf
from core.vault.reading_along import EpochKeys, ReadingAlong
from core.vault.scars import Scars

WITHHELD = "withheld"
"""A leaf of which only the hash is here: erased by an order, or left out by whoever handed the block on."""
ERASED = "erased"
"""A sealed part that an order lets nobody have again: nothing waits for it."""
UNSETTLED = "unsettled"
"""A leaf that can be read, behind a gap that may be governance: no verdict until the gap is filled or explained."""
MISPLACED = "misplaced"
"""A leaf whose content was written for another chain, or stands in the wrong kind of blob."""


class ReadEntry(NamedTuple):
    """An entry that could be read, with what was found about the persons' signatures under it."""

    entry: Entry
    clear: bool
    invalid_cosignatures: int


class Unread(NamedTuple):
    """A leaf that gives no entry: sealed part, withheld, no key yet, from a newer version, or malformed."""

    reason: str


def belongs(content: Content, header: Header) -> bool:
    """Whether content was written for the chain that carries it; a replay in another chain says nothing."""
    return (content.network, content.device, content.incarnation) == (
        header.network,
        header.device,
        header.incarnation,
    )


class Reader:
    """Reads leaves of one network's blocks."""

    _CACHED_BLOCK_BYTES = 16 * 1024 * 1024
    _CACHED_ENTRIES = 4096

    def __init__(self, connection: Connection, store: BlockStore, network_id: bytes, device: SigningKey) -> None:
        self._connection = connection
        self._store = store
        self._network_id = network_id
        self._device = device
        self._scars = Scars(connection)
        self._blocks: OrderedDict[int, Block] = OrderedDict()
        self._block_bytes = 0
        self._glanced_at = -1
        self._entries: OrderedDict[tuple[int, int], ReadEntry] = OrderedDict()
        self._epochs: dict[bytes, list[bytes]] | None = None
        self._expected: dict[bytes, Content] = {}
        self.kind_in: Callable[[int, Content], EntryType | None] = lambda number, content: None
        """The type of a content under the rules in force in a block's past; the replica sets it."""
        self.along: ReadingAlong | None = None
        """What a companion opens of the batch that is being taken in."""

    def forget_epochs(self) -> None:
        """Look the epoch keys up again: one came in or a transaction was undone."""
        self._epochs = None

    def forget(self) -> None:
        """Drop everything remembered."""
        self._blocks.clear()
        self._block_bytes = 0
        self._scars.forget()
        self._entries.clear()
        self._epochs = None
        self._expected.clear()

    def block(self, number: int) -> Block:
        """A block, remembered for a while."""
        block = self._blocks.get(number)
        if block is None:
            block = self._store.block(number)
            self.keep(number, block)
        else:
            self._blocks.move_to_end(number)
        return block

    def keep(self, number: int, block: Block) -> None:
        """Remember a block that is stored exactly as it is here, so that it need not be taken apart once more."""
        self._blocks[number] = block
        self._block_bytes += len(block.body)
        while self._block_bytes > self._CACHED_BLOCK_BYTES:
            _, oldest = self._blocks.popitem(last=False)
            self._block_bytes -= len(oldest.body)

    def expect(self, id: bytes, content: Content) -> None:
        """Remember what this device is about to write: content that was read once from its bytes is not read again."""
        self._expected[id] = content

    def read(self, number: int, leaf: int) -> ReadEntry | Unread:
        """The entry of a leaf, remembered for a while, or why there is none."""
        found = self._entries.get((number, leaf))
        if found is not None:
            return found
        read = self._read(number, leaf)
        if isinstance(read, ReadEntry):
            self._remember(number, leaf, read)
        return read

    def glance(self, number: int, leaf: int) -> ReadEntry | Unread:
        """As `read`, where no other leaf of the block is wanted: the rest of it is not taken apart.

        A list of a hundred entries may lie in as many blocks of 256 leaves. The tree over them was checked at the gate,
        and the database's own checksums hold since.
        """
        if (number, leaf) in self._entries or number in self._blocks or number == self._glanced_at:
            return self.read(number, leaf)  # whoever asks twice in a row wants more of the block
        self._glanced_at = number
        header, data = self._store.leaf(number, leaf)
        read = self._read_leaf(number, leaf, header, data)
        if isinstance(read, ReadEntry):
            if read.entry.content.sealed:
                return self.read(number, leaf)  # whether the block carries the parts that it names
            self._remember(number, leaf, read)
        return read

    def _remember(self, number: int, leaf: int, read: ReadEntry) -> None:
        self._entries[number, leaf] = read
        if len(self._entries) > self._CACHED_ENTRIES:
            self._entries.popitem(last=False)

    def _read(self, number: int, leaf: int) -> ReadEntry | Unread:
        block = self.block(number)
        opened = self.along.opened(block.leaves[leaf]) if self.along is not None else None
        read = self._read_leaf(number, leaf, block.header, block.blobs[leaf], opened)
        named = read.entry.content.sealed if isinstance(read, ReadEntry) else ()
        lacking = bool(named) and not set(named) <= set(block.leaves)
        return Unread(MISPLACED) if lacking and self._scars.at((number, leaf)) is None else read

    def _read_leaf(
        self, number: int, leaf: int, header: Header, data: bytes | None, opened: Opened | None = None
    ) -> ReadEntry | Unread:
        scar = self._scars.at((number, leaf))
        if scar is not None:
            return self._scarred(header, leaf, *scar)
        if data is None:
            return Unread(WITHHELD)
        try:
            found = opened or open_leaf(data, self._keys, self._content_expected)
        except RejectedError as error:
            return Unread(error.code)
        if isinstance(found, str):
            return Unread(found)
        if not belongs(found.content, header):
            return Unread(MISPLACED)
        entry = _entry(found.id, found.content, found.cosignatures, header, leaf)
        return ReadEntry(entry, found.clear, found.invalid)

    def _content_expected(self, id: bytes) -> Content | None:
        return self._expected.pop(id, None)

    def _scarred(self, header: Header, leaf: int, id: bytes, statement: Statement) -> ReadEntry:
        content = decode_content(statement.content)
        return ReadEntry(_entry(id, content, statement.cosignatures, header, leaf), False, 0)

    def epoch_keys(self) -> list[bytes]:
        """All epoch keys that are held."""
        return [key for keys in self.keys_by_hint().values() for key in keys]

    def _keys(self, hint: bytes) -> Sequence[bytes]:
        return self.keys_by_hint().get(hint, ())

    def keys_by_hint(self) -> EpochKeys:
        """All epoch keys that are held, by the hint that blobs carry."""
        if self._epochs is None:
            self._epochs = {}
            rows = self._connection.execute(
                "SELECT id, key FROM epochs WHERE network = ? ORDER BY id", (self._store.network,)
            )
            for id, key in rows:
                self._epochs.setdefault(id[:EPOCH_HINT_BYTES], []).append(key)
        return self._epochs


def _entry(id: bytes, content: Content, valid: tuple[Cosignature, ...], header: Header, leaf: int) -> Entry:
    order = (header.depth, header.device, header.incarnation, header.seq, leaf)
    return Entry(id, content, valid, order)
