"""Sums in number fields: worked by hand, and what is no sum."""

from fractions import Fraction

import pytest

from desktop.words.arithmetic import CHARACTERS_MAX, looks_like_sum, sum_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3*12", 36),
        ("=12*500", 6000),
        ("1,000-250", 750),
        ("(2+3)*4", 20),
        ("2+3*4", 14),
        ("100-10-5", 85),
        ("12/8", Fraction(3, 2)),
        ("1/3", Fraction(1, 3)),
        ("0.1+0.2", Fraction(3, 10)),
        ("-3+5", 2),
        ("２×３", 6),
        ("10÷4", Fraction(5, 2)),
        ("=7", 7),
        ("2*-3", -6),
    ],
)
def test_sums(text, value):
    assert looks_like_sum(text)
    assert sum_of(text) == value


@pytest.mark.parametrize(
    "text", ["", "=", "3*", "*3", "(3", "3)", "3**2", "2(3)", "1/0", "3 4", "3*a", "1,5*2", "9" * 70]
)
def test_no_sums(text):
    assert sum_of(text) is None


@pytest.mark.parametrize("text", ["12", "-12", "1,234.5", "abc", "", "2026"])
def test_plain_numbers_are_left_to_their_reader(text):
    assert not looks_like_sum(text)


def test_brackets_and_length_have_an_end():
    assert sum_of("(" * 20 + "1" + ")" * 20) is None
    assert sum_of("1+" * CHARACTERS_MAX + "1") is None
