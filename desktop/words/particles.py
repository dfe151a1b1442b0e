"""Korean particles that depend on the sound before them: `{name:을/를}` in a catalog gives 담요를, 즉석밥을."""

from __future__ import annotations

import re

PARTICLES = re.compile(r"[가-힣]+/[가-힣]*")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS = ord("가"), ord("힣"), 28
_FINAL_RIEUL = 8
# How the last digit is read aloud: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGIT_FINALS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
# Letters read by name that end in a consonant: L, M, N, R.
_LETTER_FINALS = {"l": 8, "m": 16, "n": 4, "r": 8}


def with_particle(word: str, pair: str) -> str:
    """Append the particle of `pair` ("을/를": after a consonant / after a vowel) that fits the end of the word."""
    after_consonant, after_vowel = pair.split("/")
    final = _final_consonant(word)
    # 으로 is 로 after a vowel and after ㄹ.
    vowel_like = final == 0 or (after_consonant == "으로" and final == _FINAL_RIEUL)
    return word + (after_vowel if vowel_like else after_consonant)


def _final_consonant(word: str) -> int:
    """Index of the last syllable's final consonant; 0 where it ends in a vowel or cannot be told."""
    spoken = [character for character in word if character.isalnum()]
    if not spoken:
        return 0
    last = spoken[-1].lower()
    if _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        return (ord(last) - _FIRST_SYLLABLE) % _FINALS
    return _DIGIT_FINALS.get(last, _LETTER_FINALS.get(last, 0))
