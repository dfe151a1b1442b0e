"""The content of an entry: one typed statement about one subject, and the signatures of persons under it.

Content is a deterministic CBOR array of fifteen elements (docs/format.md §4); its bytes are made once by the author and
never encoded again. Entry id = SHA-256 of these bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from hashlib import sha256
from typing import Any, NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.identity.keys import KEY_BYTES, SigningKey, signature_holds
from core.ledger.cose import SIGNATURE_BYTES
from core.ledger.header import HASH_BYTES
from core.ports.clock import Instant
from core.ports.limits import (
    AFTER_MAX,
    ATTACHMENT_BYTES_MAX,
    ATTACHMENTS_MAX,
    COSIGNATURES_MAX,
    NAME_CHARACTERS_MAX,
    REFS_MAX,
    SEALED_PARTS_MAX,
)

SUBJECT_BYTES = 16
SALT_BYTES = 16
COSIGN_DOMAIN = b"jangbu/cosign/1"
_FIELDS = 15
_VERSION_MAX = _INCARNATION_MAX = 2**31
_TYPE_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}")


class Place(IntEnum):
    """Where a person's signature was made, as the recording device says."""

    OWN_DEVICE = 0
    OWN_CARD = 1
    OTHER_PARTY = 2


class Attachment(NamedTuple):
    """A file that belongs to an entry: named by the hash of its ciphertext, opened by its key."""

    root: bytes
    size: int
    media_type: str
    key: bytes


class Content(NamedTuple):
    """What an entry states."""

    network: bytes | None
    device: bytes
    incarnation: int
    type: str
    version: int
    subject: bytes | None
    """16 random bytes drawn when the subject was opened; None where the network itself is the subject."""
    after: tuple[bytes, ...]
    refs: tuple[bytes, ...]
    occurred_at: Instant
    person: bytes | None
    role: str | None
    body: Mapping[str, Any]
    sealed: tuple[bytes, ...]
    """Leaf hashes of the sealed parts, which are leaves of the same block."""
    attachments: tuple[Attachment, ...]
    salt: bytes


class Cosignature(NamedTuple):
    """A person's signature under an entry, in a role."""

    person: bytes
    role: str
    place: int
    signature: bytes


def entry_id(content_bytes: bytes) -> bytes:
    """SHA-256 of the content bytes."""
    return sha256(content_bytes).digest()


def encode_content(content: Content) -> bytes:
    """The bytes that the entry's id names and that persons sign."""
    return cbor.encode(
        [
            content.network,
            content.device,
            content.incarnation,
            content.type,
            content.version,
            content.subject,
            list(content.after),
            list(content.refs),
            [content.occurred_at.seconds, content.occurred_at.offset_minutes],
            content.person,
            content.role,
            dict(content.body),
            list(content.sealed),
            [[item.root, item.size, item.media_type, item.key] for item in content.attachments],
            content.salt,
        ]
    )


def decode_content(data: bytes) -> Content:
    """Read content bytes; the body is not looked into.

    Raises:
        RejectedError: `malformed_cbor` or `malformed_content` with the field.
    """
    value = cbor.decode(data)
    if type(value) is not list or len(value) < _FIELDS:
        raise RejectedError("malformed_content", field="length")
    wrong = _first_wrong_field(value)
    if wrong:
        raise RejectedError("malformed_content", field=wrong)
    occurred_at, attachments = Instant(*value[8]), tuple(map(Attachment._make, value[13]))
    after, refs, sealed = tuple(value[6]), tuple(value[7]), tuple(value[12])
    return Content._make((*value[:6], after, refs, occurred_at, *value[9:12], sealed, attachments, value[14]))


def _is_bytes(value: object, length: int) -> bool:
    return type(value) is bytes and len(value) == length


def _is_hash_list(value: object, most: int) -> bool:
    return type(value) is list and (
        not value
        or (len(value) <= most and all(_is_bytes(item, HASH_BYTES) for item in value) and len(set(value)) == len(value))
    )


