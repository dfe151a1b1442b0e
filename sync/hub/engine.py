"""A hub on several machines: an engine keeps the pages of blocks, and each hub process has an index of its own.

1. The engine keeps, per network, one row of pages in the order in which they were appended; an append that returned
   survives the loss of a node. It is the only thing that must not be lost.
2. A hub's own file is an index that can be thrown away: it is brought up to date before every answer.
3. A page is appended inside the transaction that stores it, after the gate and before the commit. Where the append
   fails, nothing is stored or acknowledged; where only its answer was lost, the page comes with the next look.
4. What a hub appends leans only on blocks that it has from the row, so the row is causal whoever appends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from core.encoding import cbor
from core.ports.randomness import Randomness
from core.vault.database import transaction
from sync.hub.database import telling
from sync.hub.store import HubStore

_CURSOR = "engine_cursor"


class Engine(Protocol):
    """Rows of pages, by network. Raises VaultError (`engine_trouble`) where too few nodes answer."""

    def has(self, network: bytes) -> bool: ...

    def begin(self, network: bytes) -> None:
        """Make the row of a network; nothing where there is one."""
        ...

    def append(self, network: bytes, page: bytes) -> None:
        """Returns once a majority of the nodes has the page on disk."""
        ...

    def pages(self, network: bytes, after: int) -> Iterator[tuple[int, bytes]]:
        """The pages after a place in the row, each with its place."""
        ...

    def close(self) -> None: ...


class EngineStore(HubStore):
    """A network's index at one hub process."""

    def __init__(
        self, folder: Path, network: bytes, randomness: Randomness, quota_bytes: int, engine: Engine
    ) -> None:
        super().__init__(folder, network, randomness, quota_bytes)
        self._engine = engine
        self._appending = True
        engine.begin(network)

    def refresh(self) -> None:
        """Take in what other hub processes appended."""
        for place, page in self._engine.pages(self.network, self._cursor()):
            self._appending = False
            try:
                self.take(cbor.decode(page))
            finally:
                self._appending = True
            self._set_cursor(place)

    def is_full(self) -> bool:
        """What is in the row was let in once and is taken in whatever the quota is now."""
        return self._appending and super().is_full()

    def keep(self, wires: Sequence[bytes]) -> None:
        """Append what passed the gate, before it is committed here."""
        if self._appending:
            self._engine.append(self.network, cbor.encode(list(wires)))

    def _cursor(self) -> int:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (_CURSOR,)).fetchone()
        return int(row[0]) if row else 0

    def _set_cursor(self, place: int) -> None:
        with telling(self._folder), transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (_CURSOR, str(place))
            )
