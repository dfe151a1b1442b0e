"""Backups to a stick: the name of the file, and writing it so that the stick may be pulled afterwards."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from core.ports.turn import Turn, at_once
from core.vault.backup import SUFFIX, Backup, Progress, back_up
from core.vault.vault import Vault


def stick_target(named: Path, folder: Path, today: date) -> Path:
    """The file to write: as named, or in a folder one that is called after vault and day."""
    target = named.expanduser()
    if target.is_dir():
        return target / f"{folder.stem}-{today.isoformat()}{SUFFIX}"
    return target if target.suffix == SUFFIX else target.with_name(target.name + SUFFIX)


def back_up_to(
    vault: Vault, target: Path, progress: Progress = lambda done, total: True, turn: Turn = at_once
) -> Backup:
    """Write everything of the vault; flushed when this returns. The attachments are written between turns.

    Raises:
        VaultError: as `core.vault.backup.back_up`.
    """
    made = back_up(vault.folder, vault.connection, target, attachments=True, progress=progress, turn=turn)
    for left in target.parent.glob(f"{vault.folder.stem}-*{SUFFIX}.new"):
        with suppress(OSError):  # what an earlier try left on a stick that was pulled
            left.unlink()
    return made
