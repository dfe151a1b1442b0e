"""The disk under a vault: its troubles in our words, room for a batch, and files that are whole or not there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import VaultError

SPARE_BYTES = 16 * 1024 * 1024
"""Room that stays free beyond what a batch needs: the log grows before the file does."""


@contextmanager
def telling_disk(path: Path) -> Iterator[None]:
    """Turn the system's errors about files into VaultError: `disk_full`, `vault_readonly`, `disk_trouble`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise VaultError("disk_full", path=str(path)) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise VaultError("vault_readonly", path=str(path)) from error
        raise VaultError("disk_trouble", path=str(path), detail=error.strerror or str(error)) from error


def require_space(folder: Path, needed_bytes: int) -> None:
    """See that the disk holds so much more, before a batch is begun that would fill it.

    Raises:
        VaultError: `disk_short` with what is needed and what is free; nothing was begun.
    """
    with telling_disk(folder):
        free = shutil.disk_usage(folder).free
    if free < needed_bytes + SPARE_BYTES:
        raise VaultError("disk_short", needed=needed_bytes + SPARE_BYTES, free=free)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file durably, in place of an older one: a crash or a pulled stick leaves the old one or the new one.

    Raises:
        OSError: as it came; what was begun lies as NAME.new on a stick that is gone, else nowhere.
    """
    beside = target.with_name(f"{target.name}.new")
    try:
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
        flush_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def flush_folder(folder: Path) -> None:
    """Make a new or renamed name in a folder durable, on the systems that need to be asked."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