def _is_name(value: object) -> bool:
    return type(value) is str and 0 < len(value) <= NAME_CHARACTERS_MAX


def _is_instant(value: object) -> bool:
    return (
        type(value) is list
        and len(value) == 2
        and type(value[0]) is type(value[1]) is int
        and -(2**35) <= value[0] <= 2**37  # years 881 to 6325: what calendars still print
        and abs(value[1]) <= 24 * 60 - 1
    )


def _is_attachment_list(value: object) -> bool:
    return type(value) is list and (not value or (len(value) <= ATTACHMENTS_MAX and all(map(_is_attachment, value))))


def _is_attachment(value: object) -> bool:
    return (
        type(value) is list
        and len(value) == 4
        and _is_bytes(value[0], HASH_BYTES)
        and type(value[1]) is int
        and 0 < value[1] <= ATTACHMENT_BYTES_MAX
        and _is_name(value[2])
        and _is_bytes(value[3], KEY_BYTES)
    )


def _first_wrong_field(value: list[Any]) -> str | None:
    fine = (
        value[0] is None or _is_bytes(value[0], HASH_BYTES),
        _is_bytes(value[1], KEY_BYTES),
        type(value[2]) is int and 0 <= value[2] <= _INCARNATION_MAX,
        _is_name(value[3]) and _TYPE_NAME.fullmatch(value[3]) is not None,
        type(value[4]) is int and 0 < value[4] <= _VERSION_MAX,
        value[5] is None or _is_bytes(value[5], SUBJECT_BYTES),
        _is_hash_list(value[6], AFTER_MAX),
        _is_hash_list(value[7], REFS_MAX),
        _is_instant(value[8]),
        value[9] is None or _is_bytes(value[9], KEY_BYTES),
        value[10] is None or _is_name(value[10]),
        type(value[11]) is dict,
        _is_hash_list(value[12], SEALED_PARTS_MAX),
        _is_attachment_list(value[13]),
        _is_bytes(value[14], SALT_BYTES),
    )
    return None if all(fine) else Content._fields[fine.index(False)]


def _cosign_message(network: bytes | None, entry: bytes, role: str) -> bytes:
    return COSIGN_DOMAIN + (network or bytes(HASH_BYTES)) + entry + role.encode()


def cosign(network: bytes | None, entry: bytes, role: str, place: Place, key: SigningKey) -> Cosignature:
    """A person's signature: "jangbu/cosign/1" ‖ network ‖ entry id ‖ role."""
    return Cosignature(key.public, role, int(place), key.sign(_cosign_message(network, entry, role)))


def cosignature_is_valid(cosignature: Cosignature, network: bytes | None, entry: bytes) -> bool:
    """Whether the named person signed this entry of this network in this role."""
    message = _cosign_message(network, entry, cosignature.role)
    return signature_holds(cosignature.person, message, cosignature.signature)


def cosignatures_to_values(cosignatures: tuple[Cosignature, ...]) -> list[list[Any]]:
    """As CBOR values: [person, role, place, signature] each."""
    return [[item.person, item.role, item.place, item.signature] for item in cosignatures]


def cosignatures_from_values(values: object) -> tuple[Cosignature, ...]:
    """Raises RejectedError (`malformed_content`, field `cosignatures`); signatures are not checked here."""
    if type(values) is not list or len(values) > COSIGNATURES_MAX:
        raise RejectedError("malformed_content", field="cosignatures")
    for item in values:
        if not (
            type(item) is list
            and len(item) == 4
            and _is_bytes(item[0], KEY_BYTES)
            and _is_name(item[1])
            and type(item[2]) is int
            and _is_bytes(item[3], SIGNATURE_BYTES)
        ):
            raise RejectedError("malformed_content", field="cosignatures")
    return tuple(map(Cosignature._make, values))
