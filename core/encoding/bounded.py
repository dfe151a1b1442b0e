"""A bound on how many values a CBOR text may hold, counted before anything is built from it.

A byte of CBOR can become an empty map of 64 bytes, so a bound on bytes alone is none on memory.
"""

from __future__ import annotations

from core.encoding import cbor
from core.errors import RejectedError

_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_STRINGS = (2, 3)


def decode_bounded(data: bytes, values_max: int) -> cbor.Value:
    """What `cbor.decode` gives, for at most `values_max` values (containers and map keys count too).

    Raises:
        RejectedError: `too_large` (what: values), `malformed_cbor`.
    """
    if not _has_at_most(data, values_max):
        raise RejectedError("too_large", what="values", limit=values_max)
    return cbor.decode(data)


def _has_at_most(data: bytes, values_max: int) -> bool:
    place = 0
    for _ in range(values_max):
        if place >= len(data):
            return True
        major, argument = data[place] >> 5, data[place] & 31
        place += 1
        width = _WIDTHS.get(argument, 0)
        if major in _STRINGS:
            place += int.from_bytes(data[place : place + width], "big") if width else argument
        place += width
    return place >= len(data)
