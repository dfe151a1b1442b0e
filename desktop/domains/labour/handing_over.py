"""A copy of the signed contract for the worker: as files for a stick, as paper, as text for a phone. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.actions.make_evidence import evidence_for
from core.actions.record import Draft, Recorded, Signing, record
from core.errors import InputError
from core.vault.disk import write_whole
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.domains.labour.clauses import clauses, day_table, has_day_table
from desktop.domains.labour.keeping import DELIVER
from desktop.domains.labour.papers import contract_paper
from desktop.domains.labour.terms import KOREAN, Terms
from desktop.printing.check import EVIDENCE_SUFFIX
from desktop.printing.document import PrintedDocument
from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Copy:
    """What the worker takes along: the paper, evidence that anybody can verify, and the terms as plain text."""

    name: str
    paper: PrintedDocument
    signed: datetime
    evidence: bytes
    text: str

    def pdf(self) -> bytes:
        """The paper as PDF; the same bytes each time within one process."""
        from desktop.printing.pdf import render_pdf  # noqa: PLC0415 - loads Qt

        return render_pdf(self.paper, self.signed)


def copy_of(vault: Vault, network: bytes, employment: str, words: Words) -> Copy:
    """The copy of the newest contract of an employment.

    Raises:
        InputError: `subject_not_found`.
        RefusedError: `not_an_employment`, `contract_missing`.
    """
    paper, signed = contract_paper(vault, network, employment, words)
    row = find_subject(vault.replica(network), employment)
    contract = row.state["contract"]
    entries = [bytes.fromhex(contract[name]) for name in ("entry", "signed")]
    evidence = evidence_for(vault, network, entries)
    return Copy(f"contract-{row.title}", paper, signed, evidence, plain_text(contract))


def plain_text(contract: Mapping[str, Any]) -> str:
    """The terms without what the law says in every contract, short enough for a phone to read off the screen."""
    also = contract.get("also_in")
    lines = []
    for terms in (Terms(KOREAN), *([Terms(also)] if also else [])):
        lines.append(terms.phrase(f"title.{contract['kind']}"))
        for clause in clauses(contract, (), terms):
            if clause.name in ("copy", "faith", "papers"):
                continue
            lines.append(f"{clause.title}: {' / '.join(clause.lines)}")
            if clause.name == "hours" and has_day_table(contract):
                days, _, starts, ends, pauses = day_table(contract, terms)
                lines += [
                    f"{days[at]} {starts[at]}-{ends[at]} {pauses[0]} {pauses[at]}"
                    for at in range(1, len(days))
                    if starts[at] != ends[at]
                ]
    return "\n".join([*lines, str(contract["entry"])])


def write_copy(copy: Copy, folder: Path) -> tuple[Path, Path]:
    """Write paper and evidence into a folder of the worker's; files of an earlier copy are replaced.

    Raises:
        InputError: `file_not_written`.
    """
    paths = (folder / f"{copy.name}.pdf", folder / f"{copy.name}{EVIDENCE_SUFFIX}")
    for path, data in zip(paths, (copy.pdf(), copy.evidence), strict=True):
        try:
            write_whole(path, data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError("file_not_written", path=str(path), reason=reason) from error
    return paths


def deliver_copy(vault: Vault, network: bytes, employment: bytes, medium: str, copy: Copy, worker: Signing) -> Recorded:
    """The worker has the copy, and signs for this very file.

    Raises:
        RefusedError: `not_recordable`, `wrong_pin`.
    """
    contract = find_subject(vault.replica(network), employment.hex()).state["contract"]
    body = {
        "proposal": bytes.fromhex(contract["entry"]),
        "medium": medium,
        "file_sha256": sha256(copy.text.encode() if medium == "qr" else copy.pdf()).digest(),
    }
    return record(vault, network, [Draft(DELIVER, body, employment, (worker,))])
