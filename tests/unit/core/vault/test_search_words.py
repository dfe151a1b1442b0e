"""Words of the index: every neighbouring pair, first consonants, and nothing that an operator could hide in."""

import unicodedata

from core.vault.search_words import indexed, initials, pairs, query, split_words


def test_every_pair_of_a_word_is_there_and_the_last_letter():
    assert pairs("배터리") == ["배터", "터리", "리"]
    assert pairs("a") == ["a"]


def test_words_are_runs_of_letters_and_digits_composed_and_without_case():
    decomposed = unicodedata.normalize("NFD", "제주 배터리")
    assert split_words(f"{decomposed}, KONA-0042/ß straße  Åse 日本 4.2") == [
        *("제주", "배터리", "kona", "0042", "ss", "strasse", "åse", "日本", "4", "2"),
    ]


def test_first_consonants_of_hangul_only():
    assert initials("배터리") == "ㅂㅌㄹ"
    assert initials("꽃집까치") == "ㄲㅈㄲㅊ"
    assert initials("kona코나3") == "ㅋㄴ"
    assert initials("kona") == ""


def test_a_query_asks_for_all_words_in_their_columns():
    assert query("배터리 ㅈㅈ") == 'words : "배터 터리" AND initials : "ㅈㅈ"'
    assert query("배") == 'words : "배" *'
    assert query("ㅂ") == 'initials : "ㅂ" *'
    assert query("배터ㄹ") == 'words : "배터"', "what is half typed does not count yet"
    assert query("") == query(' -"*: ') == ""


def test_nothing_that_is_typed_becomes_an_operator():
    assert query('a" OR words:b NEAR(') == (
        'words : "a" * AND words : "or" AND words : "wo or rd ds" AND words : "b" * AND words : "ne ea ar"'
    )


def test_no_phrase_reaches_from_one_word_into_the_next():
    words, first = indexed(["배터리 팩"])
    assert words.split() == ["배터", "터리", "리", "팩"]
    assert first.split() == ["ㅂㅌ", "ㅌㄹ", "ㄹ", "ㅍ"]
    assert query("리팩 ㄹㅍ") == 'words : "리팩" AND initials : "ㄹㅍ"'


def test_a_word_of_a_type_s_name_finds_the_entries_of_that_type():
    types = ["battery.pack.register", "battery.test.capacity"]
    assert query("pack", types) == '(words : "pa ac ck" OR types : ("batterypackregister"))'
    assert query("tery", types) == (
        '(words : "te er ry" OR types : ("batterypackregister" OR "batterytestcapacity"))'
    )
    assert query("plum", types) == 'words : "pl lu um"'
