"""What only the door asks, before signing: rules that need today's date, which no verdict may lean on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.ledger.contract import EntryType, FieldKind, Finding

_AHEAD_BY_NATURE = frozenset({"valid_until"})


def door_findings(entry_type: EntryType, body: Mapping[str, Any], today: date) -> tuple[Finding, ...]:
    """Days in the future; `body` fits the type's fields."""
    return tuple(
        Finding("day_in_future", field.name, facts={"day": body[field.name], "today": today.isoformat()})
        for field in entry_type.fields
        if field.kind is FieldKind.DAY
        and field.name not in _AHEAD_BY_NATURE
        and body.get(field.name) is not None
        and body[field.name] > today.isoformat()
    )
