"""Who may grant, from what a file shows alone: powers, several signatures, clear entries, charters and chains."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import cbor2
import pytest

from core.identity.keys import SigningKey
from core.ledger.blob import Statement, clear_blob, encrypted_blob
from core.ledger.block import Block
from core.ledger.content import Cosignature, Place, cosign, encode_content, entry_id
from core.ledger.disclosure import form_of, form_to_value
from core.ledger.evidence import EvidenceItem, EvidenceReport, build_evidence
from core.ledger.governance.charter import charter_body
from core.ledger.governance.grant import grant_body
from tests.support.sample_network import (
    SampleNetwork,
    block_of,
    clear_entry,
    content_of,
    key_of,
    sample_network,
)
from tests.support.second_opinion import check_evidence_twice

KEY = sha256(b"made-up epoch key").digest()


@cache
def sample() -> SampleNetwork:
    return sample_network()


def failed(report: EvidenceReport) -> set[str]:
    return {check.code for check in report.checks if not check.holds}


def shown(*blocks: Block, charter: Block | None = None) -> EvidenceReport:
    """The report on these blocks with all their entries; the last one's are the chosen."""
    items = [
        EvidenceItem(block, place, form_of(block, place, KEY), block is blocks[-1])
        for block in blocks
        for place in range(len(block.blobs))
    ]
    return check_evidence_twice(build_evidence(charter or sample().charter, items))


def ungranted(report: EvidenceReport) -> set[bytes]:
    return {item.key for item in report.standings if not item.granted}


def grant_content(device: SigningKey, to: SigningKey, powers=(), roles=("jtp_test",), kind="device"):
    body = grant_body(to.public, kind, "제주 시험센터", "노트북", list(roles), list(powers))
    return content_of(device, sample().id, "core.grant.give", body, "grant")


def granting(device: SigningKey, to: SigningKey, depth: int, powers=(), signers=()) -> Block:
    entry = clear_entry(grant_content(device, to, powers), *signers)
    return block_of(device, [entry], network=sample().id, depth=depth)


def received(device: SigningKey, depth: int = 20) -> Block:
    entry = clear_entry(content_of(device, sample().id, "battery.pack.receive", {}, "x"))
    return block_of(device, [entry], network=sample().id, depth=depth)


FOUNDER = sample_network().device_a
SECOND, THIRD, FOURTH, FIFTH = (key_of(name) for name in ("second", "third", "fourth", "fifth"))


def test_who_was_given_the_power_to_grant_may_grant():
    report = shown(granting(FOUNDER, SECOND, 3, ["grant"]), granting(SECOND, THIRD, 5), received(THIRD))
    assert report.intact


def test_the_power_to_cut_is_not_the_power_to_grant():
    report = shown(granting(FOUNDER, SECOND, 3, ["cut"]), granting(SECOND, THIRD, 5), received(THIRD))
    assert ungranted(report) == {SECOND.public, THIRD.public}


def test_a_role_called_like_the_power_is_none():
    entry = clear_entry(grant_content(FOUNDER, SECOND, roles=["grant"]))
    first = block_of(FOUNDER, [entry], network=sample().id, depth=3)
    report = shown(first, granting(SECOND, THIRD, 5), received(THIRD))
    assert ungranted(report) == {SECOND.public, THIRD.public}


def test_the_power_acts_in_deeper_blocks_only():
    report = shown(granting(FOUNDER, SECOND, 5, ["grant"]), granting(SECOND, THIRD, 5), received(THIRD))
    assert ungranted(report) == {SECOND.public, THIRD.public}


def test_from_three_holders_on_powers_need_two_signatures():
    officer = key_of("officer")
    person = clear_entry(grant_content(FOUNDER, officer, ["grant"], kind="person"))
    two = [granting(FOUNDER, SECOND, 3, ["grant"]), block_of(FOUNDER, [person], network=sample().id, depth=4)]
    alone = granting(FOUNDER, THIRD, 6, ["grant"])
    assert ungranted(shown(*two, alone, granting(THIRD, FOURTH, 8), received(FOURTH))) == {
        THIRD.public,
        FOURTH.public,
    }
    both = granting(FOUNDER, THIRD, 6, ["grant"], [(officer, "grant")])
    assert shown(*two, both, granting(THIRD, FOURTH, 8), received(FOURTH)).intact
    stranger = granting(FOUNDER, THIRD, 6, ["grant"], [(FIFTH, "grant")])
    assert FOURTH.public in ungranted(shown(*two, stranger, granting(THIRD, FOURTH, 8), received(FOURTH)))
    roles_only = granting(FOUNDER, FOURTH, 6)
    assert shown(*two, roles_only, received(FOURTH)).intact


def test_a_false_signature_under_a_grant_counts_for_nothing():
    officer = key_of("officer")
    person = clear_entry(grant_content(FOUNDER, officer, ["grant"], kind="person"))
    two = [granting(FOUNDER, SECOND, 3, ["grant"]), block_of(FOUNDER, [person], network=sample().id, depth=4)]
    data = encode_content(grant_content(FOUNDER, THIRD, ["grant"]))
    true = cosign(sample().id, entry_id(data), "grant", Place.OWN_DEVICE, officer)
    false = Cosignature(true.person, true.role, true.place, bytes(64))
    forged = block_of(FOUNDER, [clear_blob(Statement(data, (false,)))], network=sample().id, depth=6)
    report = shown(*two, forged, granting(THIRD, FOURTH, 8), received(FOURTH))
    assert failed(report) == {"cosignature", "grant"}
    assert ungranted(report) == {THIRD.public, FOURTH.public}


