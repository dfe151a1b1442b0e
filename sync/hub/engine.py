"""A hub on several machines: an engine keeps the pages of blocks, and each hub process has an index of its own.

1. The engine keeps, per network, one row of pages in the order in which they were appended; an append that returned
   survives the loss of a node. It is the only thing that must not be lost.
2. A hub's own file is an index that can be thrown away: it is brought up to date before every answer.
3. A page is appended inside the transaction that stores it, after the gate and before the commit. Where the append
   fails, nothing is stored or acknowledged; where only its answer was lost, the page comes with the next look.
4. What a hub appends leans only on blocks that it has from the row. A page moves to the end of the row when something
   in it is erased (sync.hub.engine_erasing): whoever follows takes in what leans on it after it, wherever it lies.
5. An attachment is gathered here until it is whole, then its chunks go to the engine, then a page says so, and then the
   file goes: one that still lies here has not got through, and is sent with the next look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from core.encoding import cbor
from core.errors import VaultError
from core.ledger.block import Block
from core.ports.clock import Clock
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import Randomness
from core.vault.database import transaction
from core.vault.sweep import PAGES, is_swept
from sync.hub.database import telling
from sync.hub.engine_erasing import erase_pages
from sync.hub.store import HubStore
from sync.messages import ChunkFrame

_CURSOR = "engine_cursor"
_FILE = "file"


class Engine(Protocol):
    """Rows of pages, by network. Raises VaultError (`engine_trouble`) where too few nodes answer."""

    @property
    def is_away(self) -> bool:
        """Whether too few nodes answer at present, as far as is known; nobody is asked. On any thread."""
        ...

    def check(self) -> None:
        """Raises VaultError (`engine_trouble`) where it is away; nobody is asked."""
        ...

    def has(self, network: bytes) -> bool: ...

    def begin(self, network: bytes) -> None:
        """Make the row of a network; nothing where there is one."""
        ...

    def append(self, network: bytes, page: bytes) -> None:
        """Returns once a majority of the nodes has the page on disk."""
        ...

    def pages(self, network: bytes, after: int) -> Iterator[tuple[int, bytes]]:
        """The pages after a place in the row, each with its place, until there are no more."""
        ...

    def page(self, network: bytes, place: int) -> bytes | None:
        """The page at a place; None where it was erased."""
        ...

    def erase_page(self, network: bytes, place: int) -> None:
        """Destroy the page at a place on all nodes; nothing where it is gone."""
        ...

    def put_chunk(self, network: bytes, root: bytes, index: int, sealed: bytes) -> None:
        """Keep a chunk of an attachment; returns once a majority of the nodes has it on disk."""
        ...

    def chunk(self, network: bytes, root: bytes, index: int) -> bytes:
        """A chunk that was kept."""
        ...

    def drop_file(self, network: bytes, root: bytes) -> None:
        """Destroy the chunks of an attachment."""
        ...

    def close(self) -> None: ...


class EngineStore(HubStore):
    """A network's index at one hub process."""

    def __init__(
        self, folder: Path, network: bytes, randomness: Randomness, clock: Clock, quota_bytes: int, engine: Engine
    ) -> None:
        self._engine = engine
        self._appending = True
        self._begun = False
        """Whether the row is known to be there."""
        super().__init__(folder, network, randomness, clock, quota_bytes)

    def refresh(self) -> None:
        """Take in what other hub processes appended."""
        self._appending = False
        try:
            self._follow()
        finally:
            self._appending = True
        for root, size in self._files.all():
            if self._files.path(root).is_file():
                self._share(root, size)
        self._wipe()

    def _follow(self) -> None:
        """Read the row to its end, and then once more what leans on pages that were moved further on."""
        last, lacking, anew = self._cursor(), list[int](), True
        while anew:
            anew = False
            for place, page in self._engine.pages(self.network, last):
                anew, last = True, place
                if not self._take_page(cbor.decode(page)):
                    lacking.append(place)
                elif not lacking:
                    self._set_cursor(place)
            lacking = self._take_again(lacking)
        # What lacks its past even now is lacking with the engine; members who have it are asked for it like any block.
        if last != self._cursor():
            self._set_cursor(last)

    def _take_again(self, places: list[int]) -> list[int]:
        """Those of these pages that still lack some of their past; what was moved meanwhile comes at its new place."""
        while True:
            pages = ((place, self._engine.page(self.network, place)) for place in places)
            left = [place for place, page in pages if page is not None and not self._take_page(cbor.decode(page))]
            if not left or len(left) == len(places):
                return left
            places = left

    def _take_page(self, page: Any) -> bool:
        """Blocks, or the word that an attachment is with the engine; whether nothing lacks its past."""
        if not isinstance(page, dict):
            return all(error.code != "past_missing" for _, error in self.take(page).rejected)
        root, size = page[_FILE]
        if not self._erasing.is_gone(root):
            with telling(self._folder), transaction(self._connection):
                self._note_file(root, size)
        return True

    def _note_file(self, root: bytes, size: int) -> None:
        chunks = -(-size // ATTACHMENT_CHUNK_BYTES)
        self._connection.execute(
            "INSERT OR IGNORE INTO attachments (root, size, chunks) VALUES (?, ?, ?)", (root, size, chunks)
        )

    def is_full(self) -> bool:
        """What is in the row was let in once and is taken in whatever the quota is now."""
        return self._appending and super().is_full()

    def keep(self, blocks: Sequence[Block]) -> None:
        """Append what passed the gate, before it is committed here."""
        if self._appending:
            self._begin()
            wires = [self._erasing.incoming(block).wire for block in blocks]
            self._engine.append(self.network, cbor.encode(wires))

    # -- attachments ---------------------------------------------------------------------------------------------

    def _is_settled(self, root: bytes) -> bool:
        """As at any hub; what the engine has is here."""
        return self._size_of(root) is not None or super()._is_settled(root)

    def receive(self, chunk: ChunkFrame) -> bool:
        """Take the next chunk; with the last one the attachment goes to the engine."""
        whole = super().receive(chunk)
        if whole:
            self._share(chunk.root, chunk.size)
        return whole

    def chunks(self, root: bytes, index: int, count: int) -> Sequence[ChunkFrame]:
        """Chunks from an index on, from the engine."""
        size = self._size_of(root)
        last = 0 if size is None else min(index + count, -(-size // ATTACHMENT_CHUNK_BYTES))
        found = (self._engine.chunk(self.network, root, place) for place in range(index, last))
        return [ChunkFrame(root, size or 0, place, sealed) for place, sealed in enumerate(found, index)]

    def _size_of(self, root: bytes) -> int | None:
        row = self._connection.execute("SELECT size FROM attachments WHERE root = ?", (root,)).fetchone()
        return int(row[0]) if row else None

    def _begin(self) -> None:
        """Before something is appended, not before: a store can be looked at while the engine is away."""
        if not self._begun:
            self._engine.begin(self.network)
            self._begun = True

    def _share(self, root: bytes, size: int) -> None:
        self._begin()
        with telling(self._folder):
            for index, sealed in enumerate(self._files.chunks(root)):
                self._engine.put_chunk(self.network, root, index, sealed)
            self._engine.append(self.network, cbor.encode({_FILE: [root, size]}))
            self._files.path(root).unlink(missing_ok=True)

    def _wipe(self) -> None:
        """What was erased goes from the engine as well; every process sees to it once it obeys the order.

        Where the engine does not answer, it stays noted and is done with a later question.
        """
        if not self._appending or is_swept(self._connection):
            return
        with suppress(VaultError):
            erase_pages(self._engine, self.network, self._erasing)
            for (root,) in self._connection.execute("SELECT root FROM sweeps WHERE root != ?", (PAGES,)).fetchall():
                self._engine.drop_file(self.network, root)
            super()._wipe()

    def _cursor(self) -> int:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (_CURSOR,)).fetchone()
        return int(row[0]) if row else 0

    def _set_cursor(self, place: int) -> None:
        with telling(self._folder), transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (_CURSOR, str(place))
            )
