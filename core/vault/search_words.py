"""How text becomes words of the search index: every two neighbouring letters, and the first consonants of Hangul.

A word of any script is indexed as its overlapping pairs and its last letter: 배터리 as 배터 터리 리. So any part of a
word is found by the phrase of its pairs, and a single letter by a prefix. No phrase reaches from one word into the
next, for it is made of pairs, and each word ends with a single letter. The first consonants of a word, here ㅂㅌㄹ, go
through the same and into a column of their own. The type of an entry is one word of a third column; which types a
typed word may stand for is found among their names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_HANGUL_FIRST, _HANGUL_LAST, _SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588
_CONSONANTS = frozenset(_INITIALS)
WORD_CHARACTERS_MAX = 64
"""Longer runs are keys and the like; nobody types more of one."""


def split_words(text: str) -> list[str]:
    """The words of a text: runs of letters and digits, composed and without case."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    spaced = "".join(one if one.isalnum() else " " for one in plain)
    return [word[:WORD_CHARACTERS_MAX] for word in spaced.split()]


def pairs(word: str) -> list[str]:
    """Overlapping pairs and the last letter."""
    return [word[place : place + 2] for place in range(len(word))]


def initials(word: str) -> str:
    """The first consonants of the Hangul in a word; empty where there is none."""
    return "".join(_initial(one) for one in word)


def _initial(letter: str) -> str:
    if _HANGUL_FIRST <= ord(letter) <= _HANGUL_LAST:
        return _INITIALS[(ord(letter) - _HANGUL_FIRST) // _SYLLABLES_PER_INITIAL]
    return ""


def indexed(texts: Sequence[str]) -> tuple[str, str]:
    """What goes into the two columns of the index for some texts."""
    words = dict.fromkeys(word for text in texts for word in split_words(text))
    return " ".join(_pairs_of(words)), " ".join(_pairs_of(initials(word) for word in words))


def _pairs_of(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from pairs(word)


def type_word(name: str) -> str:
    """The name of a type as one word of the index."""
    return "".join(split_words(name))


def query(text: str, types: Iterable[str] = ()) -> str:
    """The match expression that finds entries with all words of a text; empty where it holds none.

    A word of first consonants alone is looked up among those; so is what is half typed at the end of a word. A word
    that is part of the name of one of `types` finds the entries of that type, too.
    """
    names = {type_word(name): split_words(name) for name in types}
    parts = []
    for word in split_words(text):
        typed = word.rstrip("".join(_CONSONANTS)) or word
        column = "initials" if set(typed) <= _CONSONANTS else "words"
        named = [f'"{token}"' for token, words in names.items() if any(typed in one for one in words)]
        part = f"{column} : {_phrase(typed)}"
        parts.append(f"({part} OR types : ({' OR '.join(named)}))" if named else part)
    return " AND ".join(parts)


def _phrase(word: str) -> str:
    """Letters and digits only, so nothing in it can be an operator."""
    if len(word) == 1:
        return f'"{word}" *'
    return '"' + " ".join(pairs(word)[:-1]) + '"'
