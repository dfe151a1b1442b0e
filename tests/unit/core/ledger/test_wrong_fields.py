"""A header or content that is not as docs/format.md says is refused by the name of its first wrong field."""

import itertools

import pytest

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.content import decode_content
from core.ledger.header import decode_header

H, S = b"h" * 32, b"s" * 16
HEADER = {
    "network": H, "device": H, "incarnation": 0, "seq": 1, "previous": H, "depth": 1, "clock": 0, "seen": [H],
    "root": H, "count": 1, "body_bytes": 0,
}  # fmt: skip
WRONG_IN_HEADER = {
    "network": [b"", 0, H + b"h"],
    "device": [None, b"h", "h" * 32],
    "incarnation": [-1, 2**31 + 1, True, None],
    "seq": [-1, 2**53 + 1, False, b""],
    "previous": [b"h" * 31, 1],
    "depth": [-1, 2**53 + 1, True],
    "clock": [True, None, b"1"],
    "seen": [None, H, {}, [b"h"], [H, 1], [b"i" * 32, H], [H, H], [bytes([n]) * 32 for n in range(65)]],
    "root": [None, b""],
    "count": [0, -1, 257, True],
    "body_bytes": [-1, 1024 * 1024 + 1, None],
}
CONTENT = {
    "network": None, "device": H, "incarnation": 0, "type": "toy.jar.fill", "version": 1, "subject": S, "after": [H],
    "refs": [], "occurred_at": [0, 0], "person": H, "role": "keeper", "body": {}, "sealed": [],
    "attachments": [[H, 1, "text/plain", H]], "salt": S,
}  # fmt: skip
WRONG_IN_CONTENT = {
    "network": [b"", 0],
    "device": [None, b"h"],
    "incarnation": [-1, 2**31 + 1, True],
    "type": [
        None, "", "toy", "toy.jar", "Toy.jar.fill", "toy.jar.fill.x", "toy.jar.fill\n", "a.b." + "c" * 117, b"a.b.c",
    ],
    "version": [0, 2**31 + 1, True],
    "subject": [b"", H, 1],
    "after": [None, H, [b"h"], [H, H], [bytes([n]) * 32 for n in range(17)], {}],
    "refs": [None, [None], [H, H], [bytes([n]) * 32 for n in range(65)]],
    "occurred_at": [None, [0], [0, 0, 0], [True, 0], [0, False], [0, 1440], [0, -1440], [2**37 + 1, 0], ["0", "0"]],
    "person": [b"", 1],
    "role": ["", "r" * 121, b"keeper"],
    "body": [None, [], b""],
    "sealed": [None, [b"h"], [H, H], [bytes([n]) * 32 for n in range(17)]],
    "attachments": [
        None, {}, [H], [[H, 1, "text/plain"]], [[H, 0, "text/plain", H]], [[H, True, "text/plain", H]], [[H, 1, "", H]],
        [[b"", 1, "text/plain", H]], [[H, 1, "text/plain", b""]], [[H, 2**28 + 1, "text/plain", H]],
        [[H, 1, "text/plain", H]] * 17,
    ],
    "salt": [None, H, ""],
}  # fmt: skip


def _field(read, values) -> str | None:
    try:
        read(cbor.encode(values))
    except RejectedError as error:
        assert error.code in ("malformed_header", "malformed_content")
        return str(error.facts["field"])
    return None


def _in_header(values: dict) -> str | None:
    return _field(decode_header, [1, *values.values()])


def _in_content(values: dict) -> str | None:
    return _field(decode_content, [*values.values()])


SHAPES = [(_in_header, HEADER, WRONG_IN_HEADER), (_in_content, CONTENT, WRONG_IN_CONTENT)]


@pytest.mark.parametrize(("field", "sound", "wrong"), SHAPES, ids=["header", "content"])
def test_each_field_by_itself(field, sound, wrong):
    assert field(sound) is None
    assert wrong.keys() == sound.keys()
    for name, value in [(name, value) for name, values in wrong.items() for value in values]:
        assert field({**sound, name: value}) == name, value


@pytest.mark.parametrize(("field", "sound", "wrong"), SHAPES, ids=["header", "content"])
def test_the_first_of_two(field, sound, wrong):
    for first, second in itertools.combinations(sound, 2):
        assert field({**sound, first: wrong[first][0], second: wrong[second][0]}) == first


def test_what_goes_together_in_a_header():
    assert _in_header({**HEADER, "previous": None}) == "previous"
    assert _in_header({**HEADER, "seq": 0}) == "previous"
    assert _in_header({**HEADER, "seq": 0, "incarnation": 1, "previous": None}) is None
    charter = {**HEADER, "network": None, "seq": 0, "previous": None, "seen": []}
    assert _in_header(charter) is None
    assert _in_header({**charter, "count": 2}) == "network"
    assert _in_header({**charter, "seen": [H]}) == "network"
    assert _in_header({**HEADER, "network": None}) == "network"


def test_further_fields_of_a_newer_version_are_passed_over():
    assert _field(decode_header, [1, *HEADER.values(), "more"]) is None
    assert _field(decode_content, [*CONTENT.values(), "more"]) is None
    assert _field(decode_header, [1, *HEADER.values()][:-1]) == "length"
    assert _field(decode_content, [*CONTENT.values()][:-1]) == "length"
