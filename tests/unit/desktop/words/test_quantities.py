"""What people type is stored exactly, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from desktop.words.quantities import shown_number, stored_integer


@pytest.mark.parametrize(
    ("text", "scale", "stored"),
    [
        ("56.3", 1000, 56300),
        ("1,234.5", 10, 12345),
        ("0.1", 10, 1),  # the classic float trap: 0.1 * 3 is not 0.3
        ("-12.5", 10, -125),
        ("−3", 1, -3),  # the typographic minus
        ("１２", 1, 12),  # full-width digits of a Korean keyboard
        (" 7 ", 1, 7),
        (".5", 10, 5),
        ("9007199254740993", 1, 9007199254740993),  # 2**53 + 1 has no double
    ],
)
def test_typed_numbers_are_exact(text, scale, stored):
    assert stored_integer(text, scale) == stored


@pytest.mark.parametrize(
    "text", ["", "abc", "1,5", "12,34", "1.2.3", "1e5", "NaN", "inf", "5 Ah", "--1", "1" * 40, "１,２"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InputError) as refused:
        stored_integer(text, 1000)
    assert refused.value.code == "number_needed"


def test_more_decimals_than_are_kept_are_refused_not_rounded():
    with pytest.raises(InputError) as refused:
        stored_integer("1.0001", 1000)
    assert refused.value.code == "number_too_fine"
    assert refused.value.facts["decimals"] == 3


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from([1, 10, 100, 1000, 10**6]))
def test_shown_and_typed_again_is_the_same(stored, scale):
    shown = shown_number(stored, scale)
    assert stored_integer(shown, scale) == stored
    assert Decimal(shown.replace(",", "")) * scale == stored
