"""Wiping after an erasure: files of attachments, and what the database file still holds in free pages and in its log.

What is to be wiped is noted in the transaction that erases (core.vault.erasing) and done after its commit, or at the
next opening where the program ended between the two.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import VaultError
from core.vault.database import Connection, telling

PAGES = b""
"""Stands among the roots for the free pages of the database."""


def sweep(connection: Connection, folder: Path) -> bool:
    """Wipe what is noted; whether there was anything. Does nothing inside a transaction: its owner calls again.

    Raises:
        VaultError: the disk is in trouble; what is left is wiped at the next call.
    """
    if connection.in_transaction:
        return False
    with telling(folder):
        roots = [row[0] for row in connection.execute("SELECT root FROM sweeps ORDER BY root")]
        if not roots:
            return False
        for root in roots:
            if root != PAGES:
                _unlink(folder / "attachments" / root.hex())
        # The file is written anew from what still counts, then the log that held the old pages is cut to nothing.
        connection.execute("VACUUM")
        connection.executemany("DELETE FROM sweeps WHERE root = ?", [(root,) for root in roots])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return True


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.part").unlink(missing_ok=True)
    except OSError as error:
        raise VaultError("disk_trouble", path=str(path), detail=str(error)) from error
