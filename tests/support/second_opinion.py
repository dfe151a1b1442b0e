"""Evidence checked twice: by core and by the stand-alone verifier, which must agree whether a file is intact."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from core.errors import RejectedError
from core.ledger.evidence import EvidenceReport
from core.ledger.evidence_check import check_evidence
from core.ledger.proof import ProofReport, check_proof

_PATH = Path(__file__).parents[2] / "docs" / "verify_jangbu.py"


def _stand_alone() -> ModuleType:
    specification = importlib.util.spec_from_file_location("verify_jangbu", _PATH)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


_VERIFIER = _stand_alone()


def _agrees(check: str, given: bytes | str) -> bool:
    """Whether the stand-alone verifier finds it intact; its own main() takes any exception for a malformed file."""
    try:
        getattr(_VERIFIER, check)(given)
    except Exception:
        return False
    return True


def check_evidence_twice(data: bytes) -> EvidenceReport:
    """core's report, or its RejectedError, on which the other implementation was asked too."""
    intact = _agrees("check_evidence", data)
    try:
        report = check_evidence(data)
    except RejectedError:
        assert not intact
        raise
    assert report.intact == intact
    return report


def check_proof_twice(text: str) -> ProofReport:
    """The same for the text of a QR code."""
    intact = text.strip().startswith("JANGBU1:") and _agrees("check_proof", text.strip())
    try:
        report = check_proof(text)
    except RejectedError:
        assert not intact
        raise
    assert report.intact == intact
    return report
