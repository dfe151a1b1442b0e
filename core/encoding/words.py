"""Fingerprints that people compare by eye or over the telephone: six words and hexadecimal.

The words are the English list of BIP-39 (2,048 words, 11 bits each); six of them show the first 66 bits of a hash.
"""

from __future__ import annotations

from functools import cache

from mnemonic import Mnemonic

FINGERPRINT_WORDS = 6
FINGERPRINT_HEX_DIGITS = 16


@cache
def _english() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


def fingerprint_words(digest: bytes) -> str:
    """Six words, joined by hyphens, for the first 66 bits of a 32-byte hash."""
    bits = int.from_bytes(digest[:9], "big") >> (72 - 11 * FINGERPRINT_WORDS)
    places = [(bits >> (11 * (FINGERPRINT_WORDS - 1 - index))) & 2047 for index in range(FINGERPRINT_WORDS)]
    return "-".join(_english()[place] for place in places)


def fingerprint_hex(digest: bytes) -> str:
    """The first 16 hexadecimal digits in groups of four."""
    digits = digest.hex()[:FINGERPRINT_HEX_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, FINGERPRINT_HEX_DIGITS, 4))


def fingerprint_matches(typed: str, digest: bytes) -> bool:
    """Whether what a person typed is this hash's fingerprint.

    Accepted: the six words (any of hyphen, comma and blank between them), or hexadecimal digits, at least the 16 that
    are shown and any longer prefix up to the whole hash.
    """
    cleaned = typed.strip().lower()
    if "-".join(cleaned.replace("-", " ").replace(",", " ").split()) == fingerprint_words(digest):
        return True
    digits = cleaned.replace(" ", "").replace(":", "").replace("-", "")
    return len(digits) >= FINGERPRINT_HEX_DIGITS and digest.hex().startswith(digits)
