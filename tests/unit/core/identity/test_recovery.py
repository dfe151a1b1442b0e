"""24 words: the standard's own vectors, both languages, and each way of getting them wrong told apart."""

import unicodedata

import pytest

from core.errors import InputError
from core.identity.recovery import recovery_words, same_word, secret_of_words

# Trezor's vectors for BIP-39, 256 bits.
VECTORS = (
    ("00" * 32, "abandon " * 23 + "art"),
    ("7f" * 32, "legal winner thank year wave sausage worth useful " * 2
     + "legal winner thank year wave sausage worth title"),
    ("ff" * 32, "zoo " * 23 + "vote"),
    ("68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
     "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis"
     " maple dilemma loan word shrug inflict delay length"),
)  # fmt: skip


def refused(text: str) -> tuple[str, dict]:
    with pytest.raises(InputError) as caught:
        secret_of_words(text)
    return caught.value.code, caught.value.facts


@pytest.mark.parametrize(("secret", "words"), VECTORS)
def test_the_vectors_of_the_standard(secret: str, words: str):
    assert recovery_words(bytes.fromhex(secret), "en") == tuple(words.split())
    assert secret_of_words(words) == bytes.fromhex(secret)


def test_korean_words_are_shown_composed_and_read_either_way():
    secret = bytes(range(32))
    words = recovery_words(secret, "ko")
    text = " ".join(words)
    assert text == unicodedata.normalize("NFC", text)
    assert len(words) == 24
    for typed in (text, unicodedata.normalize("NFD", text), unicodedata.normalize("NFKD", text)):
        assert secret_of_words(typed) == secret


def test_words_may_be_numbered_capitalised_and_on_lines():
    secret = bytes(range(32, 64))
    words = recovery_words(secret, "en")
    listed = "\n".join(f"{place}. {word.title()}" for place, word in enumerate(words, 1))
    assert secret_of_words(listed) == secret


def test_each_mistake_is_told_apart():
    words = VECTORS[3][1].split()
    assert refused(" ".join(words[:23])) == ("recovery_count", {"field": "words", "count": 23, "needed": 24})
    assert refused("")[0] == "recovery_count"
    assert refused(" ".join([*words[:6], "privat", *words[7:]])) == ("recovery_word", {"field": "words", "place": 7})
    swapped = [words[1], words[0], *words[2:]]
    assert refused(" ".join(swapped)) == ("recovery_checksum", {"field": "words"})


def test_a_word_typed_back():
    assert same_word(" Hamster ", "hamster")
    assert same_word(unicodedata.normalize("NFD", "가격"), "가격")
    assert not same_word("", "hamster")
    assert not same_word("hamsters", "hamster")
