"""Evidence files: what is intact, what each change breaks, and that any bytes give a report or a rejection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError
from core.ledger.block import Block, sign_block
from core.ledger.disclosure import ClearForm, DisclosedForm, form_of
from core.ledger.evidence import EvidenceItem, EvidenceReport, build_evidence
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


@cache
def sample() -> SampleNetwork:
    return sample_network()


@cache
def golden() -> bytes:
    return sample().evidence()


def failed(report: EvidenceReport) -> set[str]:
    return {check.code for check in report.checks if not check.holds}


def changed(change: Callable[[list[Any]], None]) -> EvidenceReport:
    value = cbor2.loads(golden())
    change(value)
    return check_evidence_twice(cbor2.dumps(value, canonical=True))


def test_an_untouched_file_is_intact():
    report = check_evidence_twice(golden())
    assert report.intact
    assert report.network == sample().id
    assert report.network_name == "제주 배터리 장부망"
    assert [shown.entry.content.type for shown in report.entries] == [
        "core.charter.open",
        *["core.grant.give"] * 3,
        "battery.pack.register",
        "battery.grade.assign",
    ]
    (grade,) = report.chosen
    assert grade.entry.content.body["letter"] == "B"
    assert grade.block == sample().grading.id
    behind = [item for item in report.standings if item.entry == grade.entry.id]
    assert [(item.kind, item.role, item.title, item.granted, item.signed) for item in behind] == [
        ("device", None, "노트북", True, True),
        ("person", "jtp_test", "시험원 3", True, True),
        ("person", "jtp_grade", "판정원 1", True, True),
    ]


def test_a_person_only_named_by_the_device_is_told_from_one_who_signed():
    report = check_evidence_twice(golden())
    (named,) = [item for item in report.standings if not item.signed]
    assert (named.key, named.role, named.granted) == (sample().tester.public, "jtp_test", True)


def test_equal_selections_give_equal_bytes():
    assert build_evidence(sample().charter, reversed(sample().items())) == golden()


def test_the_charter_itself_can_be_the_chosen_entry():
    charter = sample().charter
    data = build_evidence(charter, [EvidenceItem(charter, 0, form_of(charter, 0), True)])
    report = check_evidence_twice(data)
    assert report.intact
    assert report.chosen[0].entry.content.type == "core.charter.open"


# value[2] are the envelopes: charter, grants, registration, grade; value[3] the items: charter, 3 grants, then these.
REGISTER, GRADE = 4, 5


def test_another_figure_breaks_the_way_to_the_root():
    def change(value):
        plaintext = value[3][GRADE][4][3]
        assert b"\x19\x03\x03" in plaintext  # soh_permille 771
        value[3][GRADE][4][3] = plaintext.replace(b"\x19\x03\x03", b"\x19\x03\x83")

    assert failed(changed(change)) == {"inclusion", "cosignature"}


@pytest.mark.parametrize("part", [1, 2])
def test_another_hint_or_key_breaks_the_way_to_the_root(part):
    def change(value):
        value[3][GRADE][4][part] = bytes(len(value[3][GRADE][4][part]))

    assert failed(changed(change)) == {"inclusion"}


def test_a_changed_signature():
    def change(value):
        value[2][3] = value[2][3][:-1] + bytes([value[2][3][-1] ^ 1])

    assert failed(changed(change)) == {"signature"}


def test_an_envelope_of_another_form():
    def change(value):
        value[2][3] = value[2][3][1:]

    assert failed(changed(change)) >= {"envelope"}


def test_the_same_block_twice_with_another_signature():
    def change(value):
        value[2].append(value[2][3][:-1] + bytes([value[2][3][-1] ^ 1]))

    assert failed(changed(change)) == {"envelope"}


def test_a_proof_from_elsewhere():
    def change(value):
        value[3][REGISTER][2] = value[3][1][2]

    assert failed(changed(change)) == {"inclusion"}


def test_a_leaf_beyond_the_count():
    def change(value):
        value[3][GRADE][1] = 1

    assert failed(changed(change)) == {"inclusion"}


@pytest.mark.parametrize(("place", "missing"), [(1, 2), (2, 2), (3, 1)])
def test_a_grant_left_out(place, missing):
    def change(value):
        del value[3][place]

    report = changed(change)
    assert failed(report) == {"grant"}
    assert sum(not item.granted for item in report.standings) == missing


def test_the_charter_entry_left_out():
    def change(value):
        del value[3][0]

    assert failed(changed(change)) >= {"charter", "grant"}


def test_another_networks_charter():
    other = sample_network("other")

    def change(value):
        theirs = cbor2.loads(other.evidence())
        value[2][0], value[3][0] = theirs[2][0], theirs[3][0]

    report = changed(change)
    assert report.network == other.id
    assert failed(report) >= {"network", "grant"}


def _with(block: Block, index: int = 0, chosen: bool = True) -> EvidenceReport:
    items = [
        EvidenceItem(sample().granting, place, form_of(sample().granting, place), False) for place in range(3)
    ]
    return check_evidence_twice(
        build_evidence(sample().charter, [*items, EvidenceItem(block, index, form_of(block, index), chosen)])
    )


def _entry(key, network, role="jtp_test", **more):
    return clear_entry(
        content_of(key, network, "battery.pack.receive", {}, "x", **more), (sample().tester, role)
    )


def test_a_stranger_who_names_the_network_is_not_granted():
    stranger = key_of("stranger")
    block = block_of(stranger, [_entry(stranger, sample().id)], network=sample().id, depth=9)
    report = _with(block)
    assert failed(report) == {"grant"}
    assert [item.granted for item in report.standings if item.key == stranger.public] == [False]


def test_an_entry_written_for_another_network_or_device_is_out_of_place():
    device = sample().device_b
    for key, network in ((device, bytes(32)), (sample().device_a, sample().id)):
        block = block_of(device, [_entry(key, network)], network=sample().id, depth=9)
        assert "place" in failed(_with(block))


def test_a_role_that_was_not_granted():
    device = sample().device_b
    block = block_of(device, [_entry(device, sample().id, role="jtp_grade")], network=sample().id, depth=9)
    report = _with(block)
    assert failed(report) == {"grant"}


def test_a_grant_does_not_reach_back():
    device = sample().device_b
    blob = _entry(device, sample().id)
    early = block_of(device, [blob], network=sample().id, depth=sample().granting.header.depth)
    later = block_of(device, [blob], network=sample().id, depth=sample().granting.header.depth + 1)
    assert failed(_with(early)) == {"grant"}
    assert failed(_with(later)) == set()


def test_a_grant_by_somebody_without_the_power_counts_for_nothing():
    device, friend = sample().device_b, key_of("friend")
    body = grant_body(friend.public, "device", "제주 시험센터", "장부 담당", ["jtp_test"])
    granting = block_of(
        device,
        [clear_entry(content_of(device, sample().id, "core.grant.give", body, "y"))],
        network=sample().id,
        depth=7,
    )
    block = block_of(friend, [_entry(friend, sample().id)], network=sample().id, depth=9)
    items = [
        *(
            EvidenceItem(sample().granting, place, form_of(sample().granting, place), False)
            for place in range(3)
        ),
        EvidenceItem(granting, 0, form_of(granting, 0), False),
        EvidenceItem(block, 0, form_of(block, 0), True),
    ]
    report = check_evidence_twice(build_evidence(sample().charter, items))
    assert failed(report) == {"grant"}
    assert {item.key for item in report.standings if not item.granted} == {device.public, friend.public}


def test_a_later_signature_of_the_chain_stands_over_an_earlier_block():
    net = sample()
    bad = net.registering.envelope[:-1] + bytes([net.registering.envelope[-1] ^ 1])
    wounded = Block(
        net.registering.id,
        net.registering.header,
        bad,
        net.registering.body,
        net.registering.blobs,
        net.registering.leaves,
    )
    items = [
        item for item in net.items() if item.block is not net.registering and item.block is not net.grading
    ]
    shown = EvidenceItem(wounded, 0, form_of(wounded, 0, net.epoch_key), True)
    assert failed(check_evidence_twice(build_evidence(net.charter, [*items, shown]))) == {"signature"}
    report = check_evidence_twice(build_evidence(net.charter, [*items, shown], vouching=[net.grading]))
    assert report.intact
    assert [check.facts["by_later_block"] for check in report.checks if check.code == "signature"] == [
        False,
        False,
        True,
        False,
    ]


def test_blocks_that_disagree_about_their_place():
    net = sample()
    header = net.grading.header
    wrong = block_of(
        net.device_b,
        list(net.grading.blobs),
        network=net.id,
        seq=header.seq + 1,
        previous=header.previous,
        depth=4,
    )
    items = [item for item in net.items() if item.block is not net.grading]
    shown = EvidenceItem(wrong, 0, form_of(wrong, 0, net.epoch_key), True)
    assert failed(check_evidence_twice(build_evidence(net.charter, [*items, shown]))) == {"chain"}
    assert sign_block(header, net.grading.blobs, net.device_b) == net.grading


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("unknown_format", lambda value: [value[0], 2, *value[2:]]),
        ("unknown_format", lambda value: [value[0], 2, *value[2:], 0]),
        ("malformed_evidence", lambda value: [value[0], "1", *value[2:]]),
        ("malformed_evidence", lambda value: [*value, 0]),
        ("malformed_evidence", lambda value: [*value[:2], [], value[3]]),
        ("malformed_evidence", lambda value: [*value[:2], value[2][1:], value[3]]),
        ("malformed_evidence", lambda value: [*value[:2], [*value[2], value[2][0]], value[3]]),
        ("malformed_evidence", lambda value: [*value[:3], value[3][::-1]]),
        ("malformed_evidence", lambda value: [*value[:3], [*value[3], value[3][-1]]]),
        ("malformed_evidence", lambda value: [*value[:3], value[3][:5]]),
        ("malformed_evidence", lambda value: [*value[:3], [*value[3][:5], [9, *value[3][5][1:]]]]),
        ("malformed_evidence", lambda value: [*value[:3], [*value[3][:5], [*value[3][5][:3], 1, value[3][5][4]]]]),
        ("not_evidence", lambda value: ["another file", *value[1:]]),
    ],
)
def test_another_file_shape_is_rejected(code, change):
    with pytest.raises(RejectedError) as error:
        check_evidence_twice(cbor2.dumps(change(cbor2.loads(golden())), canonical=True))
    assert error.value.code == code


@given(st.data())
def test_a_flipped_byte_is_rejected_or_not_intact(data):
    place = data.draw(st.integers(0, len(golden()) - 1))
    flipped = bytearray(golden())
    flipped[place] ^= data.draw(st.integers(1, 255))
    try:
        report = check_evidence_twice(bytes(flipped))
    except RejectedError:
        return
    # Two changes leave a file intact: which entries were asked for (the file's own word), and a signature over which
    # a later one of its chain stands, which the report says. Neither changes what the entries say.
    if report.intact:
        whole = check_evidence_twice(golden())
        assert [shown.entry for shown in report.entries] == [shown.entry for shown in whole.entries]
        other_choice = [shown.chosen for shown in report.entries] != [shown.chosen for shown in whole.entries]
        assert other_choice or any(check.facts.get("by_later_block") for check in report.checks)


@given(st.integers(0, 6000))
def test_a_cut_file_is_rejected(length):
    if length < len(golden()):
        with pytest.raises(RejectedError):
            check_evidence_twice(golden()[:length])


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_magic_are_rejected(data):
    with pytest.raises(RejectedError):
        check_evidence_twice(golden()[:17] + data)


def test_forms_of_what_cannot_be_shown():
    net = sample()
    assert isinstance(form_of(net.charter, 0), ClearForm)
    assert isinstance(form_of(net.grading, 0, net.epoch_key), DisclosedForm)
    for block, index, key, code in (
        (net.grading, 0, None, "not_an_entry"),
        (net.grading, 0, bytes(32), "wrong_seal"),
        (net.registering, 1, net.epoch_key, "not_an_entry"),
    ):
        with pytest.raises(RejectedError, match=code):
            form_of(block, index, key)
