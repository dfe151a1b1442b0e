"""Deterministic CBOR (RFC 8949 §4.2.1), narrowed to what Jangbu signs: the only codec of signed bytes.

1. Allowed: integers of 64 signed bits, byte strings, text strings, booleans, null, arrays, maps with text keys.
2. Not allowed: floats, tags, undefined and other simple values, indefinite lengths, duplicate or non-text keys.
3. One value has one encoding: shortest heads, map keys in byte order. Anything else is malformed.

cbor2 does the work; rule 3 is enforced by encoding the decoded value again and comparing bytes. With text keys only,
cbor2's canonical order (RFC 7049: shorter first) and the bytewise order of RFC 8949 are the same order.
"""

from __future__ import annotations

from typing import Any, NoReturn

import cbor2

from core.errors import RejectedError
from core.ports.limits import INTEGER_MAX, INTEGER_MIN, NESTING_MAX

Value = Any
"""None, bool, int, bytes, str, list of these, or dict from str to these."""

_LEAVES = frozenset((str, bytes, bool, type(None)))


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
    if not _allowed(value, NESTING_MAX):
        raise TypeError("value cannot be signed: only int64, bytes, str, bool, None, list and dict[str, ...]")
    try:
        return cbor2.dumps(value, canonical=True)
    except UnicodeEncodeError as error:
        raise TypeError("text with a lone surrogate has no UTF-8 form") from error


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
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise RejectedError("malformed_cbor") from error
    if not _allowed(value, NESTING_MAX) or cbor2.dumps(value, canonical=True) != data:
        raise RejectedError("malformed_cbor")
    return value


def _allowed(value: Value, depth: int) -> bool:
    kind = type(value)
    if kind is int:
        return bool(INTEGER_MIN <= value <= INTEGER_MAX)
    if kind in _LEAVES:
        return True
    if depth == 0 or kind not in (list, dict):
        return False
    if kind is dict and not all(map(_is_text, value)):
        return False
    # Loops, not generators: every byte that is taken in passes here, several times.
    for item in value if kind is list else value.values():
        if type(item) not in _LEAVES and not _allowed(item, depth - 1):
            return False
    return True


def _is_text(key: object) -> bool:
    return type(key) is str


def head(major: int, argument: int) -> bytes:
    """The shortest CBOR head of a major type (0..7) with its argument."""
    first = major << 5
    if argument < 24:
        return bytes((first | argument,))
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes((first | extra,)) + argument.to_bytes(width, "big")
    raise ValueError("argument does not fit 64 bits")
