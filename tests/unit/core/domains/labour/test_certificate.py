"""The career certificate: only what the worker chose, both signatures, and no byte that could be another."""

import json
from hashlib import sha256
from itertools import combinations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.domains.labour.credential.certificate import certificate, proof_by
from core.domains.labour.credential.proof import canonical
from core.domains.labour.credential.reading import (
    PREFIX,
    certificate_holds,
    certificate_text,
    read_certificate,
    read_certificate_text,
)
from core.domains.labour.rules.v1.career import CREDENTIAL_FIELDS
from core.errors import InputError
from core.identity.keys import SigningKey
from core.ports.clock import Instant
from tests.support.labour_bench import SHOP, Bench

EMPLOYER, WORKER, STRANGER = (SigningKey(bytes([number]) * 32) for number in (5, 6, 7))
ISSUED = Instant(1_796_000_000, 540)
ENDED = {"last_day": "2027-03-31", "reason": "worker_resigned", "told_on": "2027-02-28"}
# What each field would put into the bytes, and nothing else would.
TRACES = {
    "name": ("김하나",),
    "period": ("2026-11-02", "2027-03-31"),
    "duties": ("홀 서빙",),
    "position": ("part_time",),
    "week_hours": ("20:00",),
    "wage": ("10700", "KRW"),
    "workplace": ("한빛카페", "마포구"),
    "reason_of_leaving": ("worker_resigned",),
}


def issued(chosen=CREDENTIAL_FIELDS, keys=(EMPLOYER, WORKER)):
    shop, bench = Bench(), Bench().hired()
    shop.record("labour.workplace.open", SHOP)
    state = {**bench.state, "ended": ENDED}
    state["person"] = {**state["person"], "worker_key": WORKER.public.hex()}
    bare = certificate(shop.state, state, chosen, "김하나", "ab" * 32, EMPLOYER.public, ISSUED)
    return {**bare, "proof": [proof_by(bare, key.public, key.sign, ISSUED) for key in keys]}


def holds(data):
    try:
        return certificate_holds(read_certificate(data))
    except InputError:
        return False


@pytest.mark.parametrize("count", range(len(CREDENTIAL_FIELDS) + 1))
def test_only_what_the_worker_chose_is_anywhere_in_the_bytes(count):
    assert TRACES.keys() == set(CREDENTIAL_FIELDS)
    for chosen in combinations(CREDENTIAL_FIELDS, count):
        text = canonical(issued(chosen, ())).decode()
        found = {name for name, traces in TRACES.items() if any(trace in text for trace in traces)}
        assert found == set(chosen)


def test_both_signed_and_the_file_and_the_code_hold():
    document = issued()
    assert holds(canonical(document))
    assert holds(json.dumps(document, indent=2).encode())  # another way to write the same
    text = certificate_text(document)
    assert read_certificate_text(text) == document
    assert len(text) < 1_200  # what a code of 48 mm can hold and a phone still read


def test_no_byte_can_be_another():
    """Each byte with one bit of each place turned in turn; all bits of all bytes are turned by `--long`."""
    data = canonical(issued())
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert not holds(bytes(changed)), place


@pytest.mark.long
def test_no_bit_can_be_another_and_no_byte_left_out_or_doubled():
    data = canonical(issued())
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            assert not holds(bytes(changed)), (place, bit)
        assert not holds(data[:place] + data[place + 1 :]), place
        doubled = data[: place + 1] + data[place:]
        # A doubled 0 or a blank between words is no change of meaning in JSON; here neither stands where it could be.
        assert not holds(doubled), place


def test_no_sign_of_the_code_can_be_another():
    text = certificate_text(issued())
    for place in range(len(text)):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        try:
            assert not certificate_holds(read_certificate_text(changed)), place
        except InputError as error:
            assert error.code == "certificate_unreadable"


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (EMPLOYER,),
        (WORKER,),
        (EMPLOYER, EMPLOYER),
        (WORKER, WORKER),
        (EMPLOYER, STRANGER),
        (STRANGER, WORKER),
        (EMPLOYER, WORKER, STRANGER),
        (EMPLOYER, WORKER, WORKER),
    ],
)
def test_whoever_is_missing_or_too_many_breaks_it(keys):
    assert not certificate_holds(issued(keys=keys))


def test_a_certificate_of_oneself_does_not_hold():
    document = issued(keys=())
    alone = {**document, "issuer": document["credentialSubject"]["id"]}
    proofs = [proof_by(alone, WORKER.public, WORKER.sign, ISSUED) for _ in range(2)]
    assert not certificate_holds({**alone, "proof": proofs})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":NaN}',
        b"[" * 60_000,
        b'{"a":"' + b"x" * 70_000 + b'"}',
    ],
)
def test_what_is_no_certificate_is_refused_by_name(data):
    with pytest.raises(InputError) as refused:
        read_certificate(data)
    assert refused.value.code == "certificate_unreadable"


@pytest.mark.parametrize("text", ["", PREFIX, f"{PREFIX}!!!!", f"{PREFIX}AAAA", "JANGBU1:AAAA", f"{PREFIX}AwA"])
def test_what_is_no_code_of_a_certificate_is_refused_by_name(text):
    with pytest.raises(InputError) as refused:
        read_certificate_text(text)
    assert refused.value.code == "certificate_unreadable"


def test_a_second_reading_of_the_standard_agrees():
    """W3C vc-di-eddsa §3.3 from its text: other JSON, base58 and Ed25519 code than ours."""
    document = json.loads(canonical(issued()))
    bare = {name: value for name, value in document.items() if name != "proof"}

    def written(value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def base58(text):
        alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        number = 0
        for sign in text:
            number = number * 58 + alphabet.index(sign)
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    signers = []
    for proof in document["proof"]:
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        key = base58(proof["verificationMethod"].split("#")[1][1:])
        assert key[:2] == b"\xed\x01"
        signature = base58(proof["proofValue"][1:]).rjust(64, b"\0")
        message = sha256(written(options)).digest() + sha256(written(bare)).digest()
        Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, message)
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, message[::-1])
        signers.append(key[2:])
    assert signers == [EMPLOYER.public, WORKER.public]
