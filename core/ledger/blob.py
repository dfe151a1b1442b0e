"""Entry blobs, the leaves of a block's body, as they travel.

0 clear      [0, content, cosignatures]                        governance: readable by every relay
1 encrypted  [1, epoch hint, commitment, ciphertext]           plaintext = CBOR [content, cosignatures]
2 sealed     [2, SHA-256(key), [[recipient, wrapped key]...], ciphertext]   a part of an entry, for its recipients
Another number in front is from a newer version: stored, relayed, shown as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.identity import sealing
from core.identity.keys import KEY_BYTES, SigningKey, seal_to
from core.ledger.content import Cosignature, cosignatures_from_values, cosignatures_to_values
from core.ledger.header import HASH_BYTES
from core.ports.limits import SEALED_RECIPIENTS_MAX
from core.ports.randomness import Randomness

CLEAR, ENCRYPTED, SEALED = 0, 1, 2
_CLEAR_START = cbor.head(4, 3) + cbor.head(0, CLEAR)
_ENCRYPTED_START = cbor.head(4, 4) + cbor.head(0, ENCRYPTED)
EPOCH_HINT_BYTES = 8
WRAPPED_BYTES = 80
_BEFORE_HINT = _ENCRYPTED_START + cbor.head(2, EPOCH_HINT_BYTES)
_BEFORE_COMMITMENT = cbor.head(2, sealing.COMMITMENT_BYTES)
_HINT_AT = len(_BEFORE_HINT)
_COMMITMENT_AT = _HINT_AT + EPOCH_HINT_BYTES + len(_BEFORE_COMMITMENT)
_CIPHERTEXT_AT = _COMMITMENT_AT + sealing.COMMITMENT_BYTES
_STATEMENT_START, _NO_COSIGNATURES = cbor.head(4, 2), cbor.head(4, 0)


class Statement(NamedTuple):
    """Content bytes with the signatures under them: what a clear or an opened blob says."""

    content: bytes
    cosignatures: tuple[Cosignature, ...]


class Encrypted(NamedTuple):
    """An unopened blob; `hint` is the first 8 bytes of the epoch's id."""

    hint: bytes
    commitment: bytes
    ciphertext: bytes


class Sealed(NamedTuple):
    """A part of an entry that only its recipients read; rules never do."""

    key_hash: bytes
    wraps: tuple[tuple[bytes, bytes], ...]
    ciphertext: bytes


class Newer(NamedTuple):
    """A blob of a kind that this version does not know."""

    kind: int


Blob = Statement | Encrypted | Sealed | Newer


def statement_bytes(statement: Statement) -> bytes:
    """The plaintext of an encrypted blob; `statement_of` reads it."""
    return cbor.encode([statement.content, cosignatures_to_values(statement.cosignatures)])


def clear_blob(statement: Statement) -> bytes:
    """A blob that everybody can read."""
    return cbor.encode([CLEAR, statement.content, cosignatures_to_values(statement.cosignatures)])


def is_clear(data: bytes) -> bool:
    """Whether a blob can be a clear one, by its first two bytes; nothing is taken apart for it."""
    return data.startswith(_CLEAR_START)


def is_encrypted(data: bytes) -> bool:
    """Whether a blob can be an encrypted one, by its first two bytes."""
    return data.startswith(_ENCRYPTED_START)


def is_statement(data: bytes) -> bool:
    """Whether a blob is a clear one that can be read."""
    try:
        return is_clear(data) and isinstance(read_blob(data), Statement)
    except RejectedError:
        return False


def encrypted_blob(statement: Statement, epoch: bytes, epoch_key: bytes) -> bytes:
    """A blob that the holders of the epoch's key can read."""
    plaintext = statement_bytes(statement)
    commitment = sealing.commitment_to(plaintext)
    return _encrypted(epoch[:EPOCH_HINT_BYTES], commitment, sealing.entry_key(epoch_key, commitment), plaintext)


def disclosed_blob(hint: bytes, entry_key: bytes, plaintext: bytes) -> bytes:
    """The blob that a disclosed plaintext came from, for its leaf hash; encryption is deterministic."""
    return _encrypted(hint, sealing.commitment_to(plaintext), entry_key, plaintext)


def _encrypted(hint: bytes, commitment: bytes, key: bytes, plaintext: bytes) -> bytes:
    return cbor.encode([ENCRYPTED, hint, commitment, sealing.encrypt_once(key, plaintext)])


def sealed_blob(plaintext: bytes, recipients: Iterable[bytes], randomness: Randomness) -> bytes:
    """A blob for the named keys only; its leaf hash goes into the content it belongs to."""
    key = randomness.take(sealing.EPOCH_KEY_BYTES)
    wraps = [[recipient, seal_to(recipient, key)] for recipient in sorted(set(recipients))]
    assert 0 < len(wraps) <= SEALED_RECIPIENTS_MAX
    return cbor.encode([SEALED, sha256(key).digest(), wraps, sealing.encrypt_once(key, plaintext)])


