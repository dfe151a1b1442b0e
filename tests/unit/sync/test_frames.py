"""Frames: damage on the way, bombs, other versions."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError
from sync.frames import HEAD, open_frame, seal_frame
from sync.limits import FRAME_BYTES_MAX, FRAME_OPENED_BYTES_MAX


def code_of(frame: bytes) -> str:
    with pytest.raises(RejectedError) as error:
        open_frame(frame)
    return error.value.code


def framed(payload: bytes, version: int = 1, codec: int = 1) -> bytes:
    start = struct.pack("<2sBB", b"JS", version, codec)
    return start + struct.pack("<I", zlib.crc32(start + payload)) + payload


@given(st.binary(max_size=4000))
def test_round_trip(opened: bytes):
    assert open_frame(seal_frame(opened)) == opened


def test_what_repeats_travels_small():
    assert len(seal_frame(bytes(100_000))) < 1000


@given(st.data())
def test_a_changed_or_cut_frame_is_never_taken_for_another(data):
    frame = seal_frame(b"some words and " * 60)
    place = data.draw(st.integers(0, len(frame) - 1))
    changed = bytearray(frame)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    assert code_of(bytes(changed)) == "frame_damaged"
    assert code_of(frame[:place]) == "frame_damaged"


def test_a_bomb_is_not_opened():
    bomb = framed(zlib.compress(bytes(FRAME_OPENED_BYTES_MAX + 1), 9))
    assert len(bomb) < 10_000
    assert code_of(bomb) == "too_large"
    assert code_of(bytes(FRAME_BYTES_MAX + 1)) == "too_large"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", "frame_damaged"),
        (b"GET / HTTP/1.1\r\n\r\n", "not_a_frame"),
        (framed(b"x", version=2), "frame_newer"),
        (framed(b"x", codec=7), "frame_newer"),
        (framed(b"not zlib"), "malformed_frame"),
        (framed(zlib.compress(b"x") + b"more"), "malformed_frame"),
        (framed(zlib.compress(bytes(1000))[:-3]), "malformed_frame"),
    ],
)
def test_what_is_no_frame_of_ours_is_named(frame: bytes, code: str):
    assert code_of(frame) == code


def test_the_head_is_eight_bytes():
    assert HEAD.size == 8
