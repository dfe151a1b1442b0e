"""Checking a PDF that carries its own evidence: the evidence, then the paper against it."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

import desktop.domains
from core.errors import RefusedError, RejectedError
from core.ledger.disclosure import ShownEntry
from core.ledger.evidence import EvidenceReport
from core.ledger.evidence_check import check_evidence
from desktop.printing.check import StatedPrint, check_print, open_pdf
from desktop.printing.differences import Difference
from desktop.printing.document import PrintedDocument

Stated = Callable[[ShownEntry], StatedPrint]
Derived = Callable[[bytes, EvidenceReport, ShownEntry], PrintedDocument]


@dataclass(frozen=True, slots=True)
class IssuedCheck:
    """What the evidence in a PDF shows, and what speaks against the paper around it."""

    report: EvidenceReport
    problems: tuple[str, ...]
    differences: tuple[Difference, ...]


def printed_types() -> dict[str, tuple[Stated, Derived]]:
    """Entry types that state a print, from the `documents` modules of all workspaces."""
    found: dict[str, tuple[Stated, Derived]] = {}
    for item in pkgutil.iter_modules(desktop.domains.__path__):
        name = f"desktop.domains.{item.name}.documents"
        if item.ispkg and importlib.util.find_spec(name):
            found |= getattr(importlib.import_module(name), "PRINTED", {})
    return found


def check_issued_pdf(pdf: bytes) -> IssuedCheck:
    """Check a PDF whole.

    Raises:
        RejectedError: `pdf_unreadable`, `pdf_too_large`, `pdf_without_evidence`, and what `check_evidence` raises.
    """
    opened = open_pdf(pdf)
    report = check_evidence(opened.evidence)
    types = printed_types()
    issues = [one for one in report.chosen if one.entry.content.type in types]
    if len(issues) != 1 or not report.intact:
        return IssuedCheck(report, () if len(issues) == 1 else ("print_not_stated",), ())
    stated, derive = types[issues[0].entry.content.type]
    try:
        expected = derive(opened.evidence, report, issues[0])
        print_report = check_print(opened, stated(issues[0]), expected)
    except (RefusedError, RejectedError, KeyError, TypeError, ValueError):
        # Signed by members, yet not of the form that this version prints: say so rather than guess.
        return IssuedCheck(report, ("print_not_derivable",), ())
    return IssuedCheck(report, print_report.findings(), print_report.differences)