def read_blob(data: bytes) -> Blob:
    """Take a blob apart.

    Raises:
        RejectedError: `malformed_cbor`, `malformed_blob` or `malformed_content`.
    """
    encrypted = _encrypted_in(data)
    if encrypted is not None:
        return encrypted
    value = cbor.decode(data)
    if type(value) is not list or len(value) < 1 or type(value[0]) is not int:
        raise RejectedError("malformed_blob")
    kind = value[0]
    if kind == CLEAR and len(value) == 3 and type(value[1]) is bytes:
        return Statement(value[1], cosignatures_from_values(value[2]))
    if kind == ENCRYPTED and len(value) == 4:
        _, hint, commitment, ciphertext = value
        lengths = (EPOCH_HINT_BYTES, sealing.COMMITMENT_BYTES)
        all_bytes = type(hint) is type(commitment) is type(ciphertext) is bytes
        if all_bytes and (len(hint), len(commitment)) == lengths:
            return Encrypted(hint, commitment, ciphertext)
    if kind == SEALED and len(value) == 4:
        _, key_hash, wraps, ciphertext = value
        if type(key_hash) is type(ciphertext) is bytes and len(key_hash) == HASH_BYTES and _are_wraps(wraps):
            return Sealed(key_hash, tuple((wrap[0], wrap[1]) for wrap in wraps), ciphertext)
    if kind not in (CLEAR, ENCRYPTED, SEALED):
        return Newer(kind)
    raise RejectedError("malformed_blob")


def _encrypted_in(data: bytes) -> Encrypted | None:
    """An encrypted blob of the form that all of them have, without taking it apart as any other value."""
    if data[:_HINT_AT] != _BEFORE_HINT or data[_COMMITMENT_AT - 2 : _COMMITMENT_AT] != _BEFORE_COMMITMENT:
        return None
    ciphertext = cbor.byte_string_in(data, _CIPHERTEXT_AT, len(data))
    if ciphertext is None:
        return None
    hint, commitment = data[_HINT_AT : _HINT_AT + EPOCH_HINT_BYTES], data[_COMMITMENT_AT:_CIPHERTEXT_AT]
    return Encrypted(hint, commitment, ciphertext)


def _are_wraps(wraps: object) -> bool:
    return (
        type(wraps) is list
        and 0 < len(wraps) <= SEALED_RECIPIENTS_MAX
        and all(
            type(wrap) is list
            and len(wrap) == 2
            and type(wrap[0]) is type(wrap[1]) is bytes
            and (len(wrap[0]), len(wrap[1])) == (KEY_BYTES, WRAPPED_BYTES)
            for wrap in wraps
        )
    )


def open_encrypted(blob: Encrypted, epoch_key: bytes) -> Statement:
    """What an encrypted blob says.

    Raises:
        RejectedError: `wrong_seal` (another epoch's key), `malformed_cbor`, `malformed_content`.
    """
    return statement_of(plaintext_of(blob, sealing.entry_key(epoch_key, blob.commitment)))


def plaintext_of(blob: Encrypted, entry_key: bytes) -> bytes:
    """Raises RejectedError (`wrong_seal`) also where the plaintext is not what the blob committed to."""
    plaintext = sealing.decrypt_once(entry_key, blob.ciphertext)
    if sealing.commitment_to(plaintext) != blob.commitment:
        raise RejectedError("wrong_seal")
    return plaintext


def statement_of(plaintext: bytes) -> Statement:
    """Raises RejectedError (`malformed_cbor`, `malformed_content`)."""
    if plaintext.startswith(_STATEMENT_START) and plaintext.endswith(_NO_COSIGNATURES):
        content = cbor.byte_string_in(plaintext, 1, len(plaintext) - 1)
        if content is not None:
            return Statement(content, ())
    value = cbor.decode(plaintext)
    if type(value) is not list or len(value) != 2 or type(value[0]) is not bytes:
        raise RejectedError("malformed_content", field="statement")
    return Statement(value[0], cosignatures_from_values(value[1]))


def open_sealed(blob: Sealed, key: SigningKey) -> bytes:
    """The plaintext of a sealed part, for one of its recipients.

    Raises:
        RejectedError: `not_a_recipient`; `wrong_wrap` where the wrapped key is not the one that the blob's hash names
            (provable to others by the opened key); `wrong_seal`.
    """
    for recipient, wrapped in blob.wraps:
        if recipient == key.public:
            content_key = key.open_sealed(wrapped)
            if sha256(content_key).digest() != blob.key_hash:
                raise RejectedError("wrong_wrap")
            return sealing.decrypt_once(content_key, blob.ciphertext)
    raise RejectedError("not_a_recipient")
