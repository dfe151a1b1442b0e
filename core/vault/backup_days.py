"""The backups in a vault's own folder: one a day, seven kept; one more before each change of the format."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from core.vault.backup import SUFFIX, Backup, back_up
from core.vault.database import Connection
from core.vault.disk import telling_disk

KEPT = 7
_NAME = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}){re.escape(SUFFIX)}")


def days(folder: Path) -> list[tuple[date, Path]]:
    """The daily backups of a vault, the newest first."""
    with telling_disk(folder):
        found = [(match[1], path) for path in (folder / "backups").glob("*") if (match := _NAME.fullmatch(path.name))]
    return sorted(((date.fromisoformat(day), path) for day, path in found), reverse=True)


def back_up_today(folder: Path, connection: Connection, today: date) -> Backup | None:
    """Make today's backup unless it is there, and let go of all but the newest seven.

    Attachments lie beside it in the vault already and never change, so it holds none.

    Raises:
        VaultError: as `back_up`; earlier backups are all still there.
    """
    made = None
    if not any(day == today for day, _ in days(folder)):
        made = back_up(folder, connection, _place(folder, today.isoformat()), attachments=False)
    for _, path in days(folder)[KEPT:]:
        with telling_disk(path):
            path.unlink(missing_ok=True)
    return made


def back_up_before(folder: Path, connection: Connection, version: int) -> Backup:
    """Keep the database as it is before its format is changed; stays until somebody deletes it.

    Raises:
        VaultError: as `back_up`; then nothing may be changed.
    """
    return back_up(folder, connection, _place(folder, f"before-format-{version + 1}"), attachments=False)


def newest_first(folder: Path) -> list[Path]:
    """Every backup in a vault's own folder: the daily ones, and after them those that were kept before a change."""
    daily = [path for _, path in days(folder)]
    with telling_disk(folder):
        others = sorted(set((folder / "backups").glob(f"*{SUFFIX}")) - set(daily), reverse=True)
    return daily + others


def _place(folder: Path, name: str) -> Path:
    """A file among the vault's own backups; a folder that was copied without its empty parts has none yet."""
    with telling_disk(folder):
        (folder / "backups").mkdir(exist_ok=True)
    return folder / "backups" / f"{name}{SUFFIX}"


def renew_backups(folder: Path, connection: Connection) -> None:
    """After an erasure: the newest backup in the vault's folder is written anew, and the others, which hold what was
    erased, are let go of.

    Raises:
        VaultError: as `back_up`; earlier backups are all still there.
    """
    with telling_disk(folder):
        found = sorted((folder / "backups").glob(f"*{SUFFIX}"))
    if not found:
        return
    newest = next((path for _, path in days(folder)), found[-1])
    back_up(folder, connection, newest, attachments=False)
    for path in found:
        if path != newest:
            with telling_disk(path):
                path.unlink(missing_ok=True)
