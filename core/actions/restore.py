"""Restore a vault from a backup: unpack, open, check, and mark that its chains must not go on as they are."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.errors import VaultError
from core.ledger import merkle
from core.vault import slots
from core.vault.attachments import chunks_of
from core.vault.backup import unpack
from core.vault.database import open_database, transaction
from core.vault.disk import flush_folder, telling_disk
from core.vault.last_head import RESTORED
from core.vault.soundness import damaged_pages


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; attachments that neither the backup nor the old vault had must come from others."""

    folder: Path
    attachments: int
    missing: int


def restore(source: Path, folder: Path, passphrase: str) -> Restored:
    """Make the vault of a backup at a folder that does not exist yet.

    A daily backup lies in its vault's folder; the attachments beside it are taken along.

    Raises:
        VaultError: as `unpack`; `wrong_passphrase`, `slots_damaged`, `vault_damaged`; the folder is then not there.
    """
    if folder.exists():
        raise VaultError("vault_exists", path=str(folder))
    # It gets its name last: a process that is killed before leaves no vault that does not know what it is.
    beside = folder.with_name(f"{folder.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    unpack(source, beside)
    try:
        roots = _marked(source, beside, passphrase)
        here = _bring_attachments(source.parent.parent / "attachments", beside, roots)
        with telling_disk(folder):
            for inside in (beside / "attachments", beside):
                flush_folder(inside)
            beside.replace(folder)
            flush_folder(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Restored(folder, here, len(roots) - here)


def _marked(source: Path, folder: Path, passphrase: str) -> list[bytes]:
    """Check the database and mark it as restored; the roots of its attachments."""
    key = slots.open_slots(slots.read_slots(folder / "slots"), passphrase)
    connection = open_database(folder / "vault.db", key)
    try:
        found = damaged_pages(connection)
        if found:
            raise VaultError("vault_damaged", path=str(source), detail=found[0])
        with transaction(connection):
            connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (RESTORED, b"1"))
        return [row[0] for row in connection.execute("SELECT root FROM attachments ORDER BY root")]
    finally:
        connection.close()


def _bring_attachments(beside: Path, folder: Path, roots: list[bytes]) -> int:
    """Take along what the old vault still holds; how many are there now."""
    count = 0
    with telling_disk(folder):
        for root in roots:
            target = folder / "attachments" / root.hex()
            source = beside / root.hex()
            if not target.is_file() and source.is_file() and _is_whole(source, root):
                _copy(source, target)
            count += target.is_file()
    return count


def _copy(source: Path, target: Path) -> None:
    """A copy that is on the disk before anything leans on it."""
    with source.open("rb") as read, target.open("wb") as out:
        shutil.copyfileobj(read, out)
        out.flush()
        os.fsync(out.fileno())


def _is_whole(path: Path, root: bytes) -> bool:
    return merkle.root([merkle.leaf_hash(chunk) for chunk in chunks_of(path)]) == root
