"""Backups: one file with everything a vault consists of, as encrypted as the vault itself (docs/format.md, "backup").

A tar archive: `slots`, `vault.db`, perhaps `attachments/<root>`, and at its end `manifest`, a JSON object with sizes
and SHA-256 of all the others: a backup without its end is none. It appears under its name only when it is whole and
was flushed, so a stick may be pulled as soon as `back_up` has returned.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from core.errors import VaultError
from core.ports.turn import Turn, at_once
from core.vault.database import Connection
from core.vault.disk import flush_folder, require_space, telling_disk
from core.vault.slots import Slot, slots_of_text

SUFFIX = ".jangbu-backup"
FORMAT = 1
MANIFEST = "manifest"
_PIECE_BYTES = 1024 * 1024

Progress = Callable[[int, int], bool]
"""Called with bytes done and bytes in all; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written, whole and flushed."""

    path: Path
    bytes: int
    files: int


class Stopped(Exception):
    """Somebody does not want the backup any more; nothing of it is left."""


def _go_on(done: int, total: int) -> bool:
    return True


def back_up(
    folder: Path,
    connection: Connection,
    target: Path,
    *,
    attachments: bool,
    progress: Progress = _go_on,
    turn: Turn = at_once,
) -> Backup:
    """Write an open vault into one file, in place of an older one of that name.

    The database is written in one turn, as it is then; attachments never change, and are written between turns.

    Raises:
        VaultError: `disk_short`, `disk_full`, `vault_readonly`, `disk_trouble` with the target's path; an older file of
            that name is unharmed.
        Stopped: `progress` said so.
    """
    total = turn(lambda: sum((folder / name).stat().st_size for name in _still(folder, connection, attachments)))
    beside = target.with_name(f"{target.name}.new")
    with telling_disk(target):
        require_space(target.parent, total + total // 100)
        try:
            with beside.open("wb") as out:
                with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
                    writing = _Writing(folder, archive, lambda done: progress(done, total))
                    names = turn(lambda: writing.begin(_still(folder, connection, attachments)))
                    writing.finish(names)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        flush_folder(target.parent)
        return Backup(target, target.stat().st_size, writing.count)


def _still(folder: Path, connection: Connection, attachments: bool) -> list[str]:
    """The names of a vault's files; until the turn ends the database is its file alone.

    Nobody else writes to it, for this process holds its lock.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    names = ["slots", "vault.db"]
    if attachments:
        names += [f"attachments/{one.name}" for one in sorted((folder / "attachments").iterdir()) if not one.suffix]
    return names


