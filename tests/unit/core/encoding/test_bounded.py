"""The count before decoding: never below the truth, so that the bound holds, and never above what it allows."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding.bounded import decode_bounded
from core.errors import RejectedError

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.binary(max_size=300) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=30), inner, max_size=4),
    max_leaves=20,
)


def _count(value: object) -> int:
    if isinstance(value, list):
        return 1 + sum(map(_count, value))
    if isinstance(value, dict):
        return 1 + sum(1 + _count(item) for item in value.values())
    return 1


@given(values)
def test_the_bound_is_exact(value):
    data, count = cbor2.dumps(value, canonical=True), _count(value)
    assert decode_bounded(data, count) == value
    with pytest.raises(RejectedError, match="too_large"):
        decode_bounded(data, count - 1)


def test_a_million_empty_maps_are_refused_unbuilt():
    data = bytes.fromhex("9a00100000") + b"\xa0" * 2**20
    with pytest.raises(RejectedError) as error:
        decode_bounded(data, 1000)
    assert error.value.facts == {"what": "values", "limit": 1000}


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_rejected(data):
    try:
        value = decode_bounded(data, 50)
    except RejectedError:
        return
    assert cbor2.dumps(value, canonical=True) == data
