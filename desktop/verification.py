"""Intact? and whose? Of whatever carries a proof: an evidence file, a PDF with one, a picture of a QR code, its text.

The window and the command line ask here. No vault is needed; networks that a vault takes part in count as confirmed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domains.registry import installed
from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import InputError, RejectedError
from core.ledger.disclosure import Check, ShownEntry
from core.ledger.evidence import MAGIC, EvidenceReport
from core.ledger.evidence_check import check_evidence
from core.ledger.proof import PREFIX, ProofReport, check_proof
from core.ledger.standing import Standing, fits
from core.ledger.trust import NetworkTrust, is_trusted, network_trust
from desktop.printing.differences import Difference
from desktop.words import Words
from desktop.words.values import field_values

FILE_BYTES_MAX = 64 * 1024 * 1024
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"RIFF")


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer. `source` is evidence, pdf or qr; from a QR code alone no grant can be seen."""

    source: str
    report: EvidenceReport | ProofReport
    shown: tuple[ShownEntry, ...]
    trust: NetworkTrust
    problems: tuple[str, ...] = ()
    """What speaks against the paper of a PDF, as codes."""
    differences: tuple[Difference, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the evidence itself holds, whatever was done to the paper around it."""
        return self.report.intact

    @property
    def intact(self) -> bool:
        return self.sound and not self.problems

    @property
    def trusted(self) -> bool:
        return self.intact and is_trusted(self.report, self.trust)

    @property
    def broken(self) -> tuple[Check, ...]:
        return tuple(one for one in self.report.checks if not one.holds)

    @property
    def signers(self) -> tuple[Standing, ...]:
        """Who stands behind it; the same one behind several entries is named once."""
        first: dict[tuple[bytes, str | None, bool], Standing] = {}
        for one in self.report.standings:
            first.setdefault((one.key, one.role, one.granted), one)
        return tuple(first.values())

    @property
    def network_words(self) -> str:
        return fingerprint_words(self.report.network)

    @property
    def network_hex(self) -> str:
        return fingerprint_hex(self.report.network)


def verify(argument: str, confirmed: Collection[bytes] = (), typed: str | None = None) -> Verification:
    """Verify a file by its path, or the text of a QR code; `typed` is a network's fingerprint to compare with.

    Raises:
        InputError: `file_unreadable`, `picture_unreadable`.
        RejectedError: `not_evidence`, `no_proof_in_picture`, `too_large`, and what the readers raise.
    """
    if argument.strip().startswith(PREFIX):
        return _of_proof(argument.strip(), confirmed, typed)
    data = _read(Path(argument))
    if data.startswith(b"%PDF"):
        return _of_pdf(data, confirmed, typed)
    if data.startswith(_PICTURES):
        return _of_proof(_qr_text(data), confirmed, typed)
    if data.strip().startswith(PREFIX.encode()):
        return _of_proof(data.decode("ascii", "replace").strip(), confirmed, typed)
    if MAGIC.encode() in data[:64]:
        report = check_evidence(data)
        return Verification("evidence", report, report.chosen, network_trust(report.network, confirmed, typed))
    raise RejectedError("not_evidence")


def verification_lines(found: Verification, words: Words) -> Sequence[str]:
    """The answer in sentences, the verdict first."""
    lines = [words.text("verify.intact" if found.sound else "verify.broken")]
    lines += [words.text(f"verify.check.{one.code}") for one in found.broken]
    lines.append(
        words.text(f"verify.network.{found.trust.value}", words=found.network_words, hex=found.network_hex)
    )
    for one in found.shown:
        # On one line each: a value with line breaks must not pass for a sentence of ours.
        values = [f"  {name}: {' '.join(value.split()) or '–'}" for name, value in shown_values(one, words)]
        lines += [shown_text(one, words), *values]
    lines += [standing_text(one, words) for one in found.signers]
    paper = paper_lines(found, words)
    if found.sound and not found.intact:
        return [words.text("verify.print.broken"), *paper, *lines[1:]]
    return [*lines, *paper]


def paper_lines(found: Verification, words: Words) -> list[str]:
    """What speaks against the paper."""
    told = [words.text(f"verify.print.{code}") for code in found.problems]
    for one in found.differences:
        facts = {"label": one.label, "expected": one.expected, "found": one.found}
        told.append(words.text("verify.print.difference", **facts))
    return told


def shown_text(shown: ShownEntry, words: Words) -> str:
    """One entry: what it is, when, and the beginning of its id."""
    content = shown.entry.content
    label = words.text(f"type.{content.type}") if words.has(f"type.{content.type}") else content.type
    return words.text("verify.entry", type=label, at=words.moment(content.occurred_at), entry=shown.entry.id.hex()[:16])


def shown_values(shown: ShownEntry, words: Words) -> list[tuple[str, str]]:
    """What the entry says, to be compared with paper by eye; empty where this app has no words for its type."""
    content = shown.entry.content
    workspace = installed().workspace(content.type.partition(".")[0])
    sets = workspace.rule_sets.values() if workspace else ()
    kinds = (one.entry_types.get((content.type, content.version)) for one in sets)
    kind = next((one for one in kinds if one is not None), None)
    return field_values(kind, content.body, words) if kind is not None and fits(shown.entry, kind) else []


def standing_text(one: Standing, words: Words) -> str:
    """One signer, and whether a grant was shown."""
    facts = {
        "kind": words.text(f"kind.{one.kind}"),
        "key": one.key.hex()[:16],
        "role": words.role(one.role) if one.role else "–",
        "member": one.member,
        "title": one.title,
    }
    return words.text("verify.granted" if one.granted else "verify.grant_not_seen", **facts)


def _of_proof(text: str, confirmed: Collection[bytes], typed: str | None) -> Verification:
    report = check_proof(text)
    shown = (report.entry,) if report.entry else ()
    return Verification("qr", report, shown, network_trust(report.network, confirmed, typed))


def _of_pdf(pdf: bytes, confirmed: Collection[bytes], typed: str | None) -> Verification:
    from desktop.printing.issued import check_issued_pdf  # noqa: PLC0415 - loads Qt

    checked = check_issued_pdf(pdf)
    trust = network_trust(checked.report.network, confirmed, typed)
    return Verification(
        "pdf", checked.report, checked.report.chosen, trust, tuple(checked.problems), tuple(checked.differences)
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise RejectedError("too_large", what="file", limit=FILE_BYTES_MAX)
        return path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _qr_text(picture: bytes) -> str:
    from desktop.printing.qr import read_qr_bytes  # noqa: PLC0415 - loads Qt

    texts = [text for text in read_qr_bytes(picture) if text.startswith(PREFIX)]
    if len(texts) != 1:
        raise RejectedError("no_proof_in_picture", count=len(texts))
    return texts[0]
