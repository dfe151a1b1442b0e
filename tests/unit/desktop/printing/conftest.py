"""One printed certificate for all tests here: making it takes a quarter of a second."""

import hashlib
from datetime import UTC, datetime

import pytest

from desktop.printing.attached import attach
from desktop.printing.check import StatedPrint
from desktop.printing.pdf import render_pdf
from tests.support.printed_documents import KOREAN

ISSUED_AT = datetime(2026, 11, 22, 5, 32, tzinfo=UTC)
EVIDENCE_NAME = "grade.jangbu-evidence"
# What could mislead a reader that looks for markers instead of lengths.
EVIDENCE = bytes(range(256)) * 20 + b"\nendstream\nendobj\nxref\ntrailer\nstartxref\n0 \n%%EOF\n"


@pytest.fixture(autouse=True)
def _application(qapp):
    """The one application of the test run, so that printing does not start its own without windows."""


@pytest.fixture(scope="session")
def base(qapp):
    return render_pdf(KOREAN, ISSUED_AT)


@pytest.fixture(scope="session")
def issued(base):
    return attach(base, EVIDENCE_NAME, EVIDENCE)


@pytest.fixture(scope="session")
def stated(base):
    return StatedPrint(hashlib.sha256(base).digest(), len(base))
