"""Whether the write-ahead log of a vault lost something that had been durable: a flipped bit, a bad sector.

SQLite reads its log up to the first frame that does not fit and takes the rest for what a power cut left of the last
transaction. With synchronous=FULL no second transaction is begun before the first is on the disk; so where whole
frames of a later transaction stand behind a frame that does not fit, that frame was written once and was changed since.
In the last transaction the two cannot be told apart; there the copy of the last head outside the vault speaks.
Layout: sqlite.org/fileformat2.html §4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HEAD, _FRAME_HEAD = 32, 24
_MAGIC = 0x377F0682
"""Its lowest bit says that checksums are reckoned over big-endian words."""

_Sum = tuple[int, int]


def log_lost_something(path: Path) -> bool:
    """Reads the whole log once and changes nothing; a log that is missing or empty lost nothing."""
    if not path.is_file() or path.stat().st_size <= _HEAD:
        return False
    with path.open("rb") as log:
        head = log.read(_HEAD)
        magic, _, page_bytes = struct.unpack_from(">III", head)
        if not any(head):
            return False  # a log that was never begun
        order = ">" if magic & 1 else "<"
        if magic & ~1 != _MAGIC or _sum(head[:24], order, (0, 0)) != struct.unpack_from(">II", head, 24):
            return True  # it was flushed before the first frame was written
        return _lost_frames(_frames(log, page_bytes, order, head))


def _frames(log: BinaryIO, page_bytes: int, order: str, head: bytes) -> Iterator[tuple[bool, bool]]:
    """Of each frame that belongs to this log: whether it fits the one before, and whether it ends a transaction."""
    before: _Sum = struct.unpack_from(">II", head, 24)
    while len(frame := log.read(_FRAME_HEAD + page_bytes)) == _FRAME_HEAD + page_bytes:
        _, pages_after_commit = struct.unpack_from(">II", frame)
        own = frame[8:16] == head[16:24]  # salts; others are of an earlier round of the same file
        told: _Sum = struct.unpack_from(">II", frame, 16)
        fits = own and _sum(frame[:8] + frame[_FRAME_HEAD:], order, before) == told
        yield fits, own and pages_after_commit != 0
        before = told


def _lost_frames(frames: Iterator[tuple[bool, bool]]) -> bool:
    """Whether a frame that fits follows the end of a transaction which holds one that does not."""
    broken = ended = False
    for fits, ends in frames:
        if ended and fits:
            return True
        broken = broken or not fits
        ended = ended or (broken and ends)
    return False


def _sum(data: bytes, order: str, before: _Sum) -> _Sum:
    """The checksum of the log, going on from the one before."""
    first, second = before
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
