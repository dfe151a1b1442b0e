"""Bodies as JSON for the command line: the same fields, with bytes and entry ids as hexadecimal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import InputError
from core.ledger.contract import Field, FieldKind


def body_from_json(fields: Sequence[Field], value: Any) -> dict[str, Any]:
    """A body from parsed JSON; what the type does not name is kept as it is.

    Raises:
        InputError: `json_object` (not an object), `json_hex` (bytes that are not hexadecimal), `json_number` (a number
            with a fraction: units are chosen so that integers suffice).
    """
    if not isinstance(value, dict):
        raise InputError("json_object", field="body")
    _refuse_fractions(value, "")
    by_name = {field.name: field for field in fields}
    return {name: _from_json(by_name.get(name), item) for name, item in value.items()}


def _refuse_fractions(value: Any, path: str) -> None:
    if isinstance(value, float):
        raise InputError("json_number", field=path.lstrip("."), value=value)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        _refuse_fractions(item, f"{path}.{name}")


def _from_json(field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.kind in (FieldKind.BYTES, FieldKind.ENTRY):
        return _bytes(field.name, value)
    if field.kind is FieldKind.ENTRIES and isinstance(value, list):
        return [_bytes(field.name, item) for item in value]
    if field.kind is FieldKind.RECORDS and isinstance(value, list):
        return [body_from_json(field.parts, item) for item in value]
    return value


def _bytes(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return bytes.fromhex(value)
    except ValueError as error:
        raise InputError("json_hex", field=name, value=value) from error


def value_to_json(value: Any) -> Any:
    """A body, or any part of one, with bytes as hexadecimal."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {name: value_to_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [value_to_json(item) for item in value]
    return value


def example_body(fields: Sequence[Field]) -> dict[str, Any]:
    """A body that shows the form of each field, for people who write their first file."""
    return {field.name: _example(field) for field in fields}


def _example(field: Field) -> Any:
    examples: Mapping[FieldKind, Any] = {
        FieldKind.TEXT: "...",
        FieldKind.INTEGER: field.minimum if field.minimum is not None else 0,
        FieldKind.CHOICE: field.choices[0] if field.choices else "",
        FieldKind.CHOICES: list(field.choices[:1]),
        FieldKind.YES_NO: False,
        FieldKind.DAY: "2026-11-22",
        FieldKind.INTEGERS: [field.minimum or 0],
        FieldKind.TEXTS: ["..."],
        FieldKind.ENTRY: "00" * 32,
        FieldKind.ENTRIES: ["00" * 32],
        FieldKind.BYTES: "",
        FieldKind.RECORDS: [example_body(field.parts)],
    }
    return examples[field.kind]
