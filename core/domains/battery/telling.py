"""What an entry or a state says, ready for a catalog: keys and facts, no prose.

A line's key names a sentence. Its `facts` fill it as they are: numbers are decimal text in the shown unit, days are
dates. Its `words` fill it too, each by the catalog's words for the named keys, joined by a comma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.ledger.contract import Field, FieldKind

Fact = str | int | bool | date | None
SHORT_HEX_DIGITS = 16


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


def told(key: str, fields: Sequence[Field], body: Mapping[str, Any]) -> Line:
    """A line with every field of a body as a fact of the same name; what is absent is None."""
    facts: dict[str, Fact] = {}
    words: dict[str, tuple[str, ...]] = {}
    for one in fields:
        value = body.get(one.name)
        if value is not None and one.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            chosen = [value] if one.kind is FieldKind.CHOICE else value
            words[one.name] = tuple(f"choice.{one.name}.{item}" for item in chosen)
        else:
            facts[one.name] = None if value is None else _fact(one, value)
    return Line(key, facts, words)


def sentence(type_name: str, fields: Sequence[Field], body: Mapping[str, Any]) -> Line:
    """The history sentence of an entry of a type."""
    return told(f"sentence.{type_name}", fields, body)


def _fact(one: Field, value: Any) -> Fact:
    if one.kind is FieldKind.INTEGER:
        return decimal_text(value, one.shown_scale)
    if one.kind is FieldKind.INTEGERS:
        return ", ".join(decimal_text(item, one.shown_scale) for item in value)
    if one.kind is FieldKind.DAY:
        return date.fromisoformat(value)
    if one.kind in (FieldKind.BYTES, FieldKind.ENTRY):
        return str(value.hex())[:SHORT_HEX_DIGITS]
    if one.kind is FieldKind.TEXTS:
        return ", ".join(value)
    if one.kind in (FieldKind.ENTRIES, FieldKind.RECORDS):
        return len(value)
    text: Fact = value
    return text
