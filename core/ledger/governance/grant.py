"""Grants: who may write and in which roles. A grant names a key; nothing in it is secret, nothing else can use it.

A device's grant wraps the current epoch key for it. Giving a power needs the quorum of holders of the power to grant
inside the entry (core.ledger.governance.quorum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.identity.keys import KEY_BYTES, is_key
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State
from core.ledger.governance.quorum import POWERS, power_findings
from core.ledger.header import HASH_BYTES
from core.ports.limits import NAME_CHARACTERS_MAX

TYPE = "core.grant.give"
DEVICE, PERSON = "device", "person"
COSIGN_ROLE = "grant"


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    unusable = () if is_key(body["key"]) else (Finding("key_unusable", "key"),)
    return (*unusable, *power_findings(entry, past, COSIGN_ROLE, several=bool(body["powers"])))


def _apply(state: State, entry: Entry) -> State:
    body = entry.content.body
    place = "devices" if body["kind"] == DEVICE else "persons"
    key = body["key"].hex()
    before = state.get(place, {}).get(key, {})
    granted = {
        "member": body["member"],
        "title": body["title"],
        "roles": sorted({*body["roles"], *before.get("roles", [])}),
        "powers": sorted({*body["powers"], *before.get("powers", [])}),
        "founder": bool(before.get("founder", False)),
    }
    return {**state, place: {**state.get(place, {}), key: granted}}


GRANT = EntryType(
    name=TYPE,
    version=1,
    nature=Nature.AUTHORISATION,
    fields=(
        Field("key", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES),
        Field("kind", FieldKind.CHOICE, choices=(DEVICE, PERSON)),
        Field("member", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
        Field("title", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
        Field("roles", FieldKind.TEXTS, maximum=NAME_CHARACTERS_MAX),
        Field("powers", FieldKind.CHOICES, choices=POWERS),
        Field(
            "wraps",
            FieldKind.RECORDS,
            parts=(
                Field("epoch", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES),
                Field("box", FieldKind.BYTES),
            ),
        ),
    ),
    clear=True,
    judge=_judge,
    apply=_apply,
)


def grant_body(
    key: bytes,
    kind: str,
    member: str,
    title: str,
    roles: Sequence[str],
    powers: Sequence[str] = (),
    wraps: Mapping[bytes, bytes] | None = None,
) -> dict[str, Any]:
    """The body of a grant; `wraps` maps epoch ids to sealed boxes for the key."""
    return {
        "key": key,
        "kind": kind,
        "member": member,
        "title": title,
        "roles": sorted(roles),
        "powers": sorted(powers),
        "wraps": [{"epoch": epoch, "box": box} for epoch, box in sorted((wraps or {}).items())],
    }
