"""The grade certificate as paper: made from evidence, and derived from evidence again by whoever checks a paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.actions.make_evidence import evidence_for
from core.actions.record import Draft, Recorded, Signing, record
from core.domains.battery import Certificate, Line, Signer, certificate, certificate_entries
from core.domains.registry import installed
from core.encoding.words import fingerprint_hex
from core.errors import RefusedError, RejectedError
from core.ledger.contract import Entry, JudgedEntry, State, Verdict
from core.ledger.cose import decode_sign1
from core.ledger.disclosure import ShownEntry
from core.ledger.evidence import EvidenceReport, read_evidence
from core.ledger.evidence_check import check_evidence
from core.ledger.fold import fold
from core.ledger.header import block_id
from core.ledger.proof import proof_text
from core.ledger.rules import RuleBook
from core.ledger.shared import AMEND
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import history, subject
from desktop.printing.attached import attach
from desktop.printing.check import EVIDENCE_SUFFIX, StatedPrint
from desktop.printing.document import Highlight, PrintedDocument, Row, Section
from desktop.printing.document import Signer as PrintedSigner
from desktop.printing.pdf import render_pdf
from desktop.words import LANGUAGES, Words

ISSUE = "battery.certificate.issue"
GRADE = "battery.grade.assign"
FORMS = (1,)
FORM = FORMS[-1]
"""Forms of the page that were released; the newest is printed, all verify."""
_SIGNING_ROLES = ("jtp_test", "jtp_grade")
_ATTACHED_NAME = "certificate" + EVIDENCE_SUFFIX


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as a file, and the entry that states its print."""

    pdf: bytes
    name: str
    recorded: Recorded


def current_grade(state: State) -> bytes:
    """The entry id of the grade in force.

    Raises:
        RefusedError: `no_grade`.
    """
    grade = state.get("grade")
    if not grade:
        raise RefusedError("no_grade")
    return bytes.fromhex(grade["entry"])


def issue_certificate(
    vault: Vault, network_id: bytes, battery: bytes, signings: Sequence[Signing], language: str
) -> Issued:
    """Print a battery's grade in force: the page is made from the evidence alone, its hash is signed, both are joined.

    Raises:
        RefusedError: `no_grade`, `not_recordable`, `proof_too_long`, `wrong_pin`.
        VaultError: the disk is in trouble.
    """
    replica = vault.replica(network_id)
    row = subject(replica, battery)
    grade = current_grade(row.state)
    leaned_on = _leaned_on(replica, battery, certificate_entries(row.state, grade))
    now = vault.clock.now()
    report_bytes = evidence_for(vault, network_id, [grade], leaned_on)
    document = page(report_bytes, check_evidence(report_bytes), grade, form_words(FORM, language), now)
    base = render_pdf(document, now.local())
    body = {
        "grade": grade,
        "print_sha256": sha256(base).digest(),
        "print_bytes": len(base),
        "form": FORM,
        "language": language,
    }
    draft = Draft(ISSUE, body, subject=battery, signings=tuple(signings), occurred_at=now)
    recorded = record(vault, network_id, [draft])
    evidence = evidence_for(vault, network_id, [grade, recorded.entries[0]], leaned_on)
    name = f"{_file_name(row.title)}-{now.day().isoformat()}"
    return Issued(attach(base, _ATTACHED_NAME, evidence), name + ".pdf", recorded)


def _leaned_on(replica: Replica, battery: bytes, entries: Sequence[bytes]) -> list[bytes]:
    """The entries of the page and the amendments of any of them."""
    rows = history(replica, battery)
    amendments = [
        row.entry.id
        for row in rows
        if row.entry.content.type == AMEND and row.entry.content.body.get("target") in entries
    ]
    return [*entries, *amendments]


def _file_name(title: str) -> str:
    kept = "".join(character if character.isalnum() or character in "-_" else "_" for character in title)
    return f"certificate-{kept[:60]}"


def stated_print(issue: ShownEntry) -> StatedPrint:
    """What an issue entry states of the print."""
    body = issue.entry.content.body
    return StatedPrint(body["print_sha256"], body["print_bytes"])


def derive(evidence: bytes, report: EvidenceReport, issue: ShownEntry) -> PrintedDocument:
    """The page that an issue entry's evidence leads to.

    Raises:
        RefusedError: the evidence does not hold what the page needs.
        RejectedError: `malformed_evidence`.
    """
    body = issue.entry.content.body
    if body.get("language") not in LANGUAGES or body.get("form") not in FORMS:
        raise RejectedError("malformed_evidence", field="form")
    return page(
        evidence, report, body["grade"], form_words(body["form"], body["language"]), issue.entry.content.occurred_at
    )


