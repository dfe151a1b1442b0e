"""labour.person.* and labour.consent.*: who works here, by which key they sign, and what they agreed to.

Name, contact and everything else about the person lie in sealed parts; the chain says a staff number and an age band.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.labour.rules.v1.fields import (
    EMPLOYER,
    WORKER,
    choice,
    choices,
    day,
    digest,
    entry,
    text,
)
from core.domains.labour.rules.v1.records import appended, find, record_of, replaced
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, SealedForm, Severity, State

KIND = "employment"
AGE_BANDS = ("adult", "under_18", "under_15")
NIGHT_PERMIT = "night_holiday_permit"
"""The minister's approval of a minor's work at night and on holidays (제70조제2항); asked for only where it is done."""
PAPERS = ("family_certificate", "guardian_consent", "work_permit", NIGHT_PERMIT)
IDENTIFIED = ("identity_card", "passport", "residence_card", "known_in_person")
EXCESS_WORK, MINOR_EXTENSION, NIGHT_AND_HOLIDAYS = "excess_work", "minor_extension", "night_and_holidays"
PURPOSES = (
    *("photo", "location", "contact_after_leaving", "share_with_attorney"),
    *(EXCESS_WORK, MINOR_EXTENSION, NIGHT_AND_HOLIDAYS),
)
"""Uses of personal data, and work that takes one's own consent (기간제법 제6조, 근로기준법 제69조·제70조제2항)."""
_BOTH = frozenset({EMPLOYER, WORKER})

_ENROLL_FIELDS = (
    text("staff_number", 20),
    Field("workplace", FieldKind.BYTES, minimum=16, maximum=16),
    digest("worker_key"),
    choice("identified_by", IDENTIFIED),
    choice("age_band", AGE_BANDS),
    choices("papers", PAPERS, required=False),
)
IDENTITY = SealedForm("identity", (text("name", 60), day("born"), text("contact", 60, required=False)))
PRIVATE = SealedForm(
    "private",
    (
        text("resident_number", 14, required=False),
        text("account", 60, required=False),
        text("address", 200, required=False),
        text("nationality", 40, required=False),
        text("stay_status", 10, required=False),
        text("english_name", 60, required=False),
    ),
    required=False,
)
_REKEY_FIELDS = (digest("worker_key"), choice("identified_by", IDENTIFIED))
_GIVE_FIELDS = (choice("purpose", PURPOSES), text("items", 300), day("until", ahead=True))
_WITHDRAW_FIELDS = (entry("consent"),)


def missing_papers(age_band: str, papers: Sequence[str]) -> tuple[str, ...]:
    """Papers that must lie in the shop for somebody of this age (제64조, 제66조, 제67조)."""
    needed = {"adult": (), "under_18": PAPERS[:2], "under_15": PAPERS[:3]}[age_band]
    return tuple(one for one in needed if one not in papers)


def paper_findings(age_band: str, papers: Sequence[str], field: str = "") -> list[Finding]:
    """A finding for each paper that is missing; without a work permit a child under 15 may not be hired (제64조)."""
    return [
        Finding(
            "minor_paper_missing", field, Severity.REFUSE if one == "work_permit" else Severity.WARN, {"paper": one}
        )
        for one in missing_papers(age_band, papers)
    ]


