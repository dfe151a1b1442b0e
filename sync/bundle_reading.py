"""Reading bundles: a stream in, blocks and chunks out, with every damage and gap named, in constant memory.

What arrives intact comes out, whatever happened around it: records carry a mark and a number, so reading goes on at the
next record after a damaged one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ports.limits import BUNDLE_RECORD_BYTES_MAX
from sync.bundle import (
    MARK,
    RECORD_HEAD,
    TAG_BYTES,
    BundleHeader,
    PartKey,
    decode_header,
    open_part,
    read_header_bytes,
    record_checksum,
    unpacked,
)
from sync.messages import BlockFrame, ChunkFrame, EndFrame, NewerFrame, decode_frames

_READ_BYTES = 256 * 1024
_FALSE_MARKS_MAX = 1024
"""A file that is all marks and no records costs a checksum each; reading ends after so many."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """Records that cannot be used: `code` is damaged_records (lost or changed), repeated_record, malformed_record or
    too_large."""

    code: str
    first: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """What a part should hold and does not: `what` is end (the file was cut off), blocks or chunks."""

    what: str
    expected: int | None = None
    """How many the part says it holds; unknown where the end is missing."""
    found: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a part that holds all it should; `last` tells whether more parts belong to the bundle."""

    part: int
    last: bool
    blocks: int
    chunks: int


Event = BlockFrame | ChunkFrame | NewerFrame | Damaged | Missing | Finished


def read_bundle(stream: BinaryIO, device: SigningKey) -> Iterator[Event]:
    """What a part holds, for a device of its audience; ends with one or more `Missing` or with `Finished`.

    Raises:
        RejectedError, SyncError: what `sync.bundle.read_header` raises, `not_the_audience`, `wrong_seal`; all before
            any event.
    """
    header_bytes = read_header_bytes(stream)
    key = open_part(header_bytes, device)
    return _events(_Window(stream), decode_header(header_bytes), key)


class _Window:
    """The next bytes of a stream, as many as were asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes = bytearray()

    def fill(self, count: int) -> bool:
        """Whether there are so many bytes to look at."""
        while len(self.bytes) < count:
            more = self._stream.read(_READ_BYTES)
            if not more:
                return False
            self.bytes += more
        return True

    def drop(self, count: int) -> None:
        del self.bytes[:count]

    def to_next_mark(self) -> None:
        """Move on by at least one byte, to the next mark or to the end."""
        start = 1
        while (place := self.bytes.find(MARK, start)) < 0:
            self.drop(max(0, len(self.bytes) - len(MARK) + 1))
            start = 0
            if not self.fill(len(self.bytes) + 1):
                self.bytes.clear()
                return
        self.drop(place)


def _records(window: _Window) -> Iterator[tuple[int, bytes]]:
    false_marks = 0
    while window.fill(RECORD_HEAD.size) and false_marks < _FALSE_MARKS_MAX:
        mark, index, length, checksum = RECORD_HEAD.unpack_from(window.bytes)
        end = RECORD_HEAD.size + length
        if mark == MARK and TAG_BYTES < length <= BUNDLE_RECORD_BYTES_MAX and window.fill(end):
            ciphertext = bytes(window.bytes[RECORD_HEAD.size : end])
            if record_checksum(index, ciphertext) == checksum:
                window.drop(end)
                yield index, ciphertext
                continue
        false_marks += mark == MARK
        window.to_next_mark()


def _events(window: _Window, header: BundleHeader, key: PartKey) -> Iterator[Event]:
    expected = blocks = chunks = 0
    for index, ciphertext in _records(window):
        compressed = key.open(index, ciphertext)
        if compressed is None:
            continue  # the number that is lacking is named when the next record comes
        if index < expected:
            yield Damaged("repeated_record", index)
            continue
        if index > expected:
            yield Damaged("damaged_records", expected, index - expected)
        expected = index + 1
        try:
            frames = decode_frames(unpacked(compressed))
        except RejectedError as error:
            yield Damaged("too_large" if error.code == "too_large" else "malformed_record", index)
            continue
        for frame in frames:
            if isinstance(frame, EndFrame):
                yield from _end(frame, header.part, blocks, chunks)
                return
            blocks += isinstance(frame, BlockFrame)
            chunks += isinstance(frame, ChunkFrame)
            yield frame
    yield Missing("end", None, blocks + chunks)


def _end(frame: EndFrame, part: int, blocks: int, chunks: int) -> Iterator[Event]:
    lacking: list[Event] = [
        Missing(what, stated, found)
        for what, stated, found in (("blocks", frame.blocks, blocks), ("chunks", frame.chunks, chunks))
        if stated != found
    ]
    yield from lacking or [Finished(part, frame.last, blocks, chunks)]
