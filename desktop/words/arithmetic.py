"""Sums as people type them into a field of numbers: 3*12, =12*500, 1,000-250, (2+3)*4; exact, without floats.

Read are digits with thousands separators, one decimal point, + - * × / ÷ and brackets. Anything else is no sum.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

CHARACTERS_MAX = 60
DEPTH_MAX = 8
_PART = re.compile(r"\s*(?:(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)|([-+*/()]))")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-"})


def looks_like_sum(text: str) -> bool:
    """Whether the text is more than one number: it begins with =, or a sign stands between parts."""
    plain = _plain(text)
    return plain.startswith("=") or bool(re.search(r"[\d.)]\s*[-+*/(]|\(", plain))


def sum_of(text: str) -> Fraction | None:
    """The value, exactly; None where it is no sum or divides by nothing."""
    plain = _plain(text).removeprefix("=")
    if len(plain) > CHARACTERS_MAX:
        return None
    parts = _parts(plain)
    if not parts:
        return None
    try:
        value, rest = _added(parts, 0, 0)
    except (ArithmeticError, ValueError):
        return None
    return value if rest == len(parts) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()


def _parts(text: str) -> list[str]:
    """Numbers without separators, and signs; empty where something else stands between them."""
    found, place = [], 0
    while place < len(text):
        sign = _PART.match(text, place)
        if sign is None:
            return []
        found.append((sign[1] or sign[2]).replace(",", ""))
        place = sign.end()
    return found


def _added(parts: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    value, place = _multiplied(parts, place, depth)
    while place < len(parts) and parts[place] in "+-":
        other, after = _multiplied(parts, place + 1, depth)
        value, place = (value + other if parts[place] == "+" else value - other), after
    return value, place


def _multiplied(parts: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    value, place = _single(parts, place, depth)
    while place < len(parts) and parts[place] in "*/":
        other, after = _single(parts, place + 1, depth)
        value, place = (value * other if parts[place] == "*" else value / other), after
    return value, place


def _single(parts: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    if place >= len(parts) or depth > DEPTH_MAX:
        raise ValueError("a number is missing")
    sign = parts[place]
    if sign in "+-":
        value, after = _single(parts, place + 1, depth + 1)
        return (value if sign == "+" else -value), after
    if sign == "(":
        value, after = _added(parts, place + 1, depth + 1)
        if after >= len(parts) or parts[after] != ")":
            raise ValueError("a bracket is missing")
        return value, after + 1
    return Fraction(sign), place + 1
