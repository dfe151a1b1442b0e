"""Judging an entry: from its author's past to a verdict that never changes.

1. Content that does not belong to its block, or whose body does not fit its type, is malformed.
2. A type, version or rule set that this app lacks, or such an entry in the subject's past, is not judged (newer).
3. Findings of severity REFUSE refuse an authorisation; on a fact every finding is a flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.body import check_body
from core.ledger.contract import (
    Entry,
    EntryType,
    Finding,
    Nature,
    NoParameter,
    Past,
    Severity,
    Verdict,
)
from core.ledger.cosigning import COSIGN
from core.ledger.rules import RuleBook
from core.ledger.settling import RESOLVE, SETTLING_POWER
from core.ledger.shared import AMEND, VOID
from core.ledger.shares import share_findings


class Judgement(NamedTuple):
    """A verdict with its reasons."""

    verdict: Verdict
    findings: tuple[Finding, ...]


class Circumstances(NamedTuple):
    """What the reader of the blob found out before any rule is asked."""

    subject_kind: str
    """Kind of the subject as its past knows it; empty where the past holds nothing."""
    newer_in_past: bool
    outside_past: bool
    """`after` or `refs` names something that the block had not seen, or another subject's entry in `after`."""
    head_left_out: bool
    invalid_cosignatures: int


def judge_entry(entry: Entry, rules: RuleBook, past: Past, circumstances: Circumstances) -> Judgement:
    """The verdict on an entry and what the rules say about it."""
    if circumstances.outside_past:
        return Judgement(Verdict.MALFORMED, (Finding("outside_past"),))
    entry_type = rules.entry_type(entry.content.type, entry.content.version)
    if entry_type is None or circumstances.newer_in_past:
        return Judgement(Verdict.NEWER, ())
    body = check_body(entry_type.fields, entry.content.body)
    misfit = [finding for finding in body if finding.severity is Severity.REFUSE]
    if misfit or not _subject_fits(entry, entry_type):
        return Judgement(Verdict.MALFORMED, tuple(misfit) or (Finding("subject_misplaced"),))
    findings = [
        *body,
        *_subject_findings(entry_type, circumstances),
        *_signature_findings(entry, circumstances),
        *_role_findings(entry, entry_type, past),
        *_target_findings(entry, rules, past),
        *_settler_findings(entry, rules, past, circumstances),
        *_rule_findings(entry, entry_type, past),
        *share_findings(entry, entry_type.moves(entry), past),
    ]
    refused = entry_type.nature is Nature.AUTHORISATION and any(
        finding.severity is Severity.REFUSE for finding in findings
    )
    return Judgement(Verdict.REFUSED if refused else Verdict.ACCEPTED, tuple(findings))


def _subject_fits(entry: Entry, entry_type: EntryType) -> bool:
    """Governance, which travels in clear, is about the network; all else is about a subject, or may be about both."""
    if entry.content.subject is None:
        return entry_type.clear or entry_type.of_network
    return not entry_type.clear


def _subject_findings(entry_type: EntryType, circumstances: Circumstances) -> Sequence[Finding]:
    findings = []
    kind = circumstances.subject_kind
    if entry_type.opens and kind:
        findings.append(Finding("subject_exists"))
    if entry_type.about and kind != entry_type.about:
        findings.append(Finding("subject_unknown", facts={"expected": entry_type.about}))
    if circumstances.head_left_out:
        findings.append(Finding("head_left_out", severity=Severity.WARN))
    return findings


def _signature_findings(entry: Entry, circumstances: Circumstances) -> Sequence[Finding]:
    findings = []
    if circumstances.invalid_cosignatures:
        findings.append(Finding("cosignature_invalid", facts={"count": circumstances.invalid_cosignatures}))
    person = entry.content.person
    if person is not None and person not in entry.signers(entry.content.role or ""):
        findings.append(Finding("person_did_not_sign"))
    return findings


def _role_findings(entry: Entry, entry_type: EntryType, past: Past) -> Sequence[Finding]:
    """The acting person must hold one of the type's roles; without a person, the device must.

    A person acts in the role that the content names, and no other of theirs.
    """
    if not entry_type.roles:
        return ()
    person, role = entry.content.person, entry.content.role
    held = past.roles(entry.content.device if person is None else person)
    acting = held if person is None else held & {role}
    if acting & entry_type.roles:
        return ()
    return (Finding("role_missing", facts={"roles": sorted(entry_type.roles)}),)


def _target_findings(entry: Entry, rules: RuleBook, past: Past) -> Sequence[Finding]:
    if entry.content.type not in (AMEND, COSIGN, VOID):
        return ()
    target = past.entry(entry.content.body["target"])
    target_type = rules.entry_type(target.entry.content.type, target.entry.content.version) if target else None
    if target_type is None:
        return ()
    if entry.content.type != COSIGN and target is not None and target_type.moves(target.entry):
        return (Finding("share_moves_stand", "target"),)
    if entry.content.type == VOID:
        return ()
    if entry.content.type == COSIGN:
        late = target_type.nature is Nature.AUTHORISATION
        return (Finding("authorisation_not_cosignable", "target"),) if late else ()
    if target_type.nature is Nature.AUTHORISATION:
        return (Finding("authorisation_not_amendable", "target"),)
    try:
        body = cbor.decode(entry.content.body["body"])
    except RejectedError:
        body = None
    if type(body) is not dict:
        return (Finding("field_kind", "body"),)
    return check_body(target_type.fields, body, "body.")


def _settler_findings(entry: Entry, rules: RuleBook, past: Past, circumstances: Circumstances) -> Sequence[Finding]:
    """Who may settle a flag: a role that the subject's workspace names, else whoever may grant."""
    content = entry.content
    if content.type != RESOLVE:
        return ()
    if content.subject is not None and not circumstances.subject_kind:
        return (Finding("flag_entries_unknown", "entries"),)
    roles = rules.settlers(circumstances.subject_kind)
    acting = content.device if content.person is None else content.person
    if not roles:
        holds = any(SETTLING_POWER in past.powers(key) for key in (content.device, acting))
        return () if holds else (Finding("power_missing", facts={"power": SETTLING_POWER}),)
    held = past.roles(acting) if content.person is None else past.roles(acting) & {content.role}
    return () if held & roles else (Finding("role_missing", facts={"roles": sorted(roles)}),)


def _rule_findings(entry: Entry, entry_type: EntryType, past: Past) -> Sequence[Finding]:
    try:
        return entry_type.judge(entry, past)
    except NoParameter as missing:
        return (Finding("parameter_missing", facts={"name": missing.name, "day": missing.day.isoformat()}),)
