"""Signatures of persons that come later, and the objection of a person whose key stands under an entry.

A later signature completes a fact: the fold reads it as if it had been under the entry from the start, while the
entry's own verdict stays what it was. An authorisation carries all its signatures when it is judged.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.identity.keys import KEY_BYTES
from core.ledger.content import Cosignature, Place, cosignature_is_valid
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, JudgedEntry, Nature, Past, Severity
from core.ledger.cose import SIGNATURE_BYTES
from core.ports.limits import NAME_CHARACTERS_MAX

COSIGN = "core.entry.cosign"
CONTEST = "core.entry.contest"
_SHARED = "core."


def cosignature_in(entry: Entry) -> Cosignature:
    """The signature that a later cosign entry of sound form carries."""
    body = entry.content.body
    return Cosignature(body["person"], body["role"], body["place"], body["signature"])


def keys_behind(entry: Entry) -> frozenset[bytes]:
    """Keys of persons that an entry carries, each of whom may contest it."""
    found = {one.person for one in entry.cosignatures}
    if entry.content.person is not None:
        found.add(entry.content.person)
    if entry.content.type == COSIGN and type(entry.content.body.get("person")) is bytes:
        found.add(entry.content.body["person"])
    return frozenset(found)


def _target(entry: Entry, past: Past) -> JudgedEntry | None:
    found = past.entry(entry.content.body["target"])
    return found if found and found.entry.content.subject == entry.content.subject else None


def _judge_cosign(entry: Entry, past: Past) -> Sequence[Finding]:
    signed = cosignature_in(entry)
    findings = []
    if not cosignature_is_valid(signed, entry.content.network, entry.content.body["target"]):
        findings.append(Finding("cosignature_invalid", "signature", facts={"count": 1}))
    target = _target(entry, past)
    if target is None:
        findings.append(Finding("target_unknown", "target"))
    elif target.entry.content.type.startswith(_SHARED):
        findings.append(Finding("target_not_cosignable", "target"))
    elif signed.person in target.entry.signers(signed.role):
        findings.append(Finding("cosigned_already", "person", Severity.WARN))
    if signed.role not in past.roles(signed.person):
        findings.append(Finding("role_missing", "person", Severity.WARN, facts={"roles": [signed.role]}))
    return findings


def _judge_contest(entry: Entry, past: Past) -> Sequence[Finding]:
    target = _target(entry, past)
    if target is None:
        return (Finding("target_unknown", "target"),)
    if entry.content.person not in keys_behind(target.entry):
        return (Finding("contested_by_another", "target"),)
    return ()


COSIGN_TYPE = EntryType(
    name=COSIGN,
    version=1,
    nature=Nature.FACT,
    fields=(
        Field("target", FieldKind.ENTRY),
        Field("person", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES),
        Field("role", FieldKind.TEXT, maximum=NAME_CHARACTERS_MAX),
        Field("place", FieldKind.INTEGER, minimum=min(Place), maximum=max(Place)),
        Field("signature", FieldKind.BYTES, minimum=SIGNATURE_BYTES, maximum=SIGNATURE_BYTES),
    ),
    judge=_judge_cosign,
)

CONTEST_TYPE = EntryType(
    name=CONTEST,
    version=1,
    nature=Nature.FACT,
    fields=(Field("target", FieldKind.ENTRY), Field("reason", FieldKind.TEXT, maximum=500)),
    judge=_judge_contest,
)
