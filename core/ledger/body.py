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
_FORMS: dict[int, _Form] = {}
_FORMS_MAX = 1024
_Check = Callable[[Field, Any, str], Sequence[Finding]]
"""What is wrong with the value of a field, under the name that findings call it by."""


def check_body(fields: Sequence[Field], body: Mapping[str, Any], prefix: str = "") -> list[Finding]:
    """What is wrong with a body; empty when it fits. Fields that the type does not name are warned of and kept."""
    if _form_of(fields).fits(body):
        return []
    findings: list[Finding] = []
    filled = 0
    for field in fields:
        value = body.get(field.name)
        if value is not None:
            filled += 1
            findings += _CHECKS[field.kind](field, value, prefix + field.name)
        elif field.required:
            findings.append(Finding("field_missing", prefix + field.name))
    if filled == len(body):
        return findings
    known = {field.name for field in fields}
    findings += [Finding("field_unknown", prefix + name, Severity.WARN) for name in sorted(body) if name not in known]
    return findings


class _Form:
    """The fields by name, to see at once that nothing is wrong with a body: types have many fields, bodies fill few."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._checks = {field.name: (field, _CHECKS[field.kind]) for field in fields}
        self._required = frozenset(field.name for field in fields if field.required)

    def fits(self, body: Mapping[str, Any]) -> bool:
        """Whether there is nothing to say about a body."""
        for name, value in body.items():
            known = self._checks.get(name)
            if known is None or value is None or known[1](known[0], value, name):
                return False
        return self._required <= body.keys()


def _form_of(fields: Sequence[Field]) -> _Form:
    """Remembered by identity: to hash the fields of a type would take longer than to check a body."""
    form = _FORMS.get(id(fields))
    if form is None or form.fields is not fields:
        if len(_FORMS) >= _FORMS_MAX:
            _FORMS.clear()
        form = _FORMS[id(fields)] = _Form(fields)
    return form


def _check_text(field: Field, value: Any, name: str) -> Sequence[Finding]:
    if type(value) is not str:
        return (Finding("field_kind", name),)
    most = field.maximum or TEXT_CHARACTERS_MAX
    if len(value) > most:
        return (Finding("text_long", name, facts={"maximum": most}),)
    if field.required and not value.strip():
        return (Finding("field_missing", name),)
    return (Finding("text_control", name),) if _CONTROL.search(value) else ()


def _check_integer(field: Field, value: Any, name: str) -> Sequence[Finding]:
    if type(value) is not int:
        return (Finding("field_kind", name),)
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        facts = {"minimum": low, "maximum": high, "value": value, "scale": field.shown_scale, "unit": field.shown_unit}
        return (Finding("field_range", name, facts=facts),)
    return ()


def _check_choice(field: Field, value: Any, name: str) -> Sequence[Finding]:
    fits = type(value) is str and value in field.choices
    return () if fits else (Finding("field_choice", name, facts={"choices": list(field.choices)}),)


def _check_yes_no(field: Field, value: Any, name: str) -> Sequence[Finding]:
    return () if type(value) is bool else (Finding("field_kind", name),)


def _check_day(field: Field, value: Any, name: str) -> Sequence[Finding]:
    return () if _is_day(value) else (Finding("field_day", name),)


def _check_entry(field: Field, value: Any, name: str) -> Sequence[Finding]:
    return () if type(value) is bytes and len(value) == HASH_BYTES else (Finding("field_kind", name),)


def _check_bytes(field: Field, value: Any, name: str) -> Sequence[Finding]:
    fits = type(value) is bytes and (field.minimum or 0) <= len(value) <= (field.maximum or ENTRY_BYTES_MAX)
    return () if fits else (Finding("field_kind", name),)


def _check_records(field: Field, value: Any, name: str) -> Sequence[Finding]:
    if not _is_list(value) or not all(type(item) is dict for item in value):
        return (Finding("field_kind", name),)
    return [one for place, item in enumerate(value) for one in check_body(field.parts, item, f"{name}.{place}.")]


def _each(single: _Check) -> _Check:
    """The check of a list of such values."""

    def check(field: Field, value: Any, name: str) -> Sequence[Finding]:
        if not _is_list(value):
            return (Finding("field_kind", name),)
        part = Field(field.name, field.kind, True, field.minimum, field.maximum, field.choices)
        return [one for item in value for one in single(part, item, name)]

    return check


def _is_list(value: Any) -> bool:
    return type(value) is list and len(value) <= LIST_ITEMS_MAX


_CHECKS: Mapping[FieldKind, _Check] = {
    FieldKind.TEXT: _check_text,
    FieldKind.INTEGER: _check_integer,
    FieldKind.CHOICE: _check_choice,
    FieldKind.CHOICES: _each(_check_choice),
    FieldKind.YES_NO: _check_yes_no,
    FieldKind.DAY: _check_day,
    FieldKind.INTEGERS: _each(_check_integer),
    FieldKind.TEXTS: _each(_check_text),
    FieldKind.ENTRY: _check_entry,
    FieldKind.ENTRIES: _each(_check_entry),
    FieldKind.BYTES: _check_bytes,
    FieldKind.RECORDS: _check_records,
}


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
