"""One outer encoding: what is not exactly the form of encode_sign1 is refused, whatever its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError
from core.ledger.cose import Sign1, decode_sign1, encode_sign1, signed_parts, to_be_signed

signatures = st.binary(min_size=64, max_size=64)
payloads = st.binary(max_size=70) | st.integers(250, 260).map(bytes) | st.just(bytes(70_000))


@given(payloads, signatures)
def test_round_trip(payload, signature):
    data = encode_sign1(payload, signature)
    assert decode_sign1(data) == Sign1(payload, signature)
    assert signed_parts(data) == (to_be_signed(payload), signature)


@given(st.binary(max_size=40), signatures, st.data())
def test_a_cut_or_longer_envelope_is_refused(payload, signature, data):
    whole = encode_sign1(payload, signature)
    cut = data.draw(st.integers(0, len(whole) - 1))
    for changed in (whole[:cut], whole + b"\x00"):
        with pytest.raises(RejectedError, match="malformed_envelope"):
            decode_sign1(changed)


@given(st.binary(max_size=40), signatures, st.data())
def test_a_changed_byte_outside_payload_and_signature_is_refused(payload, signature, data):
    whole = encode_sign1(payload, signature)
    start = len(whole) - 66 - len(payload)
    place = data.draw(st.sampled_from([*range(start), len(whole) - 66, len(whole) - 65]))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RejectedError, match="malformed_envelope"):
        decode_sign1(bytes(changed))
