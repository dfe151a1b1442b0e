"""Whether a vault is sound: after an unclean end its pages are checked before anything is believed."""

from __future__ import annotations

from pathlib import Path

from core.errors import VaultError
from core.vault.database import Connection, telling


def ended_uncleanly(folder: Path) -> bool:
    """Whether whoever had the vault last did not close it: its log was left with something in it."""
    log = folder / "vault.db-wal"
    return log.is_file() and log.stat().st_size > 0


def damaged_pages(connection: Connection) -> list[str]:
    """What is wrong with the pages of the file of an open database; empty where they are sound.

    The log goes into the file first: a page that was torn on its way there is whole in the log.

    Raises:
        VaultError: `disk_full`: the file could not take the log.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    return found + _unsound(connection)


def require_sound(folder: Path, connection: Connection) -> None:
    """Read every page that is in use, in the file or the log, and take away what a killed process left half written.

    Works on a full disk too, for it writes nothing.

    Raises:
        VaultError: `vault_damaged`.
    """
    with telling(folder):
        found = _unsound(connection)
    if found:
        raise VaultError("vault_damaged", path=str(folder), detail=found[0])
    for left in (folder / "attachments").glob("*.new"):
        left.unlink(missing_ok=True)


def _unsound(connection: Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
