"""Cuts: the one entry that takes away. It draws a line in another's chain; what lies beyond has no effect.

kind device   `key`, and per incarnation the last block that counts (`upto`); incarnations not named count for nothing
kind person   `key`: what that person signs from here on
kind grant    `grant`: one grant entry; what leans on it from here on
kind share    `share`: takes a share back from its holder; `upto` says how much of the holder's chain still counts.
              Who may do that is seen in the shares (core.ledger.shares), for relays cannot read them.

Taking from a holder of powers needs as many holders of `cut` as the charter agreed (core.ledger.governance.quorum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.identity.keys import KEY_BYTES
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State
from core.ledger.governance.quorum import power_findings
from core.ledger.header import HASH_BYTES

TYPE = "core.cut.make"
DEVICE, PERSON, GRANT, SHARE = KINDS = ("device", "person", "grant", "share")
REASONS = ("lost", "left", "misuse", "copied", "expired", "other")
SHARE_BYTES = 16
_NAMED = {DEVICE: "key", PERSON: "key", GRANT: "grant", SHARE: "share"}


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    kind = body["kind"]
    if body.get(_NAMED[kind]) is None:
        return (Finding("field_missing", _NAMED[kind]),)
    findings = [*_upto_findings(body, past)]
    if kind == SHARE:
        return findings
    key = body.get("key")
    if kind == GRANT:
        given = past.grant(body["grant"])
        if given is None:
            return (*findings, Finding("grant_unknown", "grant"))
        several = bool(given.powers)
    else:
        assert isinstance(key, bytes)
        several = bool(past.powers(key))
    return (*findings, *power_findings(entry, past, "cut", several=several))


def _upto_findings(body: Mapping[str, Any], past: Past) -> Sequence[Finding]:
    """Every line must be drawn at a block of that chain that the author had seen."""
    named = [one["incarnation"] for one in body["upto"]]
    if len(set(named)) != len(named) or (named and body["kind"] in (PERSON, GRANT)):
        return (Finding("cut_lines", "upto"),)
    for one in body["upto"]:
        chain = past.chain_of(one["block"])
        fits = chain is not None and chain[1] == one["incarnation"]
        if not fits or (body["kind"] == DEVICE and chain is not None and chain[0] != body["key"]):
            return (Finding("cut_outside_past", "upto"),)
    return ()


def _apply(state: State, entry: Entry) -> State:
    """Who was cut, for the members page; what is left of their rights is reckoned, not folded."""
    body = entry.content.body
    named = body[_NAMED[body["kind"]]]
    made = {"kind": body["kind"], "named": named.hex(), "reason": body["reason"], "by": entry.content.device.hex()}
    return {**state, "cuts": {**state.get("cuts", {}), entry.id.hex(): made}}


CUT = EntryType(
    name=TYPE,
    version=1,
    nature=Nature.AUTHORISATION,
    alert=True,
    fields=(
        Field("kind", FieldKind.CHOICE, choices=KINDS),
        Field("key", FieldKind.BYTES, required=False, minimum=KEY_BYTES, maximum=KEY_BYTES),
        Field("grant", FieldKind.ENTRY, required=False),
        Field("share", FieldKind.BYTES, required=False, minimum=SHARE_BYTES, maximum=SHARE_BYTES),
        Field(
            "upto",
            FieldKind.RECORDS,
            parts=(
                Field("incarnation", FieldKind.INTEGER, minimum=0, maximum=2**31),
                Field("block", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES),
            ),
        ),
        Field("reason", FieldKind.CHOICE, choices=REASONS),
    ),
    clear=True,
    judge=_judge,
    apply=_apply,
)


def cut_body(kind: str, named: bytes, reason: str, upto: Mapping[int, bytes] | None = None) -> dict[str, Any]:
    """The body of a cut; `upto` maps incarnations to the last block that counts."""
    lines = [{"incarnation": number, "block": block} for number, block in sorted((upto or {}).items())]
    return {"kind": kind, _NAMED[kind]: named, "upto": lines, "reason": reason}
