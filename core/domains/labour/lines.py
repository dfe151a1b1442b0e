"""A line of a payslip: an amount that says how it came about, and how amounts are rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from core.domains.labour.tables import Tables

Inputs = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Line:
    """An amount in whole won and its reason: formula over named inputs, the rule's id and the article behind it."""

    item: str
    won: int
    formula: str
    inputs: Inputs = field(default_factory=dict)
    rule: str = ""
    article: str = ""


def whole(amount: Fraction | int, unit: int, mode: str) -> int:
    """An exact amount as a multiple of `unit` won: rounded `up`, `down`, or to the `nearest` (halves up)."""
    steps = Fraction(amount) / unit
    if mode == "up":
        return -(-steps.numerator // steps.denominator) * unit
    if mode == "down":
        return steps.numerator // steps.denominator * unit
    assert mode == "nearest", "the three ways to round"
    return (2 * steps.numerator + steps.denominator) // (2 * steps.denominator) * unit


def rounded(tables: Tables, kind: str, amount: Fraction | int, day: date) -> int:
    """An amount rounded as the table `rounding` says for its kind.

    Raises:
        NoParameter: no way is known for the day.
    """
    way = tables.on("rounding", day)[kind]
    return whole(amount, int(way["unit"]), str(way["mode"]))


def shown(amount: Fraction) -> str:
    """An exact number for people: a plain decimal where it ends, else to four places."""
    for places in range(9):
        scaled = amount * 10**places
        if scaled.denominator == 1:
            return _decimal(scaled.numerator, places)
    return _decimal(whole(amount * 10_000, 1, "nearest"), 4)


def _decimal(digits: int, places: int) -> str:
    if not places:
        return str(digits)
    sign, text = "-" if digits < 0 else "", str(abs(digits)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"
