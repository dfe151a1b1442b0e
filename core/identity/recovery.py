"""A secret as 24 words that a person can write down (BIP-39, 256 bits and an 8-bit checksum), in English or Korean.

Words are compared in NFKD as BIP-39 asks, so composed and decomposed Hangul are one; they are shown in NFC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from mnemonic import Mnemonic

from core.errors import InputError

SECRET_BYTES = 32
WORD_COUNT = 24
LANGUAGES = {"en": "english", "ko": "korean"}


@cache
def _list(language: str) -> Mnemonic:
    return Mnemonic(LANGUAGES[language])


def recovery_words(secret: bytes, language: str) -> tuple[str, ...]:
    """The 24 words of a 32-byte secret; `language` is en or ko."""
    assert len(secret) == SECRET_BYTES
    text = str(_list(language).to_mnemonic(secret))
    return tuple(unicodedata.normalize("NFC", word) for word in text.split())


def secret_of_words(text: str) -> bytes:
    """The secret behind 24 words, however they are spaced, numbered or capitalised.

    Raises:
        InputError: `recovery_count` (how many words were found), `recovery_word` (which one is in no list, from 1),
            `recovery_checksum` (every word is known, but two were swapped or one is wrong).
    """
    words = _split(text)
    if len(words) != WORD_COUNT:
        raise InputError("recovery_count", field="words", count=len(words), needed=WORD_COUNT)
    known, place = max(((_list(language), _known(words, language)) for language in LANGUAGES), key=lambda one: one[1])
    if place < WORD_COUNT:
        raise InputError("recovery_word", field="words", place=place + 1)
    try:
        return bytes(known.to_entropy(words))
    except ValueError as error:
        raise InputError("recovery_checksum", field="words") from error


def same_word(typed: str, word: str) -> bool:
    """Whether a person typed this word."""
    return _split(typed) == _split(word)


def _split(text: str) -> list[str]:
    plain = "".join(one if one.isalpha() else " " for one in unicodedata.normalize("NFC", text).lower())
    return [unicodedata.normalize("NFKD", word) for word in plain.split()]


def _known(words: Sequence[str], language: str) -> int:
    """How many words from the first on are in a language's list."""
    listed = set(_list(language).wordlist)
    return next((place for place, word in enumerate(words) if word not in listed), len(words))
