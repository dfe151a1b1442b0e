"""A person's card: their private key under a PIN of its own, as a text for a QR code on paper.

The card lies outside the encrypted vault: whoever finds or photographs one can guess for as long as they like. So its
PIN has eight digits or more, and Argon2id works harder than in the vault.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from core.encoding import cbor
from core.errors import InputError, RejectedError
from core.identity.keys import SEED_BYTES, SigningKey, is_key
from core.identity.pin import PIN_DIGITS_MAX, SealedKey, check_pin, seal_key
from core.ports.limits import NAME_CHARACTERS_MAX
from core.ports.randomness import Randomness

PREFIX = "JANGBU-CARD1:"
CARD_PIN_DIGITS_MIN = 8
CARD_OPERATIONS = argon2id.OPSLIMIT_MODERATE
CARD_MEMORY_BYTES = argon2id.MEMLIMIT_MODERATE
_OPERATIONS_MAX, _MEMORY_BYTES_MAX = 16, 1024 * 1024 * 1024
"""A card is made by anybody; opening one must not cost more than this."""
_TEXT_MAX = 2048
_MAGIC = "jangbu-card"
_BOX_BYTES = SecretBox.NONCE_SIZE + SecretBox.MACBYTES + SEED_BYTES


@dataclass(frozen=True, slots=True)
class Card:
    """A sealed key, and how its owner is called: organisation and post."""

    sealed: SealedKey
    member: str
    title: str


def make_card(key: SigningKey, member: str, title: str, pin: str, randomness: Randomness) -> Card:
    """A card of this key.

    Raises:
        InputError: `card_pin_shape`: fewer than 8 digits, more than 12, or something else than digits.
    """
    try:
        check_pin(pin)
    except InputError:
        pin = ""
    if len(pin) < CARD_PIN_DIGITS_MIN:
        raise InputError("card_pin_shape", field="pin", minimum=CARD_PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)
    sealed = seal_key(key, pin, randomness, operations=CARD_OPERATIONS, memory_bytes=CARD_MEMORY_BYTES)
    return Card(sealed, member, title)


def card_text(card: Card) -> str:
    """The text of the QR code: deterministic CBOR [magic, public key, salt, cost, box, member, title] in base64url."""
    sealed = card.sealed
    cost = [sealed.operations, sealed.memory_bytes]
    value = [_MAGIC, sealed.public, sealed.salt, cost, sealed.box, card.member, card.title]
    return PREFIX + base64.urlsafe_b64encode(cbor.encode(value)).decode().rstrip("=")


def read_card(text: str) -> Card:
    """The card that a text stands for; blanks around it are ignored.

    Raises:
        RejectedError: `not_a_card`; `card_costly`: opening it would take more memory than a card may ask for.
    """
    text = text.strip()
    if not text.startswith(PREFIX) or len(text) > _TEXT_MAX:
        raise RejectedError("not_a_card")
    digits = text[len(PREFIX) :]
    try:
        data = base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)
        value = cbor.decode(data)
    except (binascii.Error, ValueError, RejectedError) as error:
        raise RejectedError("not_a_card") from error
    if type(value) is not list or len(value) != 7 or not _fits(value):
        raise RejectedError("not_a_card")
    _, public, salt, (operations, memory_bytes), box, member, title = value
    if not (
        argon2id.OPSLIMIT_MIN <= operations <= _OPERATIONS_MAX
        and argon2id.MEMLIMIT_MIN <= memory_bytes <= _MEMORY_BYTES_MAX
    ):
        raise RejectedError("card_costly")
    return Card(SealedKey(public, salt, operations, memory_bytes, box), member, title)


def _fits(value: list[object]) -> bool:
    magic, public, salt, cost, box, member, title = value
    return (
        magic == _MAGIC
        and is_key(public)
        and _is_bytes(salt, argon2id.SALTBYTES)
        and type(cost) is list
        and len(cost) == 2
        and all(type(one) is int for one in cost)
        and _is_bytes(box, _BOX_BYTES)
        and _is_name(member)
        and _is_name(title)
    )


def _is_bytes(value: object, length: int) -> bool:
    return type(value) is bytes and len(value) == length


def _is_name(value: object) -> bool:
    return type(value) is str and 0 < len(value) <= NAME_CHARACTERS_MAX
