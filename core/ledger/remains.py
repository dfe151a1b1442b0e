"""What stays of an entry whose content was erased: all that rules and sums lean on, and no text.

Personal data lies in sealed parts and attachments, which rules never read. Where a person wrote some into an entry all
the same, the whole entry can be erased: its numbers, choices, days and names of other entries stay, so that no sum and
no share changes; every text and every byte string is replaced by a sign that tells one erased entry from another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.content import Content
from core.ledger.contract import EntryType, Field, FieldKind, Finding
from core.ledger.cosigning import COSIGN

_KEPT = frozenset(
    {
        *(FieldKind.INTEGER, FieldKind.INTEGERS, FieldKind.CHOICE, FieldKind.CHOICES),
        *(FieldKind.YES_NO, FieldKind.DAY, FieldKind.ENTRY, FieldKind.ENTRIES),
    }
)


_ERASED = "⌫"


def is_erased(text: str) -> bool:
    """Whether a text is the sign of one that was erased."""
    return text.startswith(_ERASED)


def erased_sign(entry: bytes) -> str:
    """Stands where a text stood; the beginning of the entry's id keeps two of them from looking alike."""
    return f"{_ERASED}{entry.hex()[:8]}"


def remains_of(
    entry: bytes, content: Content, kind: EntryType | None, corrected: EntryType | None = None
) -> Content:
    """Content without any text; `corrected` is the type of the entry that an amendment corrects.

    Of a type that this app lacks nothing but truth values and numbers stays.
    """
    if content.type == COSIGN:
        return content  # a key, a role and a signature: nothing that anybody wrote
    sign = erased_sign(entry)
    body = _blank(content.body, kind.fields if kind else (), sign)
    if corrected is not None and type(content.body.get("body")) is bytes:
        body["body"] = _amendment(content.body["body"], corrected, sign)
    return content._replace(body=body)


def findings_without_text(findings: Sequence[Finding], entry: bytes) -> tuple[Finding, ...]:
    """Findings may quote what was written."""
    sign = erased_sign(entry)
    return tuple(replace(one, facts=_without_text(dict(one.facts), sign)) for one in findings)


def _amendment(data: bytes, corrected: EntryType, sign: str) -> bytes:
    try:
        value = cbor.decode(data)
    except RejectedError:
        return b""
    return cbor.encode(_blank(value, corrected.fields, sign)) if type(value) is dict else b""


def _blank(body: Mapping[str, Any], fields: Sequence[Field], sign: str) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    return {name: _value(known.get(name), value, sign) for name, value in body.items()}


def _value(field: Field | None, value: Any, sign: str) -> Any:
    if field is not None and (field.kind in _KEPT or _is_fixed(field)):
        return value
    if field is not None and field.kind is FieldKind.RECORDS and type(value) is list:
        return [_blank(one, field.parts, sign) if type(one) is dict else _without_text(one, sign) for one in value]
    return _without_text(value, sign)


def _is_fixed(field: Field) -> bool:
    """Keys, hashes, secrets and boxes have one length each; what a person could write into has not."""
    return field.kind is FieldKind.BYTES and field.minimum is not None and field.minimum == field.maximum


def _without_text(value: Any, sign: str) -> Any:
    if type(value) is str:
        return sign
    if type(value) is bytes:
        return b""
    if type(value) is list:
        return [_without_text(one, sign) for one in value]
    if type(value) is dict:
        return {name: _without_text(one, sign) for name, one in value.items()}
    return value
