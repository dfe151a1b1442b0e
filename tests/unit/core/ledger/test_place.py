"""A block's place among those that are held, each rule from both sides."""



import pytest

from core.errors import RejectedError
from core.ledger.header import Header
from core.ledger.place import Neighbours, Placed, Waiting, place


class Blocks:
    """A chain 0..4 of device A (line 1) and a chain 0..2 of device B (line 2) that has seen A's block 2."""

    def __init__(self) -> None:
        self._held = {bytes([device, seq]) * 16: self._one(device, seq) for device, seq in ALL}

    @staticmethod
    def _one(device: int, seq: int) -> Placed:
        depth = seq + 1 if device == 1 else seq + 4
        return Placed(bytes([device, seq]) * 16, bytes([device]) * 32, 0, seq, depth, device)

    def placed(self, id: bytes) -> Placed | None:
        return self._held.get(id)

    def is_past(self, earlier: Placed, later: Placed) -> bool:
        if earlier.line == later.line:
            return earlier.seq <= later.seq
        return (earlier.line, later.line) == (1, 2) and earlier.seq <= 2


ALL = [(1, seq) for seq in range(5)] + [(2, seq) for seq in range(3)]


def block_name(device: int, seq: int) -> bytes:
    return bytes([device, seq]) * 16


def header(**changes) -> Header:
    fields = {
        "network": bytes(32),
        "device": bytes([1]) * 32,
        "incarnation": 0,
        "seq": 5,
        "previous": block_name(1, 4),
        "depth": 7,
        "clock": 0,
        "seen": (block_name(2, 2),),
        "root": bytes(32),
        "leaf_count": 1,
        "body_bytes": 1,
    }
    return Header(**{**fields, **changes})


def test_a_block_in_its_place():
    found = place(header(), Blocks())
    assert isinstance(found, Neighbours)
    assert (found.previous.id, [one.id for one in found.seen]) == (block_name(1, 4), [block_name(2, 2)])
    later = place(header(seq=0, incarnation=1), Blocks())
    assert isinstance(later, Neighbours)
    unlinked = place(header(seq=0, incarnation=1, previous=None), Blocks())
    assert isinstance(unlinked, Neighbours)
    charter = header(network=None, seq=0, previous=None, seen=(), depth=0)
    assert place(charter, Blocks()) == Neighbours(None, ())


def test_what_is_missing_is_named():
    found = place(header(previous=block_name(9, 9), seen=(block_name(8, 8), block_name(2, 2))), Blocks())
    assert found == Waiting((block_name(9, 9), block_name(8, 8)))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"depth": 6}, "depth"),
        ({"depth": 8}, "depth"),
        ({"seq": 6}, "seq"),
        ({"seq": 4}, "seq"),
        ({"device": bytes([2]) * 32, "seen": ()}, "device"),
        ({"incarnation": 1}, "device"),
        ({"seq": 0}, "device"),
        ({"seen": (block_name(1, 3),)}, "seen"),
        ({"seen": (block_name(2, 1), block_name(2, 2))}, "seen"),
        ({"seq": 0, "previous": None, "seen": (), "depth": 0}, "past"),
        ({"device": bytes([3]) * 32, "seq": 0, "previous": None, "seen": (block_name(1, 1), block_name(2, 0))}, "seen"),
        ({"network": None, "seq": 0, "previous": None, "seen": (), "depth": 1}, "depth"),
    ],
)
def test_a_block_out_of_its_place(changes: dict, rule: str):
    with pytest.raises(RejectedError) as caught:
        place(header(**changes), Blocks())
    assert (caught.value.code, caught.value.facts["rule"]) == ("wrong_place", rule)
