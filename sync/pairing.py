"""Pairing face to face: a text, short enough for a QR code, that says which network, which device, and where it is.

"JANGBU-PAIR1:" ‖ base64url without padding ‖ CBOR [network, device, [url...]]. Nothing in it is secret: it lets nobody
in. The newcomer's join request goes the other way; after the grant both find all they need here.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import InputError, RejectedError
from core.identity.keys import is_key
from sync.fields import is_hash

PREFIX = "JANGBU-PAIR1:"
URLS_MAX = 8
URL_CHARACTERS_MAX = 200
TEXT_CHARACTERS_MAX = 2400


@dataclass(frozen=True, slots=True)
class Pairing:
    """Where to find a member."""

    network: bytes
    device: bytes
    urls: tuple[str, ...]


def pairing_text(pairing: Pairing) -> str:
    """The text to show."""
    data = cbor.encode([pairing.network, pairing.device, list(pairing.urls)])
    return PREFIX + base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def read_pairing(text: str) -> Pairing:
    """What a text says.

    Raises:
        InputError: `pairing_unreadable`.
    """
    try:
        return _read(text.strip())
    except (ValueError, RejectedError, binascii.Error) as error:
        raise InputError("pairing_unreadable", field="url") from error


def _read(text: str) -> Pairing:
    if not text.startswith(PREFIX) or len(text) > TEXT_CHARACTERS_MAX:
        raise ValueError("no pairing")
    digits = text.removeprefix(PREFIX)
    value = decode_bounded(base64.b64decode(digits + "=" * (-len(digits) % 4), b"-_", validate=True), 32)
    if type(value) is not list or len(value) != 3:
        raise ValueError("no pairing")
    network, device, urls = value
    if not is_hash(network) or not is_key(device) or type(urls) is not list or not 0 < len(urls) <= URLS_MAX:
        raise ValueError("no pairing")
    if not all(type(url) is str and len(url) <= URL_CHARACTERS_MAX and url.startswith("https://") for url in urls):
        raise ValueError("no pairing")
    return Pairing(network, device, tuple(urls))
