"""Finding Korean words by their initial consonants: ㄷㅇ finds 담요, as people type it on a telephone."""

from __future__ import annotations

_FIRST, _LAST, _PER_INITIAL = ord("가"), ord("힣"), 588
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def initials(text: str) -> str:
    """Each syllable by its initial consonant; anything else stays as it is."""
    return "".join(map(_initial, text))


def fits(text: str, typed: str) -> bool:
    """Whether every word that was typed is in the text: as it stands, or by initial consonants."""
    plain = text.casefold()
    short = initials(plain)
    return all(word in plain or (_is_initials(word) and word in short) for word in typed.casefold().split())


def _initial(one: str) -> str:
    return _INITIALS[(ord(one) - _FIRST) // _PER_INITIAL] if _FIRST <= ord(one) <= _LAST else one


def _is_initials(word: str) -> bool:
    return bool(word) and all(one in _INITIALS for one in word)
