"""Entries whose text was erased: the statement that is read in their place.

It is kept beside the blocks, for nothing can compute it again (core.ledger.remains).
"""

from __future__ import annotations

from core.ledger.blob import Statement, statement_bytes, statement_of
from core.vault.database import Connection

Leaf = tuple[int, int]
"""A block's local number and the place of a leaf in it."""


class Scars:
    """The scars of a vault, remembered, for there are few or none."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[Leaf, tuple[bytes, bytes]] | None = None

    def forget(self) -> None:
        """Look them up again: one was made or a transaction was undone."""
        self._known = None

    def at(self, leaf: Leaf) -> tuple[bytes, Statement] | None:
        """Entry id and remaining statement of an erased leaf."""
        if self._known is None:
            rows = self._connection.execute("SELECT block, leaf, id, statement FROM scars").fetchall()
            self._known = {(block, place): (id, statement) for block, place, id, statement in rows}
        found = self._known.get(leaf)
        return (found[0], statement_of(found[1])) if found else None

    def make(self, leaf: Leaf, id: bytes, statement: Statement) -> None:
        """Let this be read in the place of a leaf from now on."""
        self._connection.execute(
            "INSERT OR IGNORE INTO scars (block, leaf, id, statement) VALUES (?, ?, ?, ?)",
            (*leaf, id, statement_bytes(statement)),
        )
        self.forget()
