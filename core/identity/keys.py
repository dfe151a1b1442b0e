"""Ed25519 signing keys (RFC 8032) of devices and persons, through libsodium.

A key is named by its 32 public bytes everywhere. Sealing to a key uses its X25519 form
(crypto_sign_ed25519_pk_to_curve25519), so one key both signs and receives.
"""

from __future__ import annotations

from hashlib import blake2b

from nacl.bindings import (
    crypto_box_beforenm,
    crypto_box_NONCEBYTES,
    crypto_box_open_afternm,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_BYTES,
    crypto_sign_ed25519_pk_to_curve25519,
    crypto_sign_ed25519_sk_to_curve25519,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import CryptoError

from core.errors import RejectedError

KEY_BYTES = 32
SEED_BYTES = 32


class SigningKey:
    """A private key; signs, and opens what was sealed to its public bytes."""

    __slots__ = ("_secret", "public")

    def __init__(self, seed: bytes) -> None:
        assert len(seed) == SEED_BYTES
        self.public, self._secret = crypto_sign_seed_keypair(seed)

    @property
    def seed(self) -> bytes:
        """The 32 bytes to keep; whoever has them is this key."""
        return self._secret[:SEED_BYTES]

    def sign(self, message: bytes) -> bytes:
        """A 64-byte detached signature."""
        return bytes(crypto_sign(message, self._secret)[:crypto_sign_BYTES])

    def open_sealed(self, sealed: bytes) -> bytes:
        """The plaintext of a libsodium sealed box made for this key.

        Raises:
            RejectedError: `wrong_seal`: made for another key, or changed.
        """
        try:
            return bytes(
                crypto_box_seal_open(
                    sealed,
                    crypto_sign_ed25519_pk_to_curve25519(self.public),
                    crypto_sign_ed25519_sk_to_curve25519(self._secret),
                )
            )
        except (CryptoError, TypeError, ValueError) as error:
            raise RejectedError("wrong_seal") from error


    def secret_of_box(self, sealed: bytes) -> bytes:
        """The secret that this key and a sealed box's ephemeral key share: it opens that box and no other.

        Raises:
            RejectedError: `wrong_seal`: no box.
        """
        try:
            return bytes(crypto_box_beforenm(sealed[:KEY_BYTES], crypto_sign_ed25519_sk_to_curve25519(self._secret)))
        except (CryptoError, TypeError, ValueError, RuntimeError) as error:
            raise RejectedError("wrong_seal") from error


def is_key(public: object) -> bool:
    """Whether these are the 32 bytes of a usable Ed25519 public key (on the curve, not of small order)."""
    return isinstance(public, bytes) and len(public) == KEY_BYTES and bool(crypto_core_ed25519_is_valid_point(public))


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a detached signature is valid as libsodium judges it (canonical, no small-order key)."""
    if len(signature) != crypto_sign_BYTES or len(public) != KEY_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except (CryptoError, ValueError):
        return False
    return True


def seal_to(public: bytes, plaintext: bytes) -> bytes:
    """A libsodium sealed box that only the holder of `public` opens; 48 bytes longer than the plaintext."""
    return bytes(crypto_box_seal(plaintext, crypto_sign_ed25519_pk_to_curve25519(public)))


def opened_by_secret(recipient: bytes, sealed: bytes, secret: bytes) -> bytes | None:
    """What a sealed box holds, by the secret that its recipient told; None where the two do not belong together."""
    try:
        receiving = crypto_sign_ed25519_pk_to_curve25519(recipient)
        nonce = blake2b(sealed[:KEY_BYTES] + receiving, digest_size=crypto_box_NONCEBYTES).digest()
        return bytes(crypto_box_open_afternm(sealed[KEY_BYTES:], nonce, secret))
    except (CryptoError, TypeError, ValueError, RuntimeError):
        return None
