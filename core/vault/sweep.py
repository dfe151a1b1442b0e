"""Wiping after an erasure: files of attachments, what the database file still holds in free pages and in its log, and
the backups beside it.

What is to be wiped is noted in the transaction that erases (core.vault.erasing) and done after its commit, or at the
next opening where the program ended between the two.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from core.errors import VaultError
from core.vault.attachments import DAMAGED, PART
from core.vault.backup_days import renew_backups
from core.vault.database import Connection, telling
from core.vault.disk import telling_disk
from core.vault.search import forget_index

PAGES = b""
"""Stands among the roots for the free pages of the database."""


def sweep(connection: Connection, folder: Path) -> None:
    """Wipe what is noted. Does nothing inside a transaction: its owner calls again.

    A disk in trouble (no room to write the file anew, say) keeps nobody from their work: what is left is wiped at the
    next call, and until then this device reports nothing as erased.
    """
    if not connection.in_transaction and not is_swept(connection):
        with suppress(VaultError), telling(folder), telling_disk(folder):
            _wipe(connection, folder)


def is_swept(connection: Connection) -> bool:
    """Whether nothing is left to wipe."""
    return connection.execute("SELECT 1 FROM sweeps LIMIT 1").fetchone() is None


def _wipe(connection: Connection, folder: Path) -> None:
    roots = [row[0] for row in connection.execute("SELECT root FROM sweeps ORDER BY root")]
    for root in roots:
        if root != PAGES:
            path = folder / "attachments" / root.hex()
            for left in (path, path.with_suffix(PART), path.with_suffix(DAMAGED)):
                left.unlink(missing_ok=True)
    forget_index(connection)
    # The file is written anew from what still counts, then the log that held the old pages is cut to nothing.
    connection.execute("VACUUM")
    renew_backups(folder, connection)
    connection.executemany("DELETE FROM sweeps WHERE root = ?", [(root,) for root in roots])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
