"""Sealed parts: what stands in one, who can open it, and how a wrap that holds another key is proven.

A part is a leaf of its own (core.ledger.blob). Its plaintext names the chain that it was written for, so that a part
that somebody copied into a chain of their own does not speak there. Rules never read parts.

The proof: a libsodium sealed box is made with an ephemeral key; its recipient can tell the box's own shared secret
without giving away anything else. With it everybody opens the box, and sees that the key inside does not have the hash
that the part's header names. For a box that an author made, nobody finds a second secret that passes its Poly1305 tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.encoding import cbor
from core.errors import RejectedError
from core.identity import sealing
from core.identity.keys import KEY_BYTES, SigningKey, opened_by_secret
from core.ledger.blob import Sealed
from core.ledger.content import Content

_FIELDS = 4
Wrap = tuple[bytes, bytes]
"""Recipient and sealed box."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an opened part says."""

    name: str
    body: Mapping[str, Any]


def part_bytes(name: str, body: Mapping[str, Any], network: bytes, device: bytes) -> bytes:
    """The plaintext of a part: [name, network, device, body].

    Raises:
        TypeError: the body holds what cannot be signed.
    """
    return cbor.encode([name, network, device, dict(body)])


def read_part(plaintext: bytes, content: Content) -> Part:
    """Read an opened part of an entry.

    Raises:
        RejectedError: `malformed_cbor`, `malformed_part`; `part_misplaced`: it was written for another chain.
    """
    value = cbor.decode(plaintext)
    if type(value) is not list or len(value) < _FIELDS or type(value[0]) is not str or type(value[3]) is not dict:
        raise RejectedError("malformed_part")
    if (value[1], value[2]) != (content.network, content.device):
        raise RejectedError("part_misplaced")
    return Part(value[0], value[3])


def content_key(blob: Sealed, key: SigningKey, shared: Iterable[Wrap] = ()) -> bytes:
    """The key of a part, for one of its recipients; `shared` are wraps that were given later.

    Raises:
        RejectedError: `not_a_recipient`; `wrong_wrap` where every wrap that this key opens holds another key;
            `wrong_seal` where none opens.
    """
    boxes = [box for recipient, box in (*blob.wraps, *shared) if recipient == key.public]
    if not boxes:
        raise RejectedError("not_a_recipient")
    opened = 0
    for box in boxes:
        try:
            found = key.open_sealed(box)
        except RejectedError:
            continue
        opened += 1
        if sha256(found).digest() == blob.key_hash:
            return found
    raise RejectedError("wrong_wrap" if opened else "wrong_seal")


def opened_part(blob: Sealed, found: bytes, content: Content) -> Part:
    """The part under its content key.

    Raises:
        RejectedError: `wrong_seal`, and what `read_part` raises.
    """
    return read_part(sealing.decrypt_once(found, blob.ciphertext), content)


def secrets_of_wrong_wraps(blob: Sealed, key: SigningKey, shared: Iterable[Wrap] = ()) -> list[bytes]:
    """For each wrap to this key that holds another key than the part's: the secret that proves it."""
    secrets = [key.secret_of_box(box) for recipient, box in (*blob.wraps, *shared) if recipient == key.public]
    return [one for one in secrets if proves_wrong_wrap(blob, key.public, one, shared)]


def proves_wrong_wrap(blob: Sealed, recipient: bytes, secret: bytes, shared: Iterable[Wrap] = ()) -> bool:
    """Whether a secret opens a wrap to this recipient, and what is in it is not the part's key."""
    if len(secret) != KEY_BYTES:
        return False
    boxes = [box for one, box in (*blob.wraps, *shared) if one == recipient]
    opened = [found for box in boxes if (found := opened_by_secret(recipient, box, secret)) is not None]
    return any(sha256(found).digest() != blob.key_hash for found in opened)