class _Writing:
    """A backup that is being written."""

    def __init__(self, folder: Path, archive: tarfile.TarFile, go_on: Callable[[int], bool]) -> None:
        self._folder, self._archive, self._go_on = folder, archive, go_on
        self._files: dict[str, dict[str, object]] = {}
        self._done = 0

    @property
    def count(self) -> int:
        """How many files are in it."""
        return len(self._files)

    def begin(self, names: list[str]) -> list[str]:
        """Write what may change in the next turn; the names of what is left."""
        changing = [name for name in names if "/" not in name]
        for name in changing:
            self._add(name)
        return names[len(changing) :]

    def finish(self, names: list[str]) -> None:
        """Write the rest, but for what was erased since, and the end."""
        for name in names:
            with suppress(FileNotFoundError):
                self._add(name)
        data = json.dumps({"format": FORMAT, "files": self._files}, sort_keys=True).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(data)
        self._archive.addfile(member, io.BytesIO(data))

    def _add(self, name: str) -> None:
        with (self._folder / name).open("rb") as source:
            member = tarfile.TarInfo(name)
            member.size = os.fstat(source.fileno()).st_size
            hashed = _Hashed(source)
            self._archive.addfile(member, hashed)
        self._files[name] = {"bytes": member.size, "sha256": hashed.digest.hexdigest()}
        self._done += member.size
        if not self._go_on(self._done):
            raise Stopped


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def unpack(source: Path, folder: Path) -> None:
    """Write what a backup holds into a folder that does not exist yet; every byte is checked against the manifest.

    Raises:
        VaultError: `backup_missing`, `backup_damaged` (cut off, changed, or no backup), `backup_newer`, `vault_exists`,
            `disk_short`, `disk_full`, `disk_trouble`; the folder is then not there.
    """
    if not source.is_file():
        raise VaultError("backup_missing", path=str(source))
    if folder.exists():
        raise VaultError("vault_exists", path=str(folder))
    beside = folder.with_name(f"{folder.name}.new")
    with telling_disk(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        require_space(folder.parent, source.stat().st_size)
        try:
            (beside / "attachments").mkdir(parents=True)
            (beside / "backups").mkdir()
            _unpack(source, beside)
            # The folder gets its name when all in it has: a power cut leaves it whole or not at all.
            for inside in (beside / "attachments", beside):
                flush_folder(inside)
            beside.replace(folder)
        except BaseException:
            _take_away(beside)
            raise
        flush_folder(folder.parent)


def check_backup(source: Path) -> None:
    """Read a backup to its end and compare every byte with its manifest.

    Raises:
        VaultError: `backup_missing`, `backup_damaged`, `backup_newer`, `disk_trouble`.
    """
    if not source.is_file():
        raise VaultError("backup_missing", path=str(source))
    with telling_disk(source):
        _read(source, lambda name, pieces: _described(pieces, lambda data: None))


def slots_in(source: Path) -> list[Slot]:
    """The slots that a backup holds, by their own checksum: they are good where another part of it is not.

    Raises:
        VaultError: `backup_damaged`, `slots_damaged`, `vault_newer`, `disk_trouble`.
    """
    try:
        with telling_disk(source), tarfile.open(source, mode="r:") as archive:
            inside = archive.extractfile("slots")
            return slots_of_text(inside.read() if inside is not None else b"", source)
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise VaultError("backup_damaged", path=str(source)) from error


def _unpack(source: Path, folder: Path) -> None:
    _read(source, lambda name, pieces: _copied(pieces, folder / name))


def _read(source: Path, take: Callable[[str, Iterator[bytes]], dict[str, object]]) -> None:
    """Give each file of a backup to `take`, which tells its size and hash."""
    found: dict[str, dict[str, object]] = {}
    manifest: object = None
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                inside = archive.extractfile(member)
                if inside is None:
                    raise VaultError("backup_damaged", path=str(source))
                if member.name == MANIFEST:
                    manifest = json.loads(inside.read())
                elif is_vault_file(member.name):
                    found[member.name] = take(member.name, _pieces(inside))
    except (tarfile.TarError, ValueError, EOFError, RecursionError) as error:
        raise VaultError("backup_damaged", path=str(source)) from error
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise VaultError("backup_damaged", path=str(source))
    if manifest["format"] != FORMAT:
        raise VaultError("backup_newer", path=str(source))
    if manifest.get("files") != found or not {"slots", "vault.db"} <= found.keys():
        raise VaultError("backup_damaged", path=str(source))


def is_vault_file(name: str) -> bool:
    """Names that a backup may hold; anything else in an archive is somebody's trick and is passed over."""
    folder, _, root = name.rpartition("/")
    if folder == "attachments":
        return len(root) == 64 and set(root) <= set("0123456789abcdef")
    return name in ("slots", "vault.db")


def _pieces(source: object) -> Iterator[bytes]:
    while data := source.read(_PIECE_BYTES):  # type: ignore[attr-defined]
        yield data


def _copied(pieces: Iterator[bytes], target: Path) -> dict[str, object]:
    with target.open("wb") as out:
        described = _described(pieces, out.write)
        out.flush()
        os.fsync(out.fileno())
    return described


def _described(pieces: Iterator[bytes], write: Callable[[bytes], object]) -> dict[str, object]:
    digest, size = sha256(), 0
    for data in pieces:
        digest.update(data)
        size += len(data)
        write(data)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _take_away(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
    with suppress(OSError):
        folder.rmdir()
