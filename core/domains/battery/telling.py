"""What a state says, ready for a catalog: keys and facts, no prose.

A line's key names a sentence. Its `facts` fill it as they are: numbers are decimal text in the shown unit, days are
dates. Its `words` fill it too, each by the catalog's words for the named keys, joined by a comma.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Fact = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to be."""

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def decimal_text(value: int, scale: int, decimals: int = 0) -> str:
    """A stored integer in its shown unit (a power of ten larger), exactly; at least `decimals` places."""
    places = len(str(scale)) - 1
    digits = f"{abs(value):0{places + 1}d}"
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    rest = rest.ljust(min(decimals, places), "0")
    return ("-" if value < 0 else "") + whole + (f".{rest}" if rest else "")
