"""Bodies of entries as people read them: each field with its label, each value in its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.ledger.contract import EntryType, Field, FieldKind
from desktop.words.catalog import Words
from desktop.words.errors import field_label
from desktop.words.sentences import texts_text

SHORT_DIGITS = 16


def field_values(kind: EntryType, body: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Every field of a body that has a value: its label and the value in the unit that people read."""
    return [
        (field_label(field.name, words, kind.name), value_text(field, body[field.name], words))
        for field in kind.fields
        if body.get(field.name) is not None
    ]


def value_text(field: Field, value: Any, words: Words) -> str:
    """One stored value as people read it."""
    unit = field.shown_unit or field.unit
    match field.kind:
        case FieldKind.INTEGER:
            told = words.quantity(value, field.shown_scale, unit)
        case FieldKind.INTEGERS:
            told = f"{', '.join(words.quantity(one, field.shown_scale) for one in value)} {unit}".strip()
        case FieldKind.CHOICE | FieldKind.CHOICES:
            chosen = [value] if field.kind is FieldKind.CHOICE else value
            told = ", ".join(words.text(f"choice.{field.name}.{one}") for one in chosen)
        case FieldKind.YES_NO:
            told = words.text("yes" if value else "no")
        case FieldKind.DAY:
            told = words.day(value)
        case FieldKind.BYTES | FieldKind.ENTRY:
            told = str(value.hex())[:SHORT_DIGITS]
        case FieldKind.ENTRIES:
            told = words.text("value.count", count=len(value))
        case FieldKind.RECORDS:
            told = "\n".join(_record_text(field.parts, one, words) for one in value)
        case FieldKind.TEXTS:
            told = texts_text(field.name, value, words)
        case _:
            told = str(value)
    return told


def _record_text(parts: Sequence[Field], record: Mapping[str, Any], words: Words) -> str:
    told = (value_text(part, record[part.name], words) for part in parts if record.get(part.name) is not None)
    return " · ".join(told)
