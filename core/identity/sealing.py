"""Symmetric encryption of entries to an epoch and of sealed parts to recipients (XChaCha20-Poly1305, libsodium).

Entries: commitment = SHA-256(plaintext); key = BLAKE2b-256(key = epoch key, "jangbu/entry/1" ‖ commitment); nonce = 24
zero bytes. The key is used for one plaintext only, so a fixed nonce is safe, no randomness is drawn and equal
plaintexts give equal bytes. Whoever is told the entry's key reads this entry and no other; the commitment stops an
author from making one blob that opens to two texts under two keys. Every plaintext holds 16 random bytes, so the
commitment tells nothing.

Sealed parts: a random key, zero nonce, SHA-256(key) beside the ciphertext so that a wrong wrap can be proven.
"""

from __future__ import annotations

from hashlib import blake2b, sha256

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from core.errors import RejectedError

EPOCH_KEY_BYTES = 32
COMMITMENT_BYTES = 32
TAG_BYTES = 16
_NONCE = bytes(24)
_ENTRY_DOMAIN = b"jangbu/entry/1"


def commitment_to(plaintext: bytes) -> bytes:
    """What a blob says of its plaintext before it is opened."""
    return sha256(plaintext).digest()


def entry_key(epoch_key: bytes, commitment: bytes) -> bytes:
    """The key of one entry; disclosing it discloses this entry only."""
    return blake2b(_ENTRY_DOMAIN + commitment, key=epoch_key, digest_size=32).digest()


def encrypt_once(key: bytes, plaintext: bytes) -> bytes:
    """Ciphertext with its 16-byte tag, under a key that encrypts nothing else ever."""
    return bytes(crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, b"", _NONCE, key))


def decrypt_once(key: bytes, ciphertext: bytes) -> bytes:
    """Raises RejectedError (`wrong_seal`) where key and ciphertext do not belong together."""
    try:
        return bytes(crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, b"", _NONCE, key))
    except (CryptoError, ValueError, TypeError) as error:
        raise RejectedError("wrong_seal") from error