def form_words(form: int, language: str) -> Words:
    """The words of a released form of the certificate; they never change, so that every paper of it verifies."""
    path = Path(__file__).parent / "forms" / f"certificate-{form}.{language}.json"
    return Words(language, json.loads(path.read_text("utf-8")))


def page(
    evidence: bytes, report: EvidenceReport, grade: bytes, words: Words, issued_at: Instant
) -> PrintedDocument:
    """The printed certificate of a grade, from nothing but the evidence that will lie in it."""
    shown = next((one for one in report.entries if one.entry.id == grade and one.entry.content.type == GRADE), None)
    if shown is None:
        raise RefusedError("grade_unknown", entry=grade)
    state = _state(report, shown.entry)
    signers = _signers(report, shown.entry)
    found = certificate(state, grade, signers, report.network)
    return _printed(found, words, signers, _proof(evidence, shown), issued_at, report)


def _state(report: EvidenceReport, grade: Entry) -> State:
    """The battery folded over the entries that the evidence shows, under the rules that its charter names."""
    charter = report.entries[0].entry.content.body
    adopted = {rule["workspace"]: rule["rule_set"] for rule in charter["rules"]}
    entries = [one.entry for one in report.entries if one.entry.content.subject == grade.content.subject]
    rules = RuleBook(installed(), adopted)
    kinds = [rules.entry_type(entry.content.type, entry.content.version) for entry in entries]
    judged = [JudgedEntry(entry, Verdict.ACCEPTED, (), kind) for entry, kind in zip(entries, kinds, strict=True)]
    return fold([one for one in judged if one.kind is not None], {}).state


def _signers(report: EvidenceReport, grade: Entry) -> list[Signer]:
    granted = {one.key: one for one in report.standings if one.entry == grade.id and one.kind == "person"}
    return [
        Signer(role, granted[person].title, granted[person].member, person)
        for role in _SIGNING_ROLES
        for person in sorted(grade.signers(role))
        if person in granted
    ]


def _proof(evidence: bytes, shown: ShownEntry) -> str:
    file = read_evidence(evidence)
    ids = [block_id(decode_sign1(envelope).payload) for envelope in file.envelopes]
    for item in file.items:
        if ids[item.envelope] == shown.block and item.index == shown.entry.order[4]:
            return proof_text(file.envelopes[item.envelope], item.index, item.proof, item.form)
    raise RefusedError("grade_unknown", entry=shown.entry.id)


def _printed(
    found: Certificate,
    words: Words,
    signers: Sequence[Signer],
    qr_text: str,
    issued_at: Instant,
    report: EvidenceReport,
) -> PrintedDocument:
    sections = {one.key: one.lines for one in found.sections}
    entry = next(line.facts["entry"] for line in sections["proof"] if line.key == "certificate.entry")
    rows = [_row(line, words) for line in sections["result"]]
    return PrintedDocument(
        title=words.text("certificate.title"),
        number=found.number,
        subtitle=words.text("certificate.subtitle", network=report.network_name or ""),
        highlight=Highlight(rows[0].label, rows[0].value, tuple(rows[1:])),
        sections=tuple(
            Section(words.text(f"certificate.section.{key}"), tuple(_row(line, words) for line in sections[key]))
            for key in ("battery", "evidence", "proof")
        ),
        signers_heading=words.text("certificate.section.signers"),
        signers=tuple(
            PrintedSigner(
                words.text(f"certificate.signer_{one.role}"), one.title, f"{one.member} · {fingerprint_hex(one.key)}"
            )
            for one in signers
        ),
        qr_text=qr_text,
        qr_caption=words.text("certificate.qr_caption"),
        qr_note=str(entry),
        footer=words.text("certificate.footer"),
        statement=words.text("certificate.statement"),
        issued=words.text("certificate.issued", moment=words.moment(issued_at)),
        issuer=_issuer(report, signers),
    )


def _issuer(report: EvidenceReport, signers: Sequence[Signer]) -> str:
    return signers[-1].member if signers else report.network_name or ""


def _row(line: Line, words: Words) -> Row:
    facts: dict[str, object] = {**line.facts}
    facts |= {name: ", ".join(words.text(key) for key in keys) for name, keys in line.words.items()}
    return Row(words.text(line.key), words.text(f"{line.key}.value", **facts))


PRINTED = {ISSUE: (stated_print, derive)}
"""Entry types that state a print, for desktop.printing.issued."""

