"""The proof in a QR code: small enough, complete, and broken by any change; and whose it is."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import sha256

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import RefusedError, RejectedError
from core.ledger.disclosure import form_of
from core.ledger.evidence_check import check_evidence
from core.ledger.proof import DICTIONARY_WORDS, build_proof
from core.ledger.trust import NetworkTrust, is_trusted, network_trust
from core.ports.limits import PROOF_TEXT_BYTES_MAX
from tests.support.sample_network import SampleNetwork, block_of, clear_entry, content_of, sample_network
from tests.support.second_opinion import check_proof_twice

DICTIONARY = b"".join(cbor2.dumps(word) for word in DICTIONARY_WORDS)


@cache
def sample() -> SampleNetwork:
    return sample_network()


@cache
def golden() -> str:
    return build_proof(sample().grading, 0, form_of(sample().grading, 0, sample().epoch_key))


def packed(opened: bytes, prefix: str = "JANGBU1:") -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARY)
    return prefix + urlsafe_b64encode(packer.compress(opened) + packer.flush()).rstrip(b"=").decode()


def opened(text: str) -> bytes:
    digits = text.removeprefix("JANGBU1:")
    return zlib.decompressobj(-15, DICTIONARY).decompress(
        urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    )


def failed(text: str) -> set[str]:
    return {check.code for check in check_proof_twice(text).checks if not check.holds}


def test_a_grade_with_two_signatures_and_four_references_fits():
    content = check_proof_twice(golden()).entry.entry.content
    assert (len(content.after), len(content.refs)) == (1, 4)
    assert len(cbor2.dumps(content.body)) > 150
    assert len(golden()) <= PROOF_TEXT_BYTES_MAX == 1200
    assert golden().isascii()


def test_it_shows_the_entry_and_says_which_grants_it_cannot_show():
    report = check_proof_twice(f" \n{golden()}\n")
    assert report.intact
    assert report.network == sample().id
    assert report.entry.entry.content.body["soh_permille"] == 771
    assert report.entry.block == sample().grading.id
    assert [(item.kind, item.role, item.granted, item.signed) for item in report.standings] == [
        ("device", None, False, True),
        ("person", "jtp_test", False, True),
        ("person", "jtp_grade", False, True),
    ]


def test_one_of_several_entries_and_the_charter():
    for index in range(3):
        report = check_proof_twice(build_proof(sample().granting, index, form_of(sample().granting, index)))
        assert report.intact
        assert report.entry.entry.order[4] == index
    report = check_proof_twice(build_proof(sample().charter, 0, form_of(sample().charter, 0)))
    assert report.intact
    assert report.network == sample().id


def test_an_entry_that_does_not_fit_is_refused():
    net = sample()
    body = {"text": "".join(sha256(bytes([place])).hexdigest() for place in range(60))}
    entry = clear_entry(content_of(net.device_b, net.id, "battery.pack.receive", body, "x"))
    block = block_of(net.device_b, [entry], network=net.id, depth=5)
    with pytest.raises(RefusedError, match="proof_too_long"):
        build_proof(block, 0, form_of(block, 0))


# opened: [1, header, signature, index, proof, [1, hint, key, plaintext]]
@pytest.mark.parametrize(
    ("codes", "change"),
    [
        (
            {"signature", "cosignature"},
            lambda value: value[5].__setitem__(3, value[5][3].replace(b"\x19\x03\x03", b"\x19\x03\x04")),
        ),
        ({"signature"}, lambda value: value[5].__setitem__(1, bytes(8))),
        ({"signature"}, lambda value: value[5].__setitem__(2, bytes(32))),
        ({"signature"}, lambda value: value.__setitem__(2, bytes(64))),
        ({"signature"}, lambda value: value[1].__setitem__(7, 5)),
        ({"signature", "place"}, lambda value: value[1].__setitem__(1, bytes(32))),
        ({"signature", "inclusion"}, lambda value: value.__setitem__(3, 1)),
        ({"signature", "inclusion"}, lambda value: value.__setitem__(4, [bytes(32)])),
    ],
)
def test_a_change_breaks_it(codes, change):
    value = cbor2.loads(opened(golden()))
    change(value)
    assert failed(packed(cbor2.dumps(value, canonical=True))) == codes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("not_a_proof", "https://example.org"),
        ("not_a_proof", ""),
        ("malformed_proof", "JANGBU1:"),
        ("malformed_proof", "JANGBU1:=!"),
        ("malformed_proof", "JANGBU1:가나다"),
        ("malformed_cbor", packed(b"\x9f\xff")),
        ("malformed_proof", packed(b"\xa0")),
        ("malformed_proof", packed(b"\x81\x01")),
        ("unknown_format", packed(b"\x81\x02")),
        ("too_large", "JANGBU1:" + "A" * 1200),
        ("malformed_proof", packed(bytes(200_000))),
    ],
)
def test_another_text_is_rejected(code, text):
    with pytest.raises(RejectedError) as error:
        check_proof_twice(text)
    assert error.value.code == code


@given(st.data())
def test_a_misread_sign_is_rejected_or_not_intact(data):
    place = data.draw(st.integers(0, len(golden()) - 1))
    sign = data.draw(st.sampled_from("ABCxyz0189-_:"))
    text = golden()[:place] + sign + golden()[place + 1 :]
    try:
        report = check_proof_twice(text)
    except RejectedError:
        return
    # The last bits behind the end of the packed text mean nothing; all others are bound by the signature.
    assert not report.intact or opened(text) == opened(golden())


@pytest.mark.parametrize(
    "change", [lambda form: [3, *form[1:]], lambda form: [True, *form[1:]], lambda form: [*form, 0], lambda form: []]
)
def test_a_form_of_another_shape_is_rejected(change):
    value = cbor2.loads(opened(golden()))
    value[5] = change(value[5])
    with pytest.raises(RejectedError) as error:
        check_proof_twice(packed(cbor2.dumps(value, canonical=True)))
    assert error.value.facts == {"field": "form"}


def test_an_inclusion_proof_that_is_no_list_is_rejected():
    value = cbor2.loads(opened(golden()))
    value[4] = {}
    with pytest.raises(RejectedError) as error:
        check_proof_twice(packed(cbor2.dumps(value, canonical=True)))
    assert error.value.facts == {"field": "proof"}


def test_a_root_that_is_given_is_rejected():
    value = cbor2.loads(opened(golden()))
    value[1][9] = bytes(32)
    with pytest.raises(RejectedError) as error:
        check_proof_twice(packed(cbor2.dumps(value, canonical=True)))
    assert error.value.facts == {"field": "header"}


def test_one_proof_has_one_text():
    shown = [(sample().granting, place) for place in range(3)] + [(sample().charter, 0)]
    texts = [golden(), *(build_proof(block, place, form_of(block, place)) for block, place in shown)]
    loose = [text for text in texts if (len(text) - len("JANGBU1:")) % 4]
    assert loose
    for text in loose:
        signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        with pytest.raises(RejectedError, match="malformed_proof"):  # the last sign's unused bits are zero
            check_proof_twice(text[:-1] + signs[signs.index(text[-1]) + 1])


@given(st.text(max_size=100))
def test_any_text_is_rejected_or_reported(text):
    for one in (text, "JANGBU1:" + text):
        with pytest.raises(RejectedError):
            check_proof_twice(one)


@given(st.binary(max_size=300))
def test_any_packed_bytes_are_rejected_or_reported(data):
    with pytest.raises(RejectedError):
        check_proof_twice(packed(data))


def test_trust_needs_a_fingerprint_from_elsewhere():
    report = check_evidence(sample().evidence())
    id = report.network
    assert network_trust(id) is NetworkTrust.UNCONFIRMED
    assert network_trust(id, {id}) is NetworkTrust.CONFIRMED
    assert network_trust(id, typed=fingerprint_words(id)) is NetworkTrust.CONFIRMED
    assert network_trust(id, typed=fingerprint_hex(id)) is NetworkTrust.CONFIRMED
    assert network_trust(id, typed=id.hex()) is NetworkTrust.CONFIRMED
    assert network_trust(id, {id}, typed=fingerprint_hex(bytes(32))) is NetworkTrust.ANOTHER
    assert is_trusted(report, NetworkTrust.CONFIRMED)
    assert not is_trusted(report, NetworkTrust.UNCONFIRMED)


def test_a_self_made_network_with_the_same_names_is_intact_and_not_trusted():
    real, made = sample(), sample_network("self-made")
    report = check_evidence(made.evidence())
    assert report.intact
    assert report.network_name == check_evidence(real.evidence()).network_name
    trust = network_trust(report.network, {real.id})
    assert trust is NetworkTrust.UNCONFIRMED
    assert not is_trusted(report, trust)
    assert network_trust(report.network, {real.id}, fingerprint_words(real.id)) is NetworkTrust.ANOTHER


def test_a_proof_alone_is_never_trusted():
    report = check_proof_twice(golden())
    assert report.intact
    assert not is_trusted(report, network_trust(report.network, {sample().id}))
