"""A frame: one request or reply as it goes over a line.

"JS", version byte, codec byte (0 plain, 1 zlib), CRC-32 of these four bytes and the payload, payload. The checksum
tells damage on the way from a peer's fault; it proves nothing. Nothing is decompressed beyond its bound.
"""

from __future__ import annotations

import struct
import zlib

from core.errors import RejectedError
from sync.limits import FRAME_BYTES_MAX, FRAME_OPENED_BYTES_MAX

MAGIC = b"JS"
VERSION = 1
PLAIN, ZLIB = 0, 1
HEAD = struct.Struct("<2sBBI")
"""Magic, version, codec, checksum."""
_COMPRESS_FROM_BYTES = 512


def seal_frame(opened: bytes) -> bytes:
    """The frame of a message; compressed where that makes it smaller."""
    assert len(opened) <= FRAME_OPENED_BYTES_MAX
    codec, payload = PLAIN, opened
    if len(opened) >= _COMPRESS_FROM_BYTES:
        packed = zlib.compress(opened, 1)
        if len(packed) < len(opened):
            codec, payload = ZLIB, packed
    assert HEAD.size + len(payload) <= FRAME_BYTES_MAX
    return HEAD.pack(MAGIC, VERSION, codec, checksum(VERSION, codec, payload)) + payload


def checksum(version: int, codec: int, payload: bytes) -> int:
    """CRC-32 of a frame but itself."""
    return zlib.crc32(payload, zlib.crc32(MAGIC + bytes((version, codec))))


def open_frame(frame: bytes) -> bytes:
    """The message in a frame.

    Raises:
        RejectedError: `frame_damaged` (cut off or changed on the way), `frame_newer`, `not_a_frame`, `too_large`,
            `malformed_frame`.
    """
    if len(frame) > FRAME_BYTES_MAX:
        raise RejectedError("too_large", what="frame", limit=FRAME_BYTES_MAX)
    if len(frame) < HEAD.size:
        raise RejectedError("frame_damaged")
    magic, version, codec, stated = HEAD.unpack_from(frame)
    payload = frame[HEAD.size :]
    holds = checksum(version, codec, payload) == stated
    if magic != MAGIC and not holds:
        raise RejectedError("not_a_frame")
    if magic != MAGIC or not holds:
        raise RejectedError("frame_damaged")
    if version != VERSION or codec not in (PLAIN, ZLIB):
        raise RejectedError("frame_newer", found=version, known=VERSION)
    if codec == PLAIN:
        return payload
    return _unpacked(payload)


def _unpacked(payload: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        opened = unpacker.decompress(payload, FRAME_OPENED_BYTES_MAX + 1)
    except zlib.error as error:
        raise RejectedError("malformed_frame") from error
    if len(opened) > FRAME_OPENED_BYTES_MAX:
        raise RejectedError("too_large", what="frame", limit=FRAME_OPENED_BYTES_MAX)
    if not unpacker.eof or unpacker.unused_data:
        raise RejectedError("malformed_frame")
    return opened
