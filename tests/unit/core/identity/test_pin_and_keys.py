"""Persons' keys under a PIN, signatures, sealed boxes, and fingerprints that people compare."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding.words import fingerprint_hex, fingerprint_matches, fingerprint_words
from core.errors import InputError, RefusedError, RejectedError
from core.identity import sealing
from core.identity.keys import SigningKey, is_key, seal_to, signature_holds
from core.identity.pin import open_key, seal_key
from tests.support.cheap_argon2 import cheaply
from tests.support.seeded_randomness import SeededRandomness

# RFC 8032 §7.1, TEST 2: secret key, public key, message, signature.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# Points of order 1, 2 and 4 of edwards25519: no key of anybody.
SMALL = (bytes([1]) + bytes(31), bytes.fromhex("ec" + 30 * "ff" + "7f"), bytes(32))


def test_signing_is_that_of_rfc_8032():
    key = SigningKey(SEED)
    assert (key.public, key.seed, key.sign(b"\x72")) == (PUBLIC, SEED, SIGNATURE)
    assert signature_holds(PUBLIC, b"\x72", SIGNATURE)


def test_a_signature_holds_for_its_message_and_key_only():
    other = SigningKey(bytes(32))
    assert not signature_holds(PUBLIC, b"\x73", SIGNATURE)
    assert not signature_holds(other.public, b"\x72", SIGNATURE)
    for place in range(64):
        changed = bytearray(SIGNATURE)
        changed[place] ^= 1
        assert not signature_holds(PUBLIC, b"\x72", bytes(changed))
    for signature, public in ((SIGNATURE[:63], PUBLIC), (SIGNATURE + b"\0", PUBLIC), (SIGNATURE, PUBLIC[:31])):
        assert not signature_holds(public, b"\x72", signature)


def test_a_signature_has_one_form():
    """s plus the group's order would verify under a lax check (RFC 8032 §5.1.7)."""
    order = 2**252 + 27742317777372353535851937790883648493
    shifted = int.from_bytes(SIGNATURE[32:], "little") + order
    assert not signature_holds(PUBLIC, b"\x72", SIGNATURE[:32] + shifted.to_bytes(32, "little"))


@pytest.mark.parametrize("public", [*SMALL, PUBLIC[:31], PUBLIC + b"\0", PUBLIC.hex(), None, b""])
def test_what_is_no_key(public: object):
    assert not is_key(public)
    assert is_key(PUBLIC)


def test_a_sealed_box_opens_for_its_key_only():
    key, other = SigningKey(SEED), SigningKey(bytes(32))
    box = seal_to(key.public, b"secret")
    assert len(box) == 48 + 6
    assert key.open_sealed(box) == b"secret"
    for opener, sealed in ((other, box), (key, box[:-1]), (key, bytes([box[0] ^ 1]) + box[1:]), (key, b"")):
        with pytest.raises(RejectedError) as caught:
            opener.open_sealed(sealed)
        assert caught.value.code == "wrong_seal"


def test_an_entry_key_opens_one_entry():
    epoch = bytes(range(32))
    texts = (b"one", b"two")
    keys = [sealing.entry_key(epoch, sealing.commitment_to(text)) for text in texts]
    boxes = [sealing.encrypt_once(key, text) for key, text in zip(keys, texts, strict=True)]
    assert [sealing.decrypt_once(key, box) for key, box in zip(keys, boxes, strict=True)] == list(texts)
    for key, box in ((keys[0], boxes[1]), (keys[0], boxes[0][:-1]), (keys[0][:31], boxes[0]), (keys[0], b"")):
        with pytest.raises(RejectedError):
            sealing.decrypt_once(key, box)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "１２３４５６", "-12345", "12 456"])
def test_a_pin_of_another_shape_is_told(pin: str):
    with pytest.raises(InputError) as caught:
        seal_key(SigningKey(SEED), pin, SeededRandomness("pin"))
    assert (caught.value.code, caught.value.facts["minimum"], caught.value.facts["maximum"]) == ("pin_shape", 6, 12)


def test_a_key_opens_with_its_pin_and_no_other():
    with cheaply():
        for pin in ("123456", "123456789012"):
            sealed = seal_key(SigningKey(SEED), pin, SeededRandomness("pin"))
            assert SEED not in sealed.box
            assert open_key(sealed, pin).seed == SEED
            for wrong in ("654321", pin + "0", ""):
                with pytest.raises(RefusedError) as caught:
                    open_key(sealed, wrong)
                assert caught.value.code == "wrong_pin"
        swapped = replace(sealed, public=SigningKey(bytes(32)).public)
        with pytest.raises(RefusedError):
            open_key(swapped, pin)


# The first and last words of the English list of BIP-39.
@pytest.mark.parametrize(("byte", "word", "digits"), [(0x00, "abandon", "0000"), (0xFF, "zoo", "ffff")])
def test_fingerprints_of_all_zeroes_and_all_ones(byte: int, word: str, digits: str):
    digest = bytes([byte] * 32)
    assert fingerprint_words(digest) == "-".join([word] * 6)
    assert fingerprint_hex(digest) == " ".join([digits] * 4)


@given(st.binary(min_size=32, max_size=32), st.integers(16, 64))
def test_a_typed_fingerprint_matches_its_hash(digest: bytes, digits: int):
    words = fingerprint_words(digest)
    for typed in (words, words.upper(), words.replace("-", " "), words.replace("-", ", "), f" {words} "):
        assert fingerprint_matches(typed, digest)
    assert fingerprint_matches(fingerprint_hex(digest).upper(), digest)
    assert fingerprint_matches(digest.hex()[:digits], digest)
    assert not fingerprint_matches(digest.hex()[:15], digest)
    assert not fingerprint_matches("", digest)
    other = bytes([digest[0] ^ 1]) + digest[1:]
    assert not fingerprint_matches(words, other)
    assert not fingerprint_matches(digest.hex(), other)
