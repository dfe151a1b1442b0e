"""Entries about sealed parts: a further recipient, and the proof that a wrap holds another key.

Rules never read sealed parts, so both say only what they are about; whether a wrap opens the part, and whether a
proof holds, is seen by whoever looks at the part (core.ledger.sealed).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.identity.keys import KEY_BYTES
from core.ledger.blob import WRAPPED_BYTES
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past
from core.ledger.header import HASH_BYTES
from core.ports.limits import SEALED_RECIPIENTS_MAX

WRAP = "core.sealed.wrap"
DISPUTE = "core.sealed.dispute"

_PART = (Field("target", FieldKind.ENTRY), Field("leaf", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES))


def _key(name: str) -> Field:
    return Field(name, FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES)


def _judge_part(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    target = past.entry(body["target"])
    if target is None or target.entry.content.subject != entry.content.subject:
        return (Finding("target_unknown", "target"),)
    if body["leaf"] not in target.entry.content.sealed:
        return (Finding("part_unknown", "leaf"),)
    if len(body.get("wraps", ())) > SEALED_RECIPIENTS_MAX:
        return (Finding("recipients_many", "wraps", facts={"maximum": SEALED_RECIPIENTS_MAX}),)
    return ()


WRAP_TYPE = EntryType(
    name=WRAP,
    version=1,
    nature=Nature.FACT,
    fields=(
        *_PART,
        Field(
            "wraps",
            FieldKind.RECORDS,
            parts=(
                _key("key"),
                Field("box", FieldKind.BYTES, minimum=WRAPPED_BYTES, maximum=WRAPPED_BYTES),
            ),
        ),
    ),
    judge=_judge_part,
)

DISPUTE_TYPE = EntryType(
    name=DISPUTE,
    version=1,
    nature=Nature.FACT,
    fields=(*_PART, _key("recipient"), _key("secret")),
    judge=_judge_part,
)
"""`secret` opens the recipient's box and no other (core.ledger.sealed)."""
