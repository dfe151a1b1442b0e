"""Which figure on a page is wrong, told with its label."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.differences import Difference, differences
from desktop.printing.document import Printed

EXPECTED = (
    Printed("", "등급"),
    Printed("등급", "B"),
    Printed("", "잔존용량"),
    Printed("잔존용량", "91.6 % (구간 88.6-94.6 %)"),
    Printed("", "누액"),
    Printed("누액", "없음"),
)
PAGE = "등급 B\r\n잔존용량 91.6 % (구간\n88.6-94.6 %)\r\n누액 없음"


def test_only_spaces_and_line_ends_may_differ():
    assert differences(EXPECTED, PAGE) == ()


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (PAGE.replace("B", "A"), [Difference("등급", "B", "A")]),
        (PAGE.replace("91.6", "97.6"), [Difference("잔존용량", EXPECTED[3].text, "97.6 % (구간 88.6-94.6 %)")]),
        (PAGE.replace("94.6 %", "94.65 %"), [Difference("잔존용량", EXPECTED[3].text, "91.6 % (구간 88.6-94.65 %)")]),
        (PAGE.replace("없음", "있음"), [Difference("누액", "없음", "있음")]),
        (PAGE.replace("누액", "팽창"), [Difference("누액", "누액", "팽창")]),
        (PAGE.replace("등급 B\r\n", ""), [Difference("등급", "등급", ""), Difference("등급", "B", "")]),
        ("99 " + PAGE, [Difference("등급", "등급", "99 등급")]),
        (PAGE + " 99", [Difference("", "", "99")]),
        (PAGE.replace("B", "B+"), [Difference("등급", "B", "B+")]),
        (
            PAGE.replace("B", "A").replace("없음", "있음"),
            [Difference("등급", "B", "A"), Difference("누액", "없음", "있음")],
        ),
    ],
)
def test_what_differs_is_named(page, told):
    assert list(differences(EXPECTED, page)) == told


def test_an_empty_page_misses_everything():
    assert [told.expected for told in differences(EXPECTED, "")] == [printed.text for printed in EXPECTED]
    assert {told.found for told in differences(EXPECTED, "")} == {""}


def test_decomposed_text_is_the_same_text():
    assert differences((Printed("", "한빛"),), "\u1112\u1161\u11ab\u1107\u1175\u11be") == ()


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=8)


@given(texts=st.lists(WORDS, min_size=1, max_size=8), place=st.integers(0, 10**6), other=WORDS)
def test_no_change_goes_unnoticed(texts, place, other):
    expected = tuple(Printed("", text) for text in texts)
    page = " ".join(texts)
    assert differences(expected, page) == ()
    place %= len(page) + 1
    assert differences(expected, page[:place] + other + page[place:]) != ()


def test_a_page_made_to_be_slow_is_not():
    started = time.perf_counter()
    told = differences((Printed("값", "ab" * 2000),), "ba" * 500_000)
    assert told[0].label == "값"
    assert len(told[0].found) <= 200
    assert time.perf_counter() - started < 20
