"""Frames: what replicas tell each other, the same in a bundle and on a line.

A record is a deterministic CBOR array of frames, each an array that begins with its kind:

[1, block]                                                   block as it travels (core.ledger.block)
[2, attachment root, attachment size, chunk index, chunk]    a chunk's ciphertext
[0, blocks, chunks, last part?]                              the end of a part and how much it held
Another kind is from a newer version; it is passed on as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError
from core.ledger.block import BLOCK_BYTES_MAX
from core.ledger.header import HASH_BYTES
from core.ports.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES

_END, _BLOCK, _CHUNK = 0, 1, 2
_VALUES_MAX = 100_000
CHUNK_CIPHERTEXT_BYTES_MAX = ATTACHMENT_CHUNK_BYTES + 64
"""A chunk and what its encryption adds."""


@dataclass(frozen=True, slots=True)
class BlockFrame:
    """A block, unread."""

    wire: bytes


@dataclass(frozen=True, slots=True)
class ChunkFrame:
    """A piece of an attachment, encrypted; `root` and `size` name the whole attachment."""

    root: bytes
    size: int
    index: int
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class EndFrame:
    """The end of a part, with the number of blocks and chunks in it."""

    blocks: int
    chunks: int
    last: bool


@dataclass(frozen=True, slots=True)
class NewerFrame:
    """A frame of a kind that this version does not know."""

    kind: int


Frame = BlockFrame | ChunkFrame | EndFrame | NewerFrame


def encode_frames(frames: Iterable[BlockFrame | ChunkFrame | EndFrame]) -> bytes:
    """The bytes of a record."""
    return cbor.encode([_value(frame) for frame in frames])


def _value(frame: BlockFrame | ChunkFrame | EndFrame) -> list[Any]:
    match frame:
        case BlockFrame(wire):
            return [_BLOCK, wire]
        case ChunkFrame(root, size, index, ciphertext):
            return [_CHUNK, root, size, index, ciphertext]
        case EndFrame(blocks, chunks, last):
            return [_END, blocks, chunks, last]


def decode_frames(data: bytes) -> tuple[Frame, ...]:
    """The frames of a record.

    Raises:
        RejectedError: `too_large`, `malformed_cbor`, `malformed_frame`.
    """
    value = decode_bounded(data, _VALUES_MAX)
    if type(value) is not list:
        raise RejectedError("malformed_frame")
    return tuple(map(_frame, value))


def _frame(value: object) -> Frame:
    if type(value) is not list or not value or type(value[0]) is not int:
        raise RejectedError("malformed_frame")
    kind, parts = value[0], value[1:]
    if kind not in (_END, _BLOCK, _CHUNK):
        return NewerFrame(kind)
    if kind == _BLOCK and len(parts) == 1 and _is_bytes(parts[0], 0, BLOCK_BYTES_MAX):
        return BlockFrame(parts[0])
    if kind == _CHUNK and len(parts) == 4:
        root, size, index, ciphertext = parts
        fits = _is_bytes(root, HASH_BYTES, HASH_BYTES) and _is_bytes(ciphertext, 0, CHUNK_CIPHERTEXT_BYTES_MAX)
        if fits and _is_count(size, ATTACHMENT_BYTES_MAX) and _is_count(index, ATTACHMENT_BYTES_MAX):
            return ChunkFrame(root, size, index, ciphertext)
    if kind == _END and len(parts) == 3:
        blocks, chunks, last = parts
        if _is_count(blocks) and _is_count(chunks) and type(last) is bool:
            return EndFrame(blocks, chunks, last)
    raise RejectedError("malformed_frame")


def _is_bytes(value: object, least: int, most: int) -> bool:
    return type(value) is bytes and least <= len(value) <= most


def _is_count(value: object, most: int = 2**53) -> bool:
    return type(value) is int and 0 <= value <= most
