"""Attachments that were begun at a hub and are not whole: the room that they take, and until when they keep it.

Whoever comes back goes on from the chunk where the line broke. Who never does would keep that room for ever, so what
got no new chunk for KEPT_DAYS goes; a member that comes later begins anew. When the last chunk came stands as the
file's own time, by the hub's clock, so that it outlives the process.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from core.ports.clock import Clock
from core.vault.attachments import PART

KEPT_DAYS = 14
_DAY_S = 24 * 60 * 60


class _Part(NamedTuple):
    size: int
    at_s: int
    """When the last chunk came."""


class Unfinished:
    """Those in one folder; raises OSError where the disk is in trouble."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._parts: dict[bytes, _Part] = {}
        self.look()

    def look(self) -> None:
        """See what lies there."""
        found = ((path, path.stat()) for path in self._folder.glob(f"*{PART}"))
        self._parts = {bytes.fromhex(path.stem): _Part(is_.st_size, int(is_.st_mtime)) for path, is_ in found}

    def total_bytes(self) -> int:
        """How much has come of all of them."""
        return sum(part.size for part in self._parts.values())

    def bytes_of(self, root: bytes) -> int:
        """How much has come of one."""
        return self._parts[root].size if root in self._parts else 0

    def note(self, root: bytes) -> None:
        """See how much of one lies there now; with a new chunk its time begins anew."""
        path, before = self._path(root), self._parts.pop(root, None)
        if not path.is_file():
            return
        size = path.stat().st_size
        if before is not None and before.size == size:
            self._parts[root] = before
            return
        now_s = self._clock.now().seconds
        os.utime(path, (now_s, now_s))
        self._parts[root] = _Part(size, now_s)

    def drop_expired(self) -> int:
        """Remove what got no new chunk for too long; how many that were."""
        until_s = self._clock.now().seconds - KEPT_DAYS * _DAY_S
        expired = [root for root, part in self._parts.items() if part.at_s <= until_s]
        for root in expired:
            self._path(root).unlink(missing_ok=True)
            del self._parts[root]
        return len(expired)

    def _path(self, root: bytes) -> Path:
        return self._folder / f"{root.hex()}{PART}"
