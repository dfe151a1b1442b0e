"""Writing bundles: frames in, the bytes of one or more parts out, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, TypeVar
from zlib import crc32

from core.errors import InputError
from core.identity.keys import is_key, seal_to
from core.ports.limits import BUNDLE_AUDIENCE_MAX, BUNDLE_RECORD_BYTES_MAX
from core.ports.randomness import Randomness
from sync.bundle import (
    BUNDLE_ID_BYTES,
    BUNDLE_KEY_BYTES,
    HEADER_BYTES_MAX,
    HEADER_HEAD,
    MAGIC,
    RECORD_HEAD,
    TAG_BYTES,
    VERSION,
    BundleHeader,
    PartKey,
    encode_header,
)
from sync.messages import BlockFrame, ChunkFrame, EndFrame, encode_frames

_Item = TypeVar("_Item")

RECORD_FRAMES_MAX = 1024
RECORD_OPENED_BYTES = 256 * 1024
"""A record is closed when the next frame would take it beyond this; a larger frame makes a record of its own."""
PART_BYTES_MIN = HEADER_BYTES_MAX + 2 * BUNDLE_RECORD_BYTES_MAX
_END_BYTES = RECORD_HEAD.size + TAG_BYTES + 64
"""More than the final record of a part ever takes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The next bytes of a part (numbered from 0)."""

    part: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a bundle."""

    blocks: int
    chunks: int
    bytes: int


def write_bundle(
    blocks: Iterable[bytes],
    chunks: Iterable[ChunkFrame],
    *,
    network: bytes,
    audience: Sequence[bytes],
    randomness: Randomness,
    out: BinaryIO,
) -> Written:
    """Write a bundle in one part.

    `blocks` are blocks as they travel, every block after its past; raises what `bundle_pieces` raises.
    """
    counts = [0, 0]
    size = 0
    counted_blocks, counted_chunks = _counted(blocks, counts, 0), _counted(chunks, counts, 1)
    for piece in bundle_pieces(
        counted_blocks, counted_chunks, network=network, audience=audience, randomness=randomness
    ):
        size += out.write(piece.data)
    return Written(counts[0], counts[1], size)


def _counted(items: Iterable[_Item], counts: list[int], place: int) -> Iterator[_Item]:
    for item in items:
        counts[place] += 1
        yield item


def bundle_pieces(
    blocks: Iterable[bytes],
    chunks: Iterable[ChunkFrame],
    *,
    network: bytes,
    audience: Sequence[bytes],
    randomness: Randomness,
    part_bytes_max: int | None = None,
) -> Iterator[Piece]:
    """The bytes of a bundle, part after part; without `part_bytes_max` there is one part.

    Raises:
        InputError: `audience_empty`, `audience_too_large`, `key_unusable`, `part_too_small`; all before any piece.
    """
    if not audience:
        raise InputError("audience_empty", field="audience")
    if len(set(audience)) > BUNDLE_AUDIENCE_MAX:
        raise InputError("audience_too_large", field="audience", limit=BUNDLE_AUDIENCE_MAX)
    if not all(map(is_key, audience)):
        raise InputError("key_unusable", field="audience")
    if part_bytes_max is not None and part_bytes_max < PART_BYTES_MIN:
        raise InputError("part_too_small", field="part_bytes_max", limit=PART_BYTES_MIN)
    bundle = randomness.take(BUNDLE_ID_BYTES)
    frames: Iterator[BlockFrame | ChunkFrame] = chain(map(BlockFrame, blocks), chunks)
    return _pieces(frames, _Parts(network, bundle, sorted(set(audience)), randomness), part_bytes_max)


@dataclass(frozen=True, slots=True)
class _Parts:
    network: bytes
    bundle: bytes
    audience: list[bytes]
    randomness: Randomness

    def open(self, part: int) -> tuple[bytes, PartKey]:
        """The first bytes of a part and the key of its records; each part has a key of its own."""
        key = self.randomness.take(BUNDLE_KEY_BYTES)
        wraps = tuple((device, seal_to(device, key)) for device in self.audience)
        header = encode_header(BundleHeader(self.network, self.bundle, part, wraps))
        start = HEADER_HEAD.pack(MAGIC, VERSION, len(header), crc32(header)) + header
        return start, PartKey(key, sha256(header).digest())


def _pieces(
    frames: Iterable[BlockFrame | ChunkFrame], parts: _Parts, part_bytes_max: int | None
) -> Iterator[Piece]:
    part, index, blocks, chunks = 0, 0, 0, 0
    start, key = parts.open(part)
    size = len(start)
    yield Piece(part, start)
    for batch in _batches(frames):
        opened = encode_frames(batch)
        record = key.seal(index, opened)
        if part_bytes_max is not None and index and size + len(record) + _END_BYTES > part_bytes_max:
            yield Piece(part, key.seal(index, encode_frames([EndFrame(blocks, chunks, last=False)])))
            part, index, blocks, chunks = part + 1, 0, 0, 0
            start, key = parts.open(part)
            size = len(start)
            yield Piece(part, start)
            record = key.seal(index, opened)
        yield Piece(part, record)
        index += 1
        size += len(record)
        blocks += sum(isinstance(frame, BlockFrame) for frame in batch)
        chunks += sum(isinstance(frame, ChunkFrame) for frame in batch)
    yield Piece(part, key.seal(index, encode_frames([EndFrame(blocks, chunks, last=True)])))


def _batches(frames: Iterable[BlockFrame | ChunkFrame]) -> Iterator[list[BlockFrame | ChunkFrame]]:
    batch: list[BlockFrame | ChunkFrame] = []
    size = 0
    for frame in frames:
        length = len(frame.wire if isinstance(frame, BlockFrame) else frame.ciphertext)
        if batch and (size + length > RECORD_OPENED_BYTES or len(batch) == RECORD_FRAMES_MAX):
            yield batch
            batch, size = [], 0
        batch.append(frame)
        size += length
    if batch:
        yield batch
