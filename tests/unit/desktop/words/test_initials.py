"""Initial consonants find Korean words; the order of the consonants is that of Unicode's syllables."""

import pytest

from desktop.words.initials import fits, initials


def test_each_syllable_gives_its_first_consonant():
    assert initials("담요 40장 blanket") == "ㄷㅇ 40ㅈ blanket"
    assert initials("까치 씨앗 힣") == "ㄲㅊ ㅆㅇ ㅎ"


@pytest.mark.parametrize("typed", ["담요", "담", "ㄷㅇ", "ㄷ", "요 담", "", "DAM"])
def test_what_fits(typed):
    assert fits("담요 dam", typed)


@pytest.mark.parametrize("typed", ["ㅇㄷ", "이불", "ㄷ이", "담요 이불"])
def test_what_does_not(typed):
    assert not fits("담요", typed)