def test_an_encrypted_grant_is_none():
    data = encode_content(grant_content(FOUNDER, SECOND))
    hidden = block_of(
        FOUNDER, [encrypted_blob(Statement(data, ()), bytes(32), KEY)], network=sample().id, depth=3
    )
    assert ungranted(shown(hidden, received(SECOND))) == {SECOND.public}


@pytest.mark.parametrize("change", [{"kind": "ghost"}, {"key": b"short"}, {"title": 5}, {"powers": ["rule"]}])
def test_a_grant_of_another_form_is_none(change):
    content = grant_content(FOUNDER, SECOND)
    body = {**content.body, **change}
    entry = clear_entry(content_of(FOUNDER, sample().id, "core.grant.give", body, "grant"))
    first = block_of(FOUNDER, [entry], network=sample().id, depth=3)
    assert ungranted(shown(first, received(SECOND))) == {SECOND.public}


def _charter(author: SigningKey, founder: SigningKey, *, clear: bool = True) -> Block:
    founder_body = {"key": founder.public, "member": "m", "title": "t", "roles": [], "powers": ["grant"]}
    content = content_of(
        author, None, "core.charter.open", charter_body("n", founder_body, {"battery": bytes(32)}), "charter"
    )
    statement = Statement(encode_content(content), ())
    blob = clear_blob(statement) if clear else encrypted_blob(statement, bytes(32), KEY)
    return block_of(author, [blob], network=None)


def test_an_honest_charter_is_clear_and_by_one_of_its_founders():
    assert failed(shown(_charter(SECOND, SECOND), charter=_charter(SECOND, SECOND))) == set()
    by_another = _charter(THIRD, SECOND)
    assert failed(shown(by_another, charter=by_another)) == {"charter"}


def test_an_encrypted_charter_is_none():
    hidden = _charter(SECOND, SECOND, clear=False)
    item = EvidenceItem(hidden, 0, form_of(hidden, 0, KEY), True)
    whole = check_evidence_twice(_without_own_charter_item(hidden, item))
    assert "charter" in failed(whole)


def _without_own_charter_item(charter: Block, item: EvidenceItem) -> bytes:
    """A file whose charter block is shown by another form than build_evidence would choose."""
    value = ["jangbu-evidence", 1, [charter.envelope], [[0, 0, [], True, form_to_value(item.form)]]]
    return cbor2.dumps(value, canonical=True)


def _vouched(signed_incarnation: int) -> set[str]:
    device = sample().device_b
    entry = clear_entry(content_of(device, sample().id, "battery.pack.receive", {}, "x"))
    good = block_of(device, [entry], network=sample().id, depth=10)
    bad = Block(good.id, good.header, good.envelope[:-64] + bytes(64), good.body, good.blobs, good.leaves)
    seq = 1 if signed_incarnation == 0 else 0
    later = block_of(
        device,
        [entry],
        network=sample().id,
        seq=seq,
        previous=good.id,
        depth=11,
        incarnation=signed_incarnation,
    )
    items = [
        *(
            EvidenceItem(sample().granting, place, form_of(sample().granting, place), False)
            for place in range(3)
        ),
        EvidenceItem(bad, 0, form_of(bad, 0), True),
    ]
    return failed(check_evidence_twice(build_evidence(sample().charter, items, vouching=[later])))


def test_only_the_same_chain_vouches_for_a_block():
    assert _vouched(0) == set()
    assert _vouched(1) == {"signature"}


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (set(), {"seq": 0, "incarnation": 1, "depth": 11}),
        ({"chain"}, {"seq": 0, "incarnation": 1, "depth": 10}),
        ({"chain"}, {"seq": 1, "incarnation": 1, "depth": 11}),
        (set(), {"seq": 1, "incarnation": 0, "depth": 11}),
        (set(), {"seq": 1, "incarnation": 0, "depth": 14}),
        ({"chain"}, {"seq": 1, "incarnation": 0, "depth": 10}),
        ({"chain"}, {"seq": 2, "incarnation": 0, "depth": 11}),
    ],
)
def test_a_block_agrees_with_the_one_it_follows(code, place):
    device = sample().device_b
    entry = clear_entry(content_of(device, sample().id, "battery.pack.receive", {}, "x"))
    other = clear_entry(
        content_of(device, sample().id, "battery.pack.receive", {}, "y", incarnation=place["incarnation"])
    )
    first = block_of(device, [entry], network=sample().id, depth=10)
    second = block_of(device, [other], network=sample().id, previous=first.id, **place)
    assert failed(shown(sample().granting, first, second)) == code


def test_a_later_incarnation_does_not_continue_itself_or_a_later_one():
    device = sample().device_b
    entries = [
        clear_entry(content_of(device, sample().id, "battery.pack.receive", {}, "x", incarnation=number))
        for number in (1, 2)
    ]
    later = block_of(device, entries[1:], network=sample().id, depth=10, incarnation=2)
    earlier = block_of(device, entries[:1], network=sample().id, depth=11, incarnation=1, previous=later.id)
    assert failed(shown(sample().granting, later, earlier)) == {"chain"}


def test_a_block_is_deeper_than_what_it_has_seen():
    device = sample().device_b
    entry = clear_entry(content_of(device, sample().id, "battery.pack.receive", {}, "x"))
    for depth, code in ((sample().granting.header.depth, {"chain", "grant"}), (3, set())):
        block = block_of(device, [entry], network=sample().id, depth=depth, seen=(sample().granting.id,))
        assert failed(shown(sample().granting, block)) == code
