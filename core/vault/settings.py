"""Small values of a vault by name: local marks that no other replica sees."""

from __future__ import annotations

from pathlib import Path

from core.errors import VaultError
from core.vault.database import Connection, telling, transaction


class Settings:
    """The table of settings of one open vault."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection, self._folder = connection, folder

    def get(self, name: str) -> bytes | None:
        """A stored value."""
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def required(self, name: str) -> bytes:
        """A value that every vault has.

        Raises:
            VaultError: `vault_damaged`.
        """
        with telling(self._folder):
            value = self.get(name)
        if value is None:
            raise VaultError("vault_damaged", path=str(self._folder), detail=name)
        return value

    def put(self, name: str, value: bytes) -> None:
        """Store a value, in a transaction of its own or the caller's."""
        with telling(self._folder), transaction(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
