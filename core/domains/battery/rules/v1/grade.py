"""battery.grade.assign (an authorisation), battery.grade.revoke and battery.certificate.issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.fields import (
    EXCLUSIONS,
    LEGAL_GRADES,
    LETTERS,
    SHA256_BYTES,
    USES,
    amount,
    choice,
    day,
    permille,
    text,
)
from core.domains.battery.rules.v1.grading import contradictions, differences, missing_evidence, superseded_findings
from core.domains.battery.rules.v1.records import (
    GRADES,
    appended,
    find,
    local_day,
    next_place,
    record_of,
)
from core.domains.battery.rules.v1.standing import settled
from core.domains.battery.rules.v1.weighing import Limits, gather, limits_on
from core.ledger.contract import (
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    Nature,
    NoParameter,
    Past,
    Severity,
    State,
    Verdict,
)

SIGNING_ROLES = ("jtp_test", "jtp_grade")
_ASSIGN_FIELDS = (
    text("rule", 32),
    amount("rule_version", 1, 10_000, ""),
    Field("evidence", FieldKind.ENTRIES),
    Field("superseded", FieldKind.ENTRIES, required=False),
    choice("letter", LETTERS),
    choice("legal_grade", LEGAL_GRADES),
    Field("exclusions", FieldKind.CHOICES, required=False, choices=EXCLUSIONS),
    permille("soh_permille", 0, 1200, required=False),
    permille("low_permille", 0, 1200, required=False),
    permille("high_permille", 0, 1300, required=False),
    Field("uses", FieldKind.CHOICES, choices=USES),
    day("valid_until", ahead=True),
)
_REVOKE_FIELDS = (Field("grade", FieldKind.ENTRY), text("reason", 500))
_ISSUE_FIELDS = (
    Field("grade", FieldKind.ENTRY),
    Field("print_sha256", FieldKind.BYTES, minimum=SHA256_BYTES, maximum=SHA256_BYTES),
    amount("print_bytes", 1, 64 * 1024 * 1024, "B"),
    amount("form", 1, 1000, ""),
    choice("language", ("ko", "en")),
)


def _judge_assign(entry: Entry, past: Past) -> Sequence[Finding]:
    findings = _signature_findings(entry, past)
    happened = local_day(entry)
    if happened is None:
        return (*findings, Finding("day_unreadable"))
    try:
        return (*findings, *_rule_findings(entry, past, limits_on(happened, past.parameter)))
    except NoParameter as missing:
        facts = {"name": missing.name, "day": missing.day.isoformat()}
        return (*findings, Finding("parameter_missing", "", facts=facts))


def _signature_findings(entry: Entry, past: Past) -> list[Finding]:
    """Two persons: one who tests and another who grades, each holding that role."""
    signed = {role: {one for one in entry.signers(role) if role in past.roles(one)} for role in SIGNING_ROLES}
    findings = [Finding(f"signature_missing_{role}") for role in SIGNING_ROLES if not signed[role]]
    if not findings and len(set().union(*signed.values())) < 2:
        findings.append(Finding("signers_not_distinct"))
    return findings


def _rule_findings(entry: Entry, past: Past, limits: Limits) -> list[Finding]:
    body, state = entry.content.body, past.state
    named = [one.hex() for one in body["evidence"]]
    superseded = [one.hex() for one in body.get("superseded") or ()]
    evidence, findings = gather(state, named)
    findings += _flagged(body["evidence"], past)
    findings += _unknown(body.get("superseded") or (), past)
    findings += superseded_findings(state, evidence, superseded)
    missing = missing_evidence(evidence, limits)
    if missing or findings:
        return [*findings, *missing]
    findings += differences(body, evidence, limits)
    against = contradictions(state, body["letter"], frozenset([*named, *superseded]), limits)
    if against:
        facts = {"count": len(against), "entries": [one["entry"] for one in against]}
        findings.append(Finding("evidence_contradicts", "evidence", facts=facts))
    return findings


def _flagged(evidence: Sequence[bytes], past: Past) -> list[Finding]:
    """Evidence that was recorded against a rule (a wrong role, an impossible figure) is a fact but proves nothing."""
    findings = []
    for id in evidence:
        judged = past.entry(id)
        if judged is None or judged.verdict is not Verdict.ACCEPTED:
            findings.append(Finding("evidence_unknown", "evidence", facts={"entry": id.hex()}))
        elif any(one.severity is Severity.REFUSE for one in judged.findings):
            findings.append(Finding("evidence_flagged", "evidence", facts={"entry": id.hex()}))
    return findings


def _unknown(superseded: Sequence[bytes], past: Past) -> list[Finding]:
    unknown = [id.hex() for id in superseded if past.entry(id) is None]
    return [Finding("evidence_unknown", "superseded", facts={"entry": id}) for id in unknown]


def _apply_assign(state: State, entry: Entry) -> State:
    record = record_of(entry, _ASSIGN_FIELDS, next_place(state))
    signers = sorted([one.role, one.person.hex()] for one in entry.cosignatures if one.role in SIGNING_ROLES)
    return settled(appended(state, GRADES, {**record, "signers": signers}))


def _known_grade_findings(entry: Entry, past: Past) -> list[Finding]:
    known = find(past.state, GRADES, entry.content.body["grade"].hex())
    return [] if known else [Finding("grade_unknown", "grade")]


def _apply_revoke(state: State, entry: Entry) -> State:
    record = record_of(entry, _REVOKE_FIELDS, next_place(state))
    revoked = sorted({*state.get("revoked", []), record["grade"]})
    return settled({**state, "revoked": revoked, "place": record["place"]})


def _judge_issue(entry: Entry, past: Past) -> Sequence[Finding]:
    findings = _known_grade_findings(entry, past)
    if findings:
        return findings
    current = past.state.get("grade")
    if current is None or current["entry"] != entry.content.body["grade"].hex():
        return (Finding("grade_not_current", "grade"),)
    return _expiry_findings(current, local_day(entry))


def _expiry_findings(grade: Any, happened: date | None) -> list[Finding]:
    if happened is None or happened.isoformat() <= grade["valid_until"]:
        return []
    return [Finding("grade_expired", "grade", facts={"valid_until": grade["valid_until"]})]


def _apply_issue(state: State, entry: Entry) -> State:
    return settled(appended(state, "certificates", record_of(entry, _ISSUE_FIELDS, next_place(state))))


GRADE_ASSIGN = EntryType(
    name="battery.grade.assign",
    version=1,
    nature=Nature.AUTHORISATION,
    fields=_ASSIGN_FIELDS,
    roles=frozenset({"jtp_grade"}),
    about="battery",
    judge=guarded(_judge_assign),
    apply=_apply_assign,
    cosigners=SIGNING_ROLES,
)
GRADE_REVOKE = EntryType(
    name="battery.grade.revoke",
    version=1,
    nature=Nature.FACT,
    fields=_REVOKE_FIELDS,
    roles=frozenset({"jtp_grade"}),
    about="battery",
    judge=guarded(_known_grade_findings),
    apply=_apply_revoke,
)
CERTIFICATE_ISSUE = EntryType(
    name="battery.certificate.issue",
    version=1,
    nature=Nature.FACT,
    fields=_ISSUE_FIELDS,
    roles=frozenset({"jtp_test", "jtp_grade"}),
    about="battery",
    judge=guarded(_judge_issue),
    apply=_apply_issue,
)
