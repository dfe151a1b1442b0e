"""Charters, amendments, cuts and quorums, by themselves; and what no block may be."""

import pytest

from core.encoding import cbor
from core.errors import RejectedError
from core.identity import sealing
from core.identity.keys import SigningKey
from core.ledger.block import BLOCK_BYTES_MAX, assemble, read_block
from core.ledger.contract import Entry, GivenGrant
from core.ledger.governance import amendment, charter, cut, epoch
from core.ledger.governance.quorum import signatures_needed, witnesses_needed
from tests.support.hand import Hand, id_of
from tests.support.past import FakePast

HAND = Hand("governor", b"n" * 32, (b"e" * 32, b"k" * 32))
OWN, OTHER = HAND.key.public, SigningKey(b"o" * 32).public
FOUNDER = {"key": OWN, "member": "Yard", "title": "desk", "roles": [], "powers": ["grant"]}


class Governed(FakePast):
    """A past in which the hand holds every power, and one block and one grant are known."""

    def powers(self, key: bytes) -> frozenset[str]:
        return frozenset({"grant", "cut"}) if key == OWN else frozenset()

    def holders(self, power: str) -> frozenset[bytes]:
        return frozenset({OWN})

    def grant(self, id: bytes) -> GivenGrant | None:
        return GivenGrant(OTHER, frozenset(), frozenset()) if id == b"g" * 32 else None

    def chain_of(self, block: bytes) -> tuple[bytes, int] | None:
        return (OTHER, 1) if block == b"b" * 32 else None


PAST = Governed({}, lambda name, day: None)


def codes(kind, body: dict, network: bytes | None = b"n" * 32) -> list[str]:
    content = HAND.content(kind.name, body, network=network)
    entry = Entry(id_of(content), content, (), (0, OWN, 0, 0, 0))
    return [one.code for one in kind.judge(entry, PAST)]


def opening(**changed) -> dict:
    return {**charter.charter_body("Shelf", FOUNDER, {"toy": b"r" * 32}), **changed}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"founders": [{**FOUNDER, "key": OTHER}]}, ["charter_author_not_founder"]),
        ({"founders": [FOUNDER, {**FOUNDER, "key": bytes(32)}]}, ["key_unusable"]),
        ({"rules": []}, ["charter_rules"]),
        ({"rules": [{"workspace": "toy", "rule_set": b"short"}]}, ["charter_rules"]),
        ({"witnesses": [{"key": OTHER}, {"key": OTHER}]}, ["charter_keys"]),
        ({"recovery": [{"key": bytes(32)}]}, ["charter_keys"]),
        ({"quorums": [{"power": "cut", "count": 1}, {"power": "cut", "count": 2}]}, ["charter_quorums"]),
    ],
)
def test_a_charter_says_what_it_must(changed: dict, expected: list[str]):
    assert codes(charter.CHARTER, opening(**changed), None) == expected


def test_a_charter_comes_first():
    assert codes(charter.CHARTER, opening()) == ["charter_not_first"]


def test_an_amendment_replaces_all_that_was_agreed():
    body = amendment.amendment_body([OTHER], {"grant": 2}, [])
    assert codes(amendment.AMENDMENT_TYPE, body) == []
    content = HAND.content(amendment.AMENDMENT, body)
    entry = Entry(id_of(content), content, (), (0, OWN, 0, 0, 0))
    before = {"name": "Shelf", "quorums": {"cut": 2}, "recovery": ["00"]}
    after = amendment.AMENDMENT_TYPE.apply(before, entry)
    assert after == {"name": "Shelf", "witnesses": [OTHER.hex()], "quorums": {"grant": 2}}


LINE = {"incarnation": 1, "block": b"b" * 32}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kind": "device", "key": OTHER, "upto": [LINE]}, []),
        ({"kind": "device", "upto": []}, ["field_missing"]),
        ({"kind": "grant", "key": OTHER, "upto": []}, ["field_missing"]),
        ({"kind": "device", "key": OTHER, "upto": [{**LINE, "incarnation": 0}]}, ["cut_outside_past"]),
        ({"kind": "device", "key": OWN, "upto": [LINE]}, ["cut_outside_past"]),
        ({"kind": "device", "key": OTHER, "upto": [LINE, LINE]}, ["cut_lines"]),
        ({"kind": "person", "key": OTHER, "upto": [LINE]}, ["cut_lines"]),
        ({"kind": "grant", "grant": b"g" * 32, "upto": []}, []),
        ({"kind": "grant", "grant": b"x" * 32, "upto": []}, ["grant_unknown"]),
        ({"kind": "share", "share": b"s" * 16, "upto": [LINE]}, []),
    ],
)
def test_a_cut_draws_lines_that_its_author_knew(body: dict, expected: list[str]):
    assert codes(cut.CUT, {"reason": "other", **body}) == expected


@pytest.mark.parametrize(
    ("holders", "agreed", "needed"),
    [(1, None, 1), (2, None, 1), (3, None, 2), (9, None, 2), (3, 3, 3), (2, 5, 2), (0, 2, 1)],
)
def test_how_many_must_stand_behind_what_gives_power(holders: int, agreed: int | None, needed: int):
    assert signatures_needed(holders, agreed) == needed


def test_two_majorities_of_witnesses_share_one():
    for count in range(1, 40):
        assert count < 2 * witnesses_needed(count) <= count + 2


def test_older_keys_in_another_form_are_refused():
    key = b"k" * 32
    for value in ([[b"short", key]], {"a": 1}, [[key]]):
        with pytest.raises(RejectedError):
            epoch.open_older(sealing.encrypt_once(epoch._older_key(key), cbor.encode(value)), key)


def test_nothing_larger_than_a_block_is_looked_into():
    with pytest.raises(RejectedError) as error:
        read_block(bytes(100 * 1024 * 1024))
    assert error.value.code == "too_large"
    with pytest.raises(RejectedError) as error:
        assemble(b"", bytes(BLOCK_BYTES_MAX))
    assert error.value.code == "too_large"
    for value in ([b"one"], [b"envelope", b"no list"], {"a": 1}):
        with pytest.raises(RejectedError) as error:
            read_block(cbor.encode(value))
        assert error.value.code == "malformed_envelope"
