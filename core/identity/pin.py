"""A person's key at rest: sealed by a PIN with Argon2id (RFC 9106) and XSalsa20-Poly1305 (libsodium secretbox).

A PIN of six digits is weak by itself; the sealed key lies inside the encrypted vault, so the PIN guards against
another member of staff at the same laptop, not against a thief of the disk.
"""

from __future__ import annotations

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from core.errors import InputError, RefusedError
from core.identity.keys import SigningKey
from core.ports.randomness import Randomness

PIN_DIGITS_MIN = 6
PIN_DIGITS_MAX = 12
OPERATIONS = argon2id.OPSLIMIT_INTERACTIVE
MEMORY_BYTES = argon2id.MEMLIMIT_INTERACTIVE


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A person's private key under a PIN; the public key stands in clear to find it by."""

    public: bytes
    salt: bytes
    operations: int
    memory_bytes: int
    box: bytes


def check_pin(pin: str) -> None:
    """Raises InputError (`pin_shape`) unless the PIN is 6 to 12 digits."""
    if not (PIN_DIGITS_MIN <= len(pin) <= PIN_DIGITS_MAX and pin.isascii() and pin.isdigit()):
        raise InputError("pin_shape", field="pin", minimum=PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)


def seal_key(
    key: SigningKey, pin: str, randomness: Randomness, *, operations: int | None = None, memory_bytes: int | None = None
) -> SealedKey:
    """Seal a person's key under a PIN; Argon2id works as hard as in a vault where nothing else is said.

    Raises:
        InputError: `pin_shape`.
    """
    check_pin(pin)
    salt = randomness.take(argon2id.SALTBYTES)
    cost = (operations or OPERATIONS, memory_bytes or MEMORY_BYTES)
    wrapping = argon2id.kdf(SecretBox.KEY_SIZE, pin.encode(), salt, *cost)
    box = bytes(SecretBox(wrapping).encrypt(key.seed, randomness.take(SecretBox.NONCE_SIZE)))
    return SealedKey(key.public, salt, *cost, box)


def open_key(sealed: SealedKey, pin: str) -> SigningKey:
    """The person's key, for one signature.

    Raises:
        RefusedError: `wrong_pin`.
    """
    wrapping = argon2id.kdf(SecretBox.KEY_SIZE, pin.encode(), sealed.salt, sealed.operations, sealed.memory_bytes)
    try:
        key = SigningKey(SecretBox(wrapping).decrypt(sealed.box))
    except CryptoError as error:
        raise RefusedError("wrong_pin") from error
    if key.public != sealed.public:
        raise RefusedError("wrong_pin")
    return key
