"""A join request as people pass it on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """Public keys of this device and its persons, for whoever may grant; nothing in it is secret."""

    file_name: str
    file_bytes: bytes
    qr_text: str
    fingerprint: str
    """What two people read to each other to be sure that it is the same request."""
