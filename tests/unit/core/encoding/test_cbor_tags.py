"""Tags are refused before they can make a small text stand for a huge structure."""

import time

import cbor2
import pytest

from core.encoding import cbor
from core.errors import RejectedError


def _sharing_bomb(levels: int, width: int) -> bytes:
    """Arrays of references to arrays of references (tags 28 and 29): width ** levels leaves when walked."""
    items = [cbor2.CBORTag(28, [1])]
    items += [cbor2.CBORTag(28, [cbor2.CBORTag(29, level)] * width) for level in range(levels)]
    return cbor2.dumps(items)


def test_a_sharing_bomb_is_refused_at_once():
    bomb = _sharing_bomb(levels=10, width=30)
    assert len(bomb) < 1500
    started = time.perf_counter()
    with pytest.raises(RejectedError, match="malformed_cbor"):
        cbor.decode(bomb)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("tag", [0, 1, 2, 4, 5, 18, 24, 25, 28, 29, 30, 35, 37, 256, 258, 260, 55799, 70000])
def test_no_tag_is_read(tag):
    for inner in (0, b"\x01", "2026-11-22T00:00:00Z", [1, 2], {}):
        with pytest.raises(RejectedError, match="malformed_cbor"):
            cbor.decode(cbor2.dumps([cbor2.CBORTag(tag, inner)]))
