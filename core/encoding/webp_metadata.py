"""A WebP file without what a camera writes beside the picture; the picture's own bytes stay as they are.

RFC 9649: a RIFF file of chunks with a four-letter name, a length in little endian, data, and a byte of padding after
an odd length. Kept is what a picture needs to look the same; Exif (but for the orientation), XMP and unknown chunks go.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.encoding.exif import exif_of_orientation, orientation_of

START = b"RIFF"
KIND = b"WEBP"
_HEAD = 12
_LOOKS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
"""Bits of the first byte of VP8X (RFC 9649 2.7.1)."""


def is_webp(begin: bytes) -> bool:
    """By the first twelve bytes of a file."""
    return begin[:4] == START and begin[8:12] == KIND


def plain_webp_file(data: bytes) -> bytes:
    """The same picture without metadata; of Exif only the orientation stays, where the picture is not upright.

    Raises:
        ValueError: the file is cut off or damaged, so nobody could say what it still tells.
    """
    orientation = 1
    kept: list[tuple[bytes, bytes]] = []
    for name, content in _chunks(data):
        if name == b"EXIF":
            orientation = orientation_of(content.removeprefix(b"Exif\x00\x00"))
        elif name in _LOOKS:
            kept.append((name, content))
    if not kept:
        raise ValueError("no picture in it")
    extended = kept[0][0] == b"VP8X" and len(kept[0][1]) > 0
    if extended:
        flags = kept[0][1][0] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if orientation != 1 else 0)
        kept[0] = (b"VP8X", bytes((flags,)) + kept[0][1][1:])
        if orientation != 1:
            kept.append((b"EXIF", exif_of_orientation(orientation)))
    body = KIND + b"".join(_chunk(name, content) for name, content in kept)
    return START + len(body).to_bytes(4, "little") + body


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk of the RIFF form; what stands behind its end belongs to no picture."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or not is_webp(data):
        raise ValueError("cut off")
    place = _HEAD
    while place < end:
        name, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        content = data[place + 8 : place + 8 + length]
        if len(name) < 4 or place + 8 + length > end:
            raise ValueError("a chunk reaches beyond the file")
        yield name, content
        place += 8 + length + length % 2


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)
