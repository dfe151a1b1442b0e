"""Bytes that look random and are the same in every run of a seed."""

from hashlib import blake2b, sha256

from nacl.bindings import (
    crypto_box,
    crypto_box_NONCEBYTES,
    crypto_box_seed_keypair,
    crypto_sign_ed25519_pk_to_curve25519,
)


class SeededRandomness:
    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._drawn = 0

    def take(self, count: int) -> bytes:
        first, self._drawn = self._drawn + 1, self._drawn + -(-count // 32)
        numbers = range(first, self._drawn + 1)
        return b"".join(sha256(self._seed + number.to_bytes(8, "big")).digest() for number in numbers)[:count]


def seeded_box(public: bytes, plaintext: bytes, seed: bytes) -> bytes:
    """What `seal_to` makes (libsodium's crypto_box_seal), with a sender's key that follows from the seed."""
    receiver = crypto_sign_ed25519_pk_to_curve25519(public)
    sender_public, sender = crypto_box_seed_keypair(sha256(seed + public).digest())
    nonce = blake2b(sender_public + receiver, digest_size=crypto_box_NONCEBYTES).digest()
    return sender_public + crypto_box(plaintext, nonce, receiver, sender)
