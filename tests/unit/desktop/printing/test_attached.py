"""Attaching is pure and exact: other programs read the file, and one changed byte anywhere is noticed."""

import re
import shutil
import subprocess

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import RejectedError
from desktop.printing.attached import Attached, attach, detach
from tests.unit.desktop.printing.conftest import EVIDENCE, EVIDENCE_NAME


def refused(action, *arguments):
    with pytest.raises(RejectedError) as caught:
        action(*arguments)
    return caught.value.code


def test_detaching_gives_back_what_was_attached(base, issued):
    assert detach(issued) == Attached(base, EVIDENCE_NAME, EVIDENCE)
    assert issued.startswith(base)
    assert attach(base, EVIDENCE_NAME, EVIDENCE) == issued


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(evidence=st.binary(max_size=2000), name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", fullmatch=True))
def test_any_file_survives(base, evidence, name):
    assert detach(attach(base, name, evidence)) == Attached(base, name, evidence)


def test_pdfium_finds_the_file(issued):
    document = pypdfium2.PdfDocument(issued)
    assert document.count_attachments() == 1
    attached = document.get_attachment(0)
    assert (attached.get_name(), bytes(attached.get_data())) == (EVIDENCE_NAME, EVIDENCE)


def test_the_page_looks_as_before(base, issued):
    pictures = [bytes(pypdfium2.PdfDocument(pdf)[0].render().buffer) for pdf in (base, issued)]
    assert pictures[0] == pictures[1]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs the program qpdf")
def test_qpdf_has_nothing_to_say_against_it(issued, tmp_path):
    file = tmp_path / "issued.pdf"
    file.write_bytes(issued)
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False)
    shown = subprocess.run(["qpdf", f"--show-attachment={EVIDENCE_NAME}", file], capture_output=True, check=True)
    assert shown.stdout == EVIDENCE


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="needs the program pdfdetach of poppler")
def test_poppler_lists_and_saves_the_file(issued, tmp_path):
    file, saved = tmp_path / "issued.pdf", tmp_path / "saved"
    file.write_bytes(issued)
    listed = subprocess.run(["pdfdetach", "-list", file], capture_output=True, text=True, check=True)
    assert re.search(rf"^1: {re.escape(EVIDENCE_NAME)}$", listed.stdout, re.MULTILINE)
    subprocess.run(["pdfdetach", "-save", "1", "-o", saved, file], capture_output=True, check=True)
    assert saved.read_bytes() == EVIDENCE


def test_any_changed_byte_of_the_update_is_noticed(base, issued):
    evidence_at = issued.index(EVIDENCE, len(base))
    evidence = range(evidence_at, evidence_at + len(EVIDENCE))
    for place in range(len(base), len(issued)):
        if place in evidence:
            continue
        forged = bytearray(issued)
        forged[place] ^= 1
        assert refused(detach, bytes(forged)) == "pdf_changed", place


def test_a_changed_byte_of_the_evidence_comes_out_changed(base, issued):
    # It is still a well-made PDF; the signatures inside the evidence find it out.
    evidence_at = issued.index(EVIDENCE, len(base))
    forged = bytearray(issued)
    forged[evidence_at] ^= 1
    assert detach(bytes(forged)).evidence == bytes([EVIDENCE[0] ^ 1]) + EVIDENCE[1:]


@pytest.mark.parametrize("cut", [1, 6, 100, 1000, 6000])
def test_a_cut_off_file_is_noticed(issued, cut):
    assert refused(detach, issued[:-cut]) == "pdf_changed"


@pytest.mark.parametrize("added", [b"\n", b" ", b"%", b"%%EOF\n", b"\x00" * 300])
def test_anything_appended_is_noticed(issued, added):
    assert refused(detach, issued + added) == "pdf_changed"


def test_attached_twice_is_not_attached_once(issued):
    assert refused(attach, issued, EVIDENCE_NAME, b"second") == "pdf_form_unknown"


@pytest.mark.parametrize("other", [b"", b"%PDF-1.4\n", b"\x89PNG\r\n", b"%PDF-1.7\nstartxref\n0\n%%EOF\n"])
def test_other_files_are_refused(other):
    assert refused(attach, other, EVIDENCE_NAME, b"") == "pdf_form_unknown"
    assert refused(detach, other) == "pdf_changed"


@given(noise=st.binary(max_size=300))
def test_noise_is_refused(noise):
    assert refused(detach, noise) == "pdf_changed"
