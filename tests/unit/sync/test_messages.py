"""Frames: round trip, bounds, and frames of a newer version passed on as such."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError
from sync.messages import (
    CHUNK_CIPHERTEXT_BYTES_MAX,
    BlockFrame,
    ChunkFrame,
    EndFrame,
    NewerFrame,
    decode_frames,
    encode_frames,
)

hashes = st.binary(min_size=32, max_size=32)
frames = (
    st.builds(BlockFrame, st.binary(max_size=100))
    | st.builds(ChunkFrame, hashes, st.integers(0, 2**28), st.integers(0, 2000), st.binary(max_size=100))
    | st.builds(EndFrame, st.integers(0, 2**53), st.integers(0, 2**53), st.booleans())
)


@given(st.lists(frames, max_size=20))
def test_round_trip(some):
    assert decode_frames(encode_frames(some)) == tuple(some)


def test_a_newer_kind_is_told():
    assert decode_frames(cbor2.dumps([[7, {"a": 1}], [-1]])) == (NewerFrame(7), NewerFrame(-1))


@pytest.mark.parametrize(
    "value",
    [
        {},
        [1],
        [[]],
        [["1", b""]],
        [[True, b""]],
        [[1]],
        [[1, "text"]],
        [[1, b"", b""]],
        [[1, bytes(2 * 1024 * 1024)]],
        [[2, bytes(31), 1, 0, b""]],
        [[2, bytes(32), -1, 0, b""]],
        [[2, bytes(32), 2**28 + 1, 0, b""]],
        [[2, bytes(32), 1, True, b""]],
        [[2, bytes(32), 1, 0, bytes(CHUNK_CIPHERTEXT_BYTES_MAX + 1)]],
        [[0, 1, 2, 1]],
        [[0, -1, 2, True]],
        [[0, 1, 2]],
    ],
)
def test_malformed_frames(value):
    with pytest.raises(RejectedError, match="malformed_frame"):
        decode_frames(cbor2.dumps(value))


def test_very_many_values_are_refused_unbuilt():
    with pytest.raises(RejectedError, match="too_large"):
        decode_frames(bytes.fromhex("9a00100000") + b"\x80" * 2**20)
