"""A JPEG file without what a camera writes beside the picture; the picture's own bytes stay as they are.

ITU-T T.81 Annex B: markers, segments, scans. Kept: tables, frames and scans, JFIF (APP0), the colour profile (APP2
"ICC_PROFILE"), Adobe's colour transform (APP14). Left out: every other application segment (Exif with place, time,
device and a small picture, XMP, IPTC, MPF), comments, and everything after the end of the picture
(second pictures, films).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.encoding.exif import exif_of_orientation, orientation_of

START = b"\xff\xd8"
_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""A marker within coded data: neither a stuffed zero nor a restart (T.81 B.1.1.5)."""
_EXIF = b"Exif\x00\x00"
_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}


def plain_jpeg_file(data: bytes) -> bytes:
    """The same picture without metadata; of Exif only the orientation stays, where the picture is not upright.

    Raises:
        ValueError: the file is cut off or damaged, so nobody could say what it still tells.
    """
    orientation = 1
    kept: list[bytes] = []
    for marker, piece in _pieces(data):
        if marker == 0xE1 and piece[4 : 4 + len(_EXIF)] == _EXIF and orientation == 1:
            orientation = orientation_of(piece[4 + len(_EXIF) :])
        if _stays(marker, piece):
            kept.append(piece)
    if orientation != 1:
        payload = _EXIF + exif_of_orientation(orientation)
        upright = b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload
        kept.insert(1 if kept and kept[0][1] == 0xE0 else 0, upright)
    return START + b"".join(kept)


def _stays(marker: int, piece: bytes) -> bool:
    if marker in _APPLICATION:
        return marker in _KEPT and piece[4:].startswith(_KEPT[marker])
    return marker != _COMMENT


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment after the start, a scan together with its coded data, to the end of the picture."""
    place = len(START)
    while True:
        found = _MARKER.match(data, place)
        if found is None:
            raise ValueError("no marker where one must be")
        marker, begin = found[1][0], found.end() - 2
        if marker == _END:
            yield marker, data[begin : found.end()]
            return
        if found.end() + 2 > len(data):
            raise ValueError("cut off")
        length = int.from_bytes(data[found.end() : found.end() + 2])
        place = found.end() + length
        if length < 2 or place > len(data):
            raise ValueError("a segment reaches beyond the file")
        if marker == _SCAN:
            following = _MARKER.search(data, place)
            if following is None:
                raise ValueError("the picture has no end")
            place = following.start()
        yield marker, data[begin:place]
