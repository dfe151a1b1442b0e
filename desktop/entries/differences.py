"""The versions of an entry, and what each changed: field by field, as people read it. Makes no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.body import check_body
from core.ledger.contract import EntryType
from core.ledger.shared import AMEND
from core.vault.views import HistoryRow
from desktop.entries.story import Story
from desktop.widgets.differences import Change
from desktop.words import Words
from desktop.words.errors import field_label
from desktop.words.values import value_text

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Version:
    """What an entry said from one moment on; `row` is the entry itself or the amendment that says so."""

    row: HistoryRow
    body: Mapping[str, Any]


def versions(story: Story, row: HistoryRow) -> tuple[Version, ...]:
    """The entry as it was recorded, then each amendment that counts; one whose body cannot be read is left out."""
    found = [Version(row, row.entry.content.body)]
    for change in story.changes_of(row.entry.id):
        if change.entry.content.type == AMEND:
            try:
                body = cbor.decode(change.entry.content.body["body"])
            except RejectedError:
                continue
            if isinstance(body, dict):
                found.append(Version(change, body))
    return tuple(found)


def changes(kind: EntryType, before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> Sequence[Change]:
    """The fields that differ, in the order of the form."""
    unreadable = {one.field.split(".")[0] for body in (before, after) for one in check_body(kind.fields, body)}
    found = []
    for field in kind.fields:
        old, new = before.get(field.name), after.get(field.name)
        if old == new:
            continue
        told = [
            NOTHING if value is None else str(value) if field.name in unreadable else value_text(field, value, words)
            for value in (old, new)
        ]
        found.append(Change(field_label(field.name, words, kind.name), *told))
    return found
