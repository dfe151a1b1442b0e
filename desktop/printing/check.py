"""Whether a PDF is the paper that its signed entry speaks of.

The evidence inside says what was signed; checking the evidence itself is the ledger's work, not done here. Three
things are asked of the PDF, in falling strength: it is byte for byte what was issued, its print has the hash and
length that the signed entry states, and a reader finds on the page the words that follow from the evidence. The first
two settle it, whatever was done to the file (another figure drawn over the old one, glyphs swapped, a note on top);
the third tells a person which figure is wrong.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from core.errors import RejectedError
from desktop.printing.attached import detach
from desktop.printing.differences import Difference, differences, read_back
from desktop.printing.document import PrintedDocument
from desktop.printing.pdfium import attachments, page_count, page_pixels, page_texts
from desktop.printing.qr_pixels import read_qr_pixels

EVIDENCE_SUFFIX = ".jangbu-evidence"

_QR_DPI = 200


@dataclass(frozen=True, slots=True)
class OpenedPdf:
    """A PDF and the evidence in it; `base` is the print as it was before the evidence was attached.

    `base` is None when the file is no longer what was issued: then nothing but the evidence can be relied on.
    """

    pdf: bytes
    evidence: bytes
    base: bytes | None


@dataclass(frozen=True, slots=True)
class StatedPrint:
    """What the signed issue entry says of the print: SHA-256 and length in bytes."""

    sha256: bytes
    length: int


@dataclass(frozen=True, slots=True)
class PrintReport:
    """What was found; `holds` only when nothing at all speaks against the paper."""

    changed_after_issue: bool
    """The file is not byte for byte what was issued (re-saved, drawn over, annotated, appended to)."""

    not_as_signed: bool
    """The print has not the hash and length that the signed entry states."""

    qr_differs: bool
    """The page does not show the QR code that follows from the evidence."""

    differences: tuple[Difference, ...]
    """Texts on the page that do not follow from the evidence, in page order."""

    @property
    def holds(self) -> bool:
        """Whether the paper says what was signed, unchanged."""
        return not self.findings()

    def findings(self) -> tuple[str, ...]:
        """Return the codes of all that speaks against the paper, the gravest first."""
        told = (
            ("print_text_differs", bool(self.differences)),
            ("print_qr_differs", self.qr_differs),
            ("print_not_as_signed", self.not_as_signed),
            ("pdf_changed", self.changed_after_issue),
        )
        return tuple(code for code, holds in told if holds)


def open_pdf(pdf: bytes) -> OpenedPdf:
    """Return the evidence in a PDF and, where the file is exactly as issued, the print it was attached to.

    Raises RejectedError: "pdf_unreadable", "pdf_too_large", "pdf_without_evidence" (no evidence file attached, or
    more than one, so that nobody can say which speaks for the page).
    """
    page_count(pdf)
    try:
        parts = detach(pdf)
    except RejectedError:
        return OpenedPdf(pdf, _attached_evidence(pdf), None)
    if not parts.name.endswith(EVIDENCE_SUFFIX):
        raise RejectedError("pdf_without_evidence")
    return OpenedPdf(pdf, parts.evidence, parts.base)


def _attached_evidence(pdf: bytes) -> bytes:
    found = [data for name, data in attachments(pdf) if name.endswith(EVIDENCE_SUFFIX)]
    if len(found) != 1:
        raise RejectedError("pdf_without_evidence")
    return found[0]


def check_print(opened: OpenedPdf, stated: StatedPrint, expected: PrintedDocument) -> PrintReport:
    """Compare a PDF with what its evidence says: the stated print, and the document derived from the evidence anew."""
    return PrintReport(
        changed_after_issue=opened.base is None,
        not_as_signed=opened.base is None or not _as_stated(opened.base, stated),
        qr_differs=read_pdf_qr(opened.pdf) != (expected.qr_text,),
        differences=differences(tuple(expected.printed()), read_back(page_texts(opened.pdf), expected.number)),
    )


def _as_stated(base: bytes, stated: StatedPrint) -> bool:
    return len(base) == stated.length and hmac.compare_digest(hashlib.sha256(base).digest(), stated.sha256)


def read_pdf_qr(pdf: bytes) -> tuple[str, ...]:
    """Return the text of every QR code on the pages of a PDF, in order; raises RejectedError as `open_pdf` does."""
    found: list[str] = []
    for number in range(page_count(pdf)):
        page = page_pixels(pdf, number, _QR_DPI, grey=True)
        found.extend(read_qr_pixels(page.pixels, page.width, page.height, page.stride))
    return tuple(found)
