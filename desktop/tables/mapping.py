"""Which column of a sheet belongs to which field: guessed from the headings, or as it was chosen for them before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from core.ledger.contract import EntryType
from core.vault.vault import Vault
from desktop.widgets.keyed import TYPED
from desktop.words import LANGUAGES, Words
from desktop.words.errors import field_label

SUBJECT = ""
"""Stands for the column that names whom each row is about; no field has an empty name."""
_REMEMBERED_MAX = 50
_FILLING = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\s_\-./·*]+")

ColumnOf = Mapping[str, int]
"""By field, the place of its column; fields without one are left out."""


def wanted(kind: EntryType) -> tuple[str, ...]:
    """What columns may be chosen for: the subject where the type is about one, and each field that can be typed."""
    fields = tuple(field.name for field in kind.fields if field.kind in TYPED)
    return fields if kind.opens else (SUBJECT, *fields)


def guess(kind: EntryType, headings: Sequence[str]) -> ColumnOf:
    """Fields whose label, in either language, or whose own name stands as a heading; a unit behind it may differ."""
    plain = [_plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for name in wanted(kind):
        known = {_plain(name), *(_plain(label) for label in _labels(kind, name))} - {""}
        place = next((at for at, one in enumerate(plain) if one in known and at not in found.values()), None)
        if place is not None:
            found[name] = place
    return found


def remember(vault: Vault, kind: EntryType, headings: Sequence[str], chosen: ColumnOf) -> None:
    """Keep a choice in the vault, for the next sheet with these headings."""
    known = _remembered(vault, kind)
    known.pop(_key(headings), None)
    known[_key(headings)] = dict(chosen)
    kept = dict(list(known.items())[-_REMEMBERED_MAX:])
    vault.settings.put(_setting(kind), json.dumps(kept).encode())


def recall(vault: Vault, kind: EntryType, headings: Sequence[str]) -> ColumnOf | None:
    """What was chosen for these headings before, as far as the type still has those fields."""
    chosen = _remembered(vault, kind).get(_key(headings))
    if chosen is None:
        return None
    return {name: place for name, place in chosen.items() if name in wanted(kind) and place < len(headings)}


def _remembered(vault: Vault, kind: EntryType) -> dict[str, dict[str, int]]:
    known = vault.settings.get(_setting(kind))
    found: dict[str, dict[str, int]] = json.loads(known) if known else {}
    return found


def _setting(kind: EntryType) -> str:
    return f"import.{kind.name}"


def _key(headings: Sequence[str]) -> str:
    return sha256("\n".join(headings).encode()).hexdigest()


def _labels(kind: EntryType, name: str) -> list[str]:
    if name == SUBJECT:
        return [Words(language).text("import.subject") for language in LANGUAGES]
    return [field_label(name, Words(language), kind.name) for language in LANGUAGES]


def _plain(text: str) -> str:
    return _FILLING.sub("", text).casefold()
