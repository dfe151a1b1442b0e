"""Receipts: a device signs which blocks it holds durably, and so everything in their past.

Nothing else counts as "held by": neither that bytes were sent nor that a connection ended well. The signed bytes are
"jangbu/held/1" ‖ deterministic CBOR of [network, device, [block id...], clock].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.encoding import cbor
from core.errors import RejectedError
from core.identity.keys import KEY_BYTES, SigningKey, signature_holds
from core.ledger.cose import SIGNATURE_BYTES
from sync.fields import is_bytes, is_count, is_hash, read_list
from sync.limits import CONFIRM_MAX

_CONTEXT = b"jangbu/held/1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who holds which blocks, signed; `clock` is the holder's claim in seconds since 1970."""

    device: bytes
    held: tuple[bytes, ...]
    clock: int
    signature: bytes


def _signed(network: bytes, device: bytes, held: Sequence[bytes], clock: int) -> bytes:
    return _CONTEXT + cbor.encode([network, device, list(held), clock])


def sign_receipt(network: bytes, held: Sequence[bytes], clock: int, key: SigningKey) -> Receipt:
    """A receipt for blocks that the caller has committed durably."""
    return Receipt(key.public, tuple(held), clock, key.sign(_signed(network, key.public, held, clock)))


def receipt_holds(receipt: Receipt, network: bytes) -> bool:
    """Whether the named device signed this for this network."""
    signed = _signed(network, receipt.device, receipt.held, receipt.clock)
    return signature_holds(receipt.device, signed, receipt.signature)


def receipt_value(receipt: Receipt | None) -> list[Any] | None:
    """A receipt as it travels and is kept."""
    return None if receipt is None else [receipt.device, list(receipt.held), receipt.clock, receipt.signature]


def receipt_from(value: object) -> Receipt | None:
    """Raises RejectedError (`malformed_message`)."""
    if value is None:
        return None
    if type(value) is list and len(value) == 4:
        device, held, clock, signature = value
        if is_bytes(device, KEY_BYTES, KEY_BYTES) and is_count(clock):
            ids = tuple(read_list(held, CONFIRM_MAX, "receipt", is_hash))
            if is_bytes(signature, SIGNATURE_BYTES, SIGNATURE_BYTES):
                return Receipt(device, ids, clock, signature)
    raise RejectedError("malformed_message", field="receipt")
