"""COSE_Sign1 (RFC 9052 §4.2) with EdDSA over Ed25519: one outer encoding, so one block has one set of signed bytes.

tag 18 [ h'A10127', {}, payload, 64-byte signature ]: the protected header is exactly {1: -8}, the unprotected map is
empty, all lengths are definite and shortest.
"""

from __future__ import annotations

from typing import NamedTuple

from core.encoding.cbor import byte_string_in, head
from core.errors import RejectedError

_START = bytes.fromhex("d28443a10127a0")
_SIGNED_START = bytes.fromhex("846a") + b"Signature1" + bytes.fromhex("43a1012740")
_SIGNATURE_HEAD = bytes.fromhex("5840")
SIGNATURE_BYTES = 64
_SIGNATURE_ITEM_BYTES = len(_SIGNATURE_HEAD) + SIGNATURE_BYTES


class Sign1(NamedTuple):
    """The payload and signature of a COSE_Sign1 object of the one accepted form; nothing is verified yet."""

    payload: bytes
    signature: bytes


def to_be_signed(payload: bytes) -> bytes:
    """The Sig_structure bytes that the signature covers (RFC 9052 §4.4, no external data)."""
    return _SIGNED_START + head(2, len(payload)) + payload


def encode_sign1(payload: bytes, signature: bytes) -> bytes:
    """The COSE_Sign1 bytes of a payload and its signature."""
    assert len(signature) == SIGNATURE_BYTES
    return _START + head(2, len(payload)) + payload + _SIGNATURE_HEAD + signature


def decode_sign1(data: bytes) -> Sign1:
    """Take a COSE_Sign1 object apart.

    Raises:
        RejectedError: `malformed_envelope` for any other outer form than the one above.
    """
    end = len(data) - _SIGNATURE_ITEM_BYTES
    payload = byte_string_in(data, len(_START), end)
    if payload is None or not data.startswith(_START) or data[end:-SIGNATURE_BYTES] != _SIGNATURE_HEAD:
        raise RejectedError("malformed_envelope")
    return Sign1(payload, data[-SIGNATURE_BYTES:])


def signed_parts(data: bytes) -> tuple[bytes, bytes]:
    """The signed bytes and the signature of an object of the accepted form; the payload and its head stand in both."""
    return _SIGNED_START + data[len(_START) : -_SIGNATURE_ITEM_BYTES], data[-SIGNATURE_BYTES:]
