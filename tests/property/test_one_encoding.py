"""A value has one encoding: bytes are read exactly where encoding what they say gives the same bytes again."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.encoding import cbor
from core.errors import RejectedError
from core.ports.limits import INTEGER_MAX, INTEGER_MIN, NESTING_MAX

_EDGES = [sign * (2**bits + more) for bits in (8, 16, 32, 63) for more in (-1, 0) for sign in (1, -1)]
_LONG = st.integers(20, 300)
texts = st.text(max_size=30) | _LONG.map(lambda count: "가" * count) | _LONG.map(lambda count: "a" * count)
integers = st.integers(INTEGER_MIN, INTEGER_MAX) | st.integers(-30, 300) | st.sampled_from(_EDGES[:-4])
leaves = st.none() | st.booleans() | integers | texts | st.binary(max_size=40) | _LONG.map(bytes)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(texts, inner, max_size=30),
    max_leaves=40,
)
anything = st.recursive(
    leaves | st.floats() | st.integers(-(2**70), 2**70) | st.just(cbor2.undefined) | st.just(cbor2.CBORSimpleValue(99)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts | st.integers() | st.binary(max_size=9), inner, max_size=4)
        | st.builds(cbor2.CBORTag, st.integers(6, 300), inner)
    ),
    max_leaves=12,
)


def _is_allowed(value: Any, depth: int = NESTING_MAX) -> bool:
    if type(value) is int:
        return INTEGER_MIN <= value <= INTEGER_MAX
    if type(value) in (list, dict):
        inner = value if type(value) is list else [*value.values()]
        keys = [] if type(value) is list else value
        return depth > 0 and all(type(key) is str for key in keys) and all(_is_allowed(one, depth - 1) for one in inner)
    return value is None or type(value) in (bool, str, bytes)


def _read_by_encoding_again(data: bytes) -> Any:
    """The definition, step by step; raises RejectedError."""
    try:
        value = cbor2.loads(data, allow_indefinite=False, allow_duplicate_keys=False)
    except Exception as error:
        raise RejectedError("malformed_cbor") from error
    if not _is_allowed(value) or cbor2.dumps(value, canonical=True) != data:
        raise RejectedError("malformed_cbor")
    return value


def _agree(data: bytes) -> None:
    try:
        expected = _read_by_encoding_again(data)
    except RejectedError:
        with pytest.raises(RejectedError, match="malformed_cbor"):
            cbor.decode(data)
        return
    assert cbor.decode(data) == expected


@given(values)
def test_what_is_encoded_is_read_back(value):
    data = cbor.encode(value)
    assert data == cbor2.dumps(value, canonical=True)
    assert cbor.decode(data) == value


@given(st.binary(max_size=60))
@example(bytes.fromhex("f814"))
@example(bytes.fromhex("a2616201616102"))  # keys in another order
@example(bytes.fromhex("a262616101616202"))  # the longer key first
@example(bytes.fromhex("a2616101616102"))  # one key twice
@example(b"\x81" * NESTING_MAX + b"\x80")
@example(b"\x81" * (NESTING_MAX - 1) + b"\x80")
@example(b"\x81" * NESTING_MAX + b"\x00")
@example(bytes.fromhex("1b8000000000000000"))
@example(bytes.fromhex("3b7fffffffffffffff"))
@example(bytes.fromhex("3b8000000000000000"))
def test_any_bytes(data):
    _agree(data)


@given(anything)
def test_any_value_in_any_encoding_of_the_library(value):
    _agree(cbor2.dumps(value))


@given(values, st.data())
def test_an_encoding_of_which_some_bytes_changed(value, data):
    encoded = bytearray(cbor.encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(encoded) - 1))
        encoded[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
        if not encoded:
            break
    _agree(bytes(encoded))


@given(values, st.sampled_from([1, 2, 4, 8]))
def test_a_head_that_is_longer_than_it_must_be(value, width):
    """The outermost head, and the same within an array and as the value of a map."""
    encoded = cbor.encode(value)
    first, argument = encoded[0], encoded[0] & 31
    wide = {1: 24, 2: 25, 4: 26, 8: 27}[width]
    if first >> 5 == 7 or argument >= wide:
        return
    old = {24: 1, 25: 2, 26: 4, 27: 8}.get(argument, 0)
    number = int.from_bytes(encoded[1 : 1 + old], "big") if old else argument
    longer = bytes([first & 0xE0 | wide]) + number.to_bytes(width, "big") + encoded[1 + old :]
    assert cbor2.loads(longer) == value
    for data in (longer, b"\x81" + longer, b"\xa1\x61a" + longer):
        with pytest.raises(RejectedError, match="malformed_cbor"):
            cbor.decode(data)


@pytest.mark.parametrize(
    "value",
    [1.5, {1: 2}, {b"a": 1}, 2**63, -(2**63) - 1, (1,), "\ud800", {"\ud800": 1}, [{"a": {2}}], cbor2.undefined],
)
def test_what_cannot_be_signed_is_not_encoded(value):
    with pytest.raises(TypeError):
        cbor.encode(value)


@given(st.binary(max_size=20), st.binary(max_size=300) | st.integers(65_530, 65_540).map(bytes), st.binary(max_size=3))
def test_a_byte_string_between_others_is_found(before, content, after):
    data = before + cbor.encode(content) + after
    assert cbor.byte_string_in(data, len(before), len(data) - len(after)) == content


@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300))
@example(b"\x58\x17" + bytes(23), 0, 25)  # a head longer than need be
@example(b"", 0, 0)
@example(b"\x40", 1, 0)
def test_only_the_one_encoding_of_a_byte_string_is_found(data, start, end):
    found = cbor.byte_string_in(data, start, min(end, len(data)))
    if found is not None:
        assert cbor.encode(found) == data[start : min(end, len(data))]


@given(st.binary(max_size=300))
def test_what_is_no_byte_string_of_one_encoding_is_not_found(data):
    try:
        value = cbor.decode(data)
    except RejectedError:
        value = None
    assert cbor.byte_string_in(data, 0, len(data)) == (value if type(value) is bytes else None)
