"""The disk under a vault: its troubles in our words, and whether a batch will find room."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
