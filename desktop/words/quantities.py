"""Stored integers and what people type and read: 56300 mAh is "56.3" Ah, by decimal arithmetic, never by floats."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from core.errors import InputError
from desktop.words.arithmetic import looks_like_sum, sum_of

# Thousands separators only where they separate thousands: "1,5" is refused, not read as fifteen.
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")
_DIGITS_MAX = 30


def stored_integer(text: str, scale: int = 1) -> int:
    """Read what a person typed (in the shown unit) as the stored integer, exactly; a sum such as 3*12 is worked out.

    Raises InputError: number_needed, or number_too_fine when it has more decimals than can be stored.
    """
    if looks_like_sum(text):
        return _stored_sum(text, scale)
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if not plain or len(plain) > _DIGITS_MAX or not _NUMBER.fullmatch(plain):
        raise InputError("number_needed", text=text)
    try:
        value = Decimal(plain.replace(",", "")) * scale
    except InvalidOperation:
        raise InputError("number_needed", text=text) from None
    if value != value.to_integral_value():
        raise InputError("number_too_fine", text=text, decimals=decimals_of(scale))
    return int(value)


def _stored_sum(text: str, scale: int) -> int:
    value = sum_of(text)
    if value is None:
        raise InputError("number_needed", text=text)
    stored = value * scale
    if stored.denominator != 1:
        raise InputError("number_too_fine", text=text, decimals=decimals_of(scale))
    return int(stored)


def shown_number(stored: int, scale: int = 1, *, decimals: int | None = None, grouped: bool = True) -> str:
    """Write a stored integer in its shown unit: 1284000 by 1000 is "1,284"; a fixed count of decimals where asked."""
    places = decimals_of(scale)
    value = Decimal(stored).scaleb(-places)
    if decimals is not None:
        text = f"{value:,.{decimals}f}"
    else:
        text = f"{value:,.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if grouped else text.replace(",", "")


def decimals_of(scale: int) -> int:
    """How many decimals a scale of 1, 10, 100 … can keep."""
    places = len(str(scale)) - 1
    assert scale == 10**places, "a shown scale is a power of ten, so that decimals are exact"
    return places
