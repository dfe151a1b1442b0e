"""Deterministic CBOR (RFC 8949 §4.2.1), narrowed to what Jangbu signs: the only codec of signed bytes.

1. Allowed: integers of 64 signed bits, byte strings, text strings, booleans, null, arrays, maps with text keys.
2. Not allowed: floats, tags, undefined and other simple values, indefinite lengths, duplicate or non-text keys.
3. One value has one encoding: shortest heads, map keys in byte order. Anything else is malformed.

cbor2 does the work. Every other encoding of an allowed value is longer than its one encoding or has map keys in another
order, so rule 3 is enforced on what was decoded, by its length and its order; nothing is encoded again. With text keys
only, cbor2's canonical order (RFC 7049: shorter first) and the bytewise order of RFC 8949 are the same order.
"""

from __future__ import annotations

from typing import Any, NoReturn

import cbor2

from core.errors import RejectedError
from core.ports.limits import INTEGER_MAX, NESTING_MAX

Value = Any
"""None, bool, int, bytes, str, list of these, or dict from str to these."""

_HEADS = ((1, 23), (2, 0xFF), (3, 0xFFFF), (5, 0xFFFFFFFF))
"""Bytes of a head, and the greatest argument that has it."""
_ONE_BYTE = frozenset((bool, type(None)))


def _refuse_tag(*_: object) -> NoReturn:
    raise ValueError("tags are not allowed")


# Every tag that cbor2 gives a meaning of its own. They would be refused after decoding too, but tags 28 and 29 let a
# few hundred bytes stand for a structure that takes hours to walk, so decoding stops at the first tag.
_TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)
_NO_TAGS = dict.fromkeys(_TAGS, _refuse_tag)


def encode(value: Value) -> bytes:
    """The one encoding of a value.

    Raises:
        TypeError: the value holds something that rule 2 forbids; callers check what people typed before this.
    """
    try:
        _measure(value)
    except UnicodeEncodeError as error:
        raise TypeError("text with a lone surrogate has no UTF-8 form") from error
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes) -> Value:
    """The value of bytes that are one deterministic encoding and nothing more.

    Raises:
        RejectedError: `malformed_cbor`.
    """
    try:
        value = cbor2.loads(
            data,
            tag_hook=_refuse_tag,
            semantic_decoders=_NO_TAGS,
            max_depth=NESTING_MAX + 1,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
        length, maps = _measure(value)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise RejectedError("malformed_cbor") from error
    if length != len(data) or not all(map(_is_in_order, maps)):
        raise RejectedError("malformed_cbor")
    return value


def _measure(value: Value) -> tuple[int, list[list[bytes]]]:
    """The length of a value's one encoding, and the keys of each map in it.

    Raises:
        TypeError: rule 1 or 2 forbids the value.
        UnicodeEncodeError: text with a lone surrogate.
    """
    length = 0
    maps: list[list[bytes]] = []
    level, deeper = [value], NESTING_MAX
    while level:
        # A loop for each level and no call for each item: every byte that is taken in passes here, several times.
        inner: list[Value] = []
        for item in level:
            kind = type(item)
            if kind is str:
                argument = len(item) if item.isascii() else len(item.encode())
                length += argument
            elif kind is int:
                argument = item if item >= 0 else ~item
            elif kind is bytes:
                argument = len(item)
                length += argument
            elif kind in _ONE_BYTE:
                argument = 0
            elif kind is list and deeper:
                argument = len(item)
                inner += item
            elif kind is dict and deeper:
                argument = len(item)
                keys = list(map(str.encode, item))  # raises TypeError for keys that are not text
                maps.append(keys)
                length += _length_of_keys(keys)
                inner += item.values()
            else:
                raise TypeError("value cannot be signed: only int64, bytes, str, bool, None, list and dict[str, ...]")
            length += 1 if argument < 24 else 2 if argument < 256 else _head_length(argument)
        level, deeper = inner, deeper - 1
    return length, maps


def _length_of_keys(keys: list[bytes]) -> int:
    lengths = list(map(len, keys))
    heads = len(lengths) if max(lengths, default=0) < 24 else sum(map(_head_length, lengths))
    return sum(lengths) + heads


def _is_in_order(keys: list[bytes]) -> bool:
    return keys == sorted(sorted(keys), key=len)


def _head_length(argument: int) -> int:
    if argument > INTEGER_MAX:
        raise TypeError("value cannot be signed: integer of more than 64 bits")
    return (
        1 if argument < 24 else 2 if argument < 1 << 8 else 3 if argument < 1 << 16 else 5 if argument < 1 << 32 else 9
    )


def head(major: int, argument: int) -> bytes:
    """The shortest CBOR head of a major type (0..7) with its argument."""
    first = major << 5
    if argument < 24:
        return bytes((first | argument,))
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes((first | extra,)) + argument.to_bytes(width, "big")
    raise ValueError("argument does not fit 64 bits")


def byte_string_in(data: bytes, start: int, end: int) -> bytes | None:
    """The byte string whose one encoding fills these places of some bytes; None where none does.

    For bytes whose outer form is known, which need not be taken apart to be compared with it.
    """
    for width, most in _HEADS:
        if end - start - width <= most:
            content = data[start + width : end]
            return content if data[start : start + width] == head(2, len(content)) and start < end else None
    return None
