"""A PNG file without texts, times, Exif and unknown chunks; the picture's own bytes stay as they are.

W3C PNG (Third Edition) 5: chunks of length, type, data and CRC-32. Kept is what a picture needs to look the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from core.encoding.exif import exif_of_orientation, orientation_of

START = b"\x89PNG\r\n\x1a\n"
_LOOKS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT".split()
)


def plain_png_file(data: bytes) -> bytes:
    """The same picture without metadata; of Exif only the orientation stays, where the picture is not upright.

    Raises:
        ValueError: the file is cut off or damaged, so nobody could say what it still tells.
    """
    orientation = 1
    kept: list[bytes] = []
    for kind, content, piece in _chunks(data):
        if kind == b"eXIf":
            orientation = orientation_of(content)
        elif kind in _LOOKS:
            kept.append(piece)
    if orientation != 1:
        kept.insert(1, _chunk(b"eXIf", exif_of_orientation(orientation)))
    return START + b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    place, kind = len(START), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        end = place + 12 + length
        content = data[place + 8 : end - 4]
        if end > len(data) or zlib.crc32(kind + content) != int.from_bytes(data[end - 4 : end]):
            raise ValueError("a chunk is cut off or damaged")
        yield kind, content, data[place:end]
        place = end


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)
