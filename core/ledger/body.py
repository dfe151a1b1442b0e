"""Checking an entry's body against its type: kinds, bounds and unknown fields, before any rule is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from core.ledger.contract import Field, FieldKind, Finding, Severity
from core.ledger.header import HASH_BYTES
from core.ports.limits import ENTRY_BYTES_MAX, TEXT_CHARACTERS_MAX

LIST_ITEMS_MAX = 1000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""Control characters other than the tab and the line feed."""


def check_body(fields: Sequence[Field], body: Mapping[str, Any], prefix: str = "") -> list[Finding]:
    """What is wrong with a body; empty when it fits. Fields that the type does not name are warned of and kept."""
    findings: list[Finding] = []
    filled = 0
    for field in fields:
        name = prefix + field.name
        value = body.get(field.name)
        if value is None:
            if field.required:
                findings.append(Finding("field_missing", name))
        else:
            filled += 1
            findings += _check_value(field, value, name)
    if filled == len(body):
        return findings
    known = {field.name for field in fields}
    findings += [Finding("field_unknown", prefix + name, Severity.WARN) for name in sorted(body) if name not in known]
    return findings


def _check_value(field: Field, value: Any, name: str) -> list[Finding]:
    if field.kind is FieldKind.TEXT:
        return _check_text(field, value, name)
    if field.kind is FieldKind.INTEGER:
        return _check_integer(field, value, name)
    if field.kind is FieldKind.CHOICE:
        fits = type(value) is str and value in field.choices
        return [] if fits else [Finding("field_choice", name, facts={"choices": list(field.choices)})]
    if field.kind is FieldKind.DAY:
        return [] if _is_day(value) else [Finding("field_day", name)]
    if field.kind is FieldKind.BYTES:
        return _check_bytes(field, value, name)
    if field.kind in _SIMPLE:
        return [] if _SIMPLE[field.kind](value) else [Finding("field_kind", name)]
    return _check_list(field, value, name)


_SIMPLE: Mapping[FieldKind, Callable[[Any], bool]] = {
    FieldKind.YES_NO: lambda value: type(value) is bool,
    FieldKind.ENTRY: lambda value: type(value) is bytes and len(value) == HASH_BYTES,
}


def _check_list(field: Field, value: Any, name: str) -> list[Finding]:
    if type(value) is not list or len(value) > LIST_ITEMS_MAX:
        return [Finding("field_kind", name)]
    if field.kind is FieldKind.RECORDS:
        if not all(type(item) is dict for item in value):
            return [Finding("field_kind", name)]
        return [one for place, item in enumerate(value) for one in check_body(field.parts, item, f"{name}.{place}.")]
    single = {
        FieldKind.CHOICES: FieldKind.CHOICE,
        FieldKind.INTEGERS: FieldKind.INTEGER,
        FieldKind.TEXTS: FieldKind.TEXT,
        FieldKind.ENTRIES: FieldKind.ENTRY,
    }[field.kind]
    part = Field(field.name, single, True, field.minimum, field.maximum, field.choices)
    return [one for item in value for one in _check_value(part, item, name)]


def _check_text(field: Field, value: Any, name: str) -> list[Finding]:
    if type(value) is not str:
        return [Finding("field_kind", name)]
    most = field.maximum or TEXT_CHARACTERS_MAX
    if len(value) > most:
        return [Finding("text_long", name, facts={"maximum": most})]
    if field.required and not value.strip():
        return [Finding("field_missing", name)]
    if _CONTROL.search(value):
        return [Finding("text_control", name)]
    return []


def _check_bytes(field: Field, value: Any, name: str) -> list[Finding]:
    fits = type(value) is bytes and (field.minimum or 0) <= len(value) <= (field.maximum or ENTRY_BYTES_MAX)
    return [] if fits else [Finding("field_kind", name)]


def _check_integer(field: Field, value: Any, name: str) -> list[Finding]:
    if type(value) is not int:
        return [Finding("field_kind", name)]
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        facts = {"minimum": low, "maximum": high, "value": value, "scale": field.shown_scale, "unit": field.shown_unit}
        return [Finding("field_range", name, facts=facts)]
    return []


def _is_day(value: Any) -> bool:
    if type(value) is not str or len(value) != len("2026-11-22"):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def days_ahead(fields: Sequence[Field], body: Mapping[str, Any], today: date) -> list[Finding]:
    """Days in the future that should not be; only the door asks, for no verdict may lean on today."""
    return [
        Finding("day_in_future", field.name, facts={"day": body[field.name], "today": today.isoformat()})
        for field in fields
        if field.kind is FieldKind.DAY and not field.ahead and (body.get(field.name) or "") > today.isoformat()
    ]
