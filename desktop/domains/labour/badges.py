"""Badges for the kiosk: a QR code of the worker's key. A badge names nobody and opens nothing without the PIN."""

from __future__ import annotations

from dataclasses import dataclass

from core.domains.labour.credential.did_key import did_of, public_key_of
from core.domains.labour.rules.v1.person import worker_key
from core.errors import InputError
from core.vault.replica import Replica
from core.vault.views import list_subjects

_BADGES_MAX = 500


@dataclass(frozen=True, slots=True)
class Badge:
    """The staff number on it, for people, and the text of its code, for the reader."""

    number: str
    text: str


def badges(replica: Replica) -> list[Badge]:
    """A badge for everybody who works here, by staff number."""
    rows = list_subjects(replica, "employment", sort="staff_number", limit=_BADGES_MAX)
    keys = [(row.title, worker_key(row.state)) for row in rows if row.state.get("status") != "ended"]
    return [Badge(title, did_of(key)) for title, key in keys if key is not None]


def key_on_badge(text: str) -> bytes:
    """The key that a reader read; readers may put blanks around it.

    Raises:
        InputError: `badge_unreadable`.
    """
    try:
        return public_key_of(text.strip())
    except InputError as error:
        raise InputError("badge_unreadable") from error