def _judge_enroll(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = []
    if entry.signers(EMPLOYER) & {body["worker_key"]}:
        findings.append(Finding("worker_has_employers_key", "worker_key"))
    workers = entry.signers(WORKER)
    if body["worker_key"] not in workers:
        # Without anybody's signature the worker may still sign later, on a laptop of their own.
        severity = Severity.REFUSE if workers else Severity.WARN
        findings.append(Finding("worker_did_not_sign", "worker_key", severity))
    return [*findings, *paper_findings(body["age_band"], body.get("papers") or (), "papers")]


def _apply_enroll(state: State, entry: Entry) -> State:
    return {**state, "person": record_of(entry, _ENROLL_FIELDS), "status": "enrolled"}


def _judge_rekey(entry: Entry, past: Past) -> Sequence[Finding]:
    """Whoever has the new key signs with it, and the shop's owner with another one: the owner saw who it is."""
    key, employers = entry.content.body["worker_key"], entry.signers(EMPLOYER)
    findings = []
    if key in employers:
        findings.append(Finding("worker_has_employers_key", "worker_key"))
    found = (key in entry.signers(WORKER)) + bool(employers)
    if found < len(_BOTH):
        findings.append(Finding("signatures_missing", "worker_key", facts={"needed": len(_BOTH), "found": found}))
    return [*findings, Finding("worker_key_changed", "worker_key", Severity.WARN)]


def _apply_rekey(state: State, entry: Entry) -> State:
    person, key = state.get("person"), entry.content.body["worker_key"]
    if person is None or key not in entry.signers(WORKER) or not entry.signers(EMPLOYER) - {key}:
        return state
    changed = {**person, "worker_key": key.hex(), "identified_by": entry.content.body["identified_by"]}
    return appended({**state, "person": changed}, "rekeyed", record_of(entry, _REKEY_FIELDS))


def worker_key(state: State) -> bytes | None:
    """The key that the worker signs with: that of the enrolment, or the one that took its place."""
    text_of_key = state.get("person", {}).get("worker_key")
    return None if text_of_key is None else bytes.fromhex(text_of_key)


def signed_as_worker(entry: Entry, state: State) -> Sequence[Finding]:
    """Whether whoever signs as worker is the person who enrolled, and nobody signs for both sides."""
    workers = entry.signers(WORKER)
    enrolled = worker_key(state)
    findings = []
    if workers - {enrolled}:
        findings.append(Finding("worker_key_not_enrolled"))
    if workers & entry.signers(EMPLOYER):
        findings.append(Finding("worker_has_employers_key"))
    return findings


def papers_of(state: State) -> list[Finding]:
    """What papers are missing of whoever is employed."""
    person = state.get("person", {})
    return paper_findings(person.get("age_band", "adult"), person.get("papers") or ())


def own_signature(entry: Entry, past: Past) -> Sequence[Finding]:
    """The judge of a type that the worker signs."""
    return signed_as_worker(entry, past.state)


def _apply_give(state: State, entry: Entry) -> State:
    return appended(state, "consents", record_of(entry, _GIVE_FIELDS))


def _judge_withdraw(entry: Entry, past: Past) -> Sequence[Finding]:
    known = find(past.state, "consents", entry.content.body["consent"])
    return own_signature(entry, past) if known else (Finding("consent_unknown", "consent"),)


def _apply_withdraw(state: State, entry: Entry) -> State:
    known = find(state, "consents", entry.content.body["consent"])
    return state if known is None else replaced(state, "consents", {**known, "withdrawn": entry.id.hex()})


ENROLL = EntryType(
    name="labour.person.enroll",
    version=1,
    nature=Nature.FACT,
    fields=_ENROLL_FIELDS,
    roles=frozenset({EMPLOYER}),
    opens=KIND,
    judge=_judge_enroll,
    apply=_apply_enroll,
    cosigners=(EMPLOYER, WORKER),
    attachments=True,
    sealed=(IDENTITY, PRIVATE),
)
REKEY = EntryType(
    name="labour.person.rekey",
    version=1,
    nature=Nature.FACT,
    fields=_REKEY_FIELDS,
    roles=frozenset({EMPLOYER}),
    about=KIND,
    judge=_judge_rekey,
    apply=_apply_rekey,
    cosigners=(EMPLOYER, WORKER),
)
"""A worker whose PIN is lost has lost the key: another one takes its place, and everybody sees that it did."""
CONSENT = EntryType(
    name="labour.consent.give",
    version=1,
    nature=Nature.FACT,
    fields=_GIVE_FIELDS,
    roles=frozenset({WORKER}),
    about=KIND,
    judge=own_signature,
    apply=_apply_give,
)
WITHDRAW = EntryType(
    name="labour.consent.withdraw",
    version=1,
    nature=Nature.FACT,
    fields=_WITHDRAW_FIELDS,
    roles=frozenset({WORKER}),
    about=KIND,
    judge=_judge_withdraw,
    apply=_apply_withdraw,
)
