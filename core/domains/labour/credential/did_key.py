"""did:key of an Ed25519 key: multibase base58btc over the multicodec prefix and the 32 bytes."""

from __future__ import annotations

import base58

from core.errors import InputError
from core.identity.keys import KEY_BYTES

PUBLIC_PREFIX = b"\xed\x01"
SECRET_PREFIX = b"\x80\x26"
_DID = "did:key:"
_BASE58 = "z"


def encode_base58(data: bytes) -> str:
    """Multibase base58btc."""
    return _BASE58 + base58.b58encode(data).decode("ascii")


def decode_base58(text: str) -> bytes:
    """Bytes of a multibase base58btc text.

    Raises:
        InputError: `did_key_unreadable`.
    """
    if not text.startswith(_BASE58):
        raise InputError("did_key_unreadable", value=text[:80])
    try:
        return base58.b58decode(text[1:])
    except ValueError as error:
        raise InputError("did_key_unreadable", value=text[:80]) from error


def did_of(public: bytes) -> str:
    """The did:key of an Ed25519 public key."""
    return _DID + encode_base58(PUBLIC_PREFIX + public)


def method_of(public: bytes) -> str:
    """The verification method that a proof names: the did with itself as fragment."""
    did = did_of(public)
    return f"{did}#{did.removeprefix(_DID)}"


def public_key_of(did: str) -> bytes:
    """The public key of a did:key or of one of its verification methods.

    Raises:
        InputError: `did_key_unreadable`.
    """
    text, _, fragment = did.removeprefix(_DID).partition("#")
    data = decode_base58(text)
    fits = did.startswith(_DID) and fragment in ("", text)
    if not fits or data[:2] != PUBLIC_PREFIX or len(data) != 2 + KEY_BYTES:
        raise InputError("did_key_unreadable", value=did[:80])
    return data[2:]
