"""What an entry says, in one sentence: the catalog's `sentence.<type>`, filled with the entry's fields by their names.

Numbers are decimal text in the shown unit (the sentence writes the unit), days are dates, choices are the catalog's
words for them, and what is absent is a dash. A form fills the same sentence while it is being typed into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from core.ledger.contract import EntryType, Field, FieldKind
from desktop.words.catalog import Words
from desktop.words.quantities import shown_number

SHORT_HEX_DIGITS = 16


def sentence_text(kind: EntryType, body: Mapping[str, Any], words: Words) -> str:
    """The sentence of a type, filled with a body; the type's name and nothing else where the catalog has none."""
    key = f"sentence.{kind.name}"
    if not words.has(key):
        return type_name(kind.name, words)
    return words.text(key, **{field.name: _fact(field, body.get(field.name), words) for field in kind.fields})


def type_name(name: str, words: Words) -> str:
    """What people call a type of entry; its own name where the catalog has none."""
    return words.text(f"type.{name}") if words.has(f"type.{name}") else name


def choice_text(field: str, choice: str, words: Words) -> str:
    """What people call a choice; the choice itself where the catalog has no words for it, such as a rule's name."""
    key = f"choice.{field}.{choice}"
    return words.text(key) if words.has(key) else choice


def texts_text(field: str, texts: Sequence[str], words: Words) -> str:
    """Several texts; roles, which every workspace names, by what people call them."""
    return ", ".join(words.role(one) if field == "roles" else one for one in texts)


def _fact(field: Field, value: Any, words: Words) -> Any:
    if value is None:
        return None
    write = _WRITERS.get(field.kind)
    return value if write is None else write(field, value, words)


_WRITERS: Mapping[FieldKind, Callable[[Field, Any, Words], Any]] = {
    FieldKind.INTEGER: lambda field, value, words: shown_number(value, field.shown_scale, grouped=False),
    FieldKind.INTEGERS: lambda field, value, words: ", ".join(
        shown_number(item, field.shown_scale, grouped=False) for item in value
    ),
    FieldKind.DAY: lambda field, value, words: date.fromisoformat(value),
    FieldKind.CHOICE: lambda field, value, words: choice_text(field.name, value, words),
    FieldKind.CHOICES: lambda field, value, words: ", ".join(choice_text(field.name, item, words) for item in value),
    FieldKind.BYTES: lambda field, value, words: str(value.hex())[:SHORT_HEX_DIGITS],
    FieldKind.ENTRY: lambda field, value, words: str(value.hex())[:SHORT_HEX_DIGITS],
    FieldKind.TEXTS: lambda field, value, words: texts_text(field.name, value, words),
    FieldKind.ENTRIES: lambda field, value, words: len(value),
    FieldKind.RECORDS: lambda field, value, words: len(value),
}
"""How a fact is written; kinds that are not named here are written as they are."""
