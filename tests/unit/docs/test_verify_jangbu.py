"""The stand-alone verifier, run as a stranger runs it: its own process, none of our packages on its path."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from core.ledger.disclosure import form_of
from core.ledger.evidence import EvidenceItem, build_evidence
from core.ledger.proof import build_proof
from tests.support.sample_network import (
    SampleNetwork,
    block_of,
    clear_entry,
    content_of,
    key_of,
    sample_network,
)

VERIFIER = Path(__file__).parents[3] / "docs" / "verify_jangbu.py"
GOLDEN = Path(__file__).parents[2] / "golden" / "format1"


def verify(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", VERIFIER, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture(scope="module")
def sample() -> SampleNetwork:
    return sample_network()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


def test_it_imports_nothing_of_ours():
    source = VERIFIER.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in source if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cbor2", "nacl"}


def test_golden_evidence_is_intact(tmp_path):
    run = verify(GOLDEN / "grade.jangbu-evidence", folder=tmp_path)
    assert run.returncode == 0
    assert "intact: yes" in run.stdout
    assert "'soh_permille': 771" in run.stdout
    assert "'jtp_grade'" in run.stdout
    assert "판정원 1" in run.stdout
    assert "trusted: no" in run.stdout


def test_with_the_fingerprint_it_is_trusted(tmp_path, sample):
    run = verify(
        written(tmp_path, sample.evidence()), "--network", sample.id.hex()[:16].upper(), folder=tmp_path
    )
    assert (run.returncode, "trusted: yes" in run.stdout) == (0, True)


def test_a_self_made_network_with_the_same_names(tmp_path, sample):
    made = written(tmp_path, sample_network("self-made").evidence())
    run = verify(made, folder=tmp_path)
    assert (run.returncode, "intact: yes" in run.stdout, "trusted: no" in run.stdout) == (0, True, True)
    run = verify(made, "--network", sample.id.hex(), folder=tmp_path)
    assert (run.returncode, "ANOTHER network" in run.stdout) == (1, True)


def test_a_proof_text_as_argument_and_as_file(tmp_path, sample):
    text = build_proof(sample.grading, 0, form_of(sample.grading, 0, sample.epoch_key))
    for given in (text, written(tmp_path, text.encode() + b"\n")):
        run = verify(given, "--network", sample.id.hex(), folder=tmp_path)
        assert (run.returncode, "intact: yes" in run.stdout) == (0, True)
        assert "grant not in a QR code" in run.stdout
        assert "trusted: yes" not in run.stdout


def test_a_misread_proof_text(tmp_path, sample):
    text = build_proof(sample.grading, 0, form_of(sample.grading, 0, sample.epoch_key))
    sign = "A" if text[200] != "A" else "B"
    run = verify(text[:200] + sign + text[201:], folder=tmp_path)
    assert (run.returncode, "intact: NO" in run.stdout) == (1, True)


def _changed(sample: SampleNetwork, name: str) -> bytes:
    value = cbor2.loads(sample.evidence())
    if name == "figure":
        value[3][5][4][3] = value[3][5][4][3].replace(b"\x19\x03\x03", b"\x19\x03\x04")
    elif name == "signature":
        value[2][3] = value[2][3][:-1] + bytes([value[2][3][-1] ^ 1])
    elif name == "key":
        value[3][5][4][2] = bytes(32)
    elif name == "grant":
        del value[3][2]
    elif name == "charter":
        del value[3][0]
    elif name == "nothing chosen":
        value[3][5][3] = False
    elif name == "another network's charter":
        theirs = cbor2.loads(sample_network("other").evidence())
        value[2][0], value[3][0] = theirs[2][0], theirs[3][0]
    return cbor2.dumps(value, canonical=True)


@pytest.mark.parametrize(
    "name", ["figure", "signature", "key", "grant", "charter", "nothing chosen", "another network's charter"]
)
def test_each_change_is_found(tmp_path, sample, name):
    run = verify(written(tmp_path, _changed(sample, name)), folder=tmp_path)
    assert (run.returncode, "intact: NO" in run.stdout) == (1, True), run.stdout


def test_changes_of_encoding_are_found(tmp_path, sample):
    data = sample.evidence()
    for changed in (data + b"\x00", data[:-1], data[:17] + b"\x18\x01" + data[18:]):
        assert verify(written(tmp_path, changed), folder=tmp_path).returncode == 1


def test_a_strangers_device_that_names_the_network_is_found(tmp_path, sample):
    stranger = key_of("stranger")
    entry = clear_entry(content_of(stranger, sample.id, "battery.pack.receive", {}, "x"))
    block = block_of(stranger, [entry], network=sample.id, depth=9)
    data = build_evidence(sample.charter, [EvidenceItem(block, 0, form_of(block, 0), True)])
    run = verify(written(tmp_path, data), "--network", sample.id.hex(), folder=tmp_path)
    assert (run.returncode, "none here for device" in run.stdout) == (1, True)


def test_signs_that_steer_a_terminal_are_shown_as_text(tmp_path, sample):
    device = sample.device_b
    entry = clear_entry(
        content_of(device, sample.id, "battery.pack.receive", {"site": "\x1b[2Jintact: yes\u202e"}, "x")
    )
    block = block_of(device, [entry], network=sample.id, depth=9)
    items = [*sample.items()[:3], EvidenceItem(block, 0, form_of(block, 0), True)]
    run = verify(written(tmp_path, build_evidence(sample.charter, items)), folder=tmp_path)
    assert run.returncode == 0
    assert "\\x1b[2J" in run.stdout
    assert not {"\x1b", "\u202e"} & set(run.stdout)


def test_evidence_attached_to_a_pdf(tmp_path, sample):
    page = b"%PDF-1.4\nthe page\n%%EOF\n"
    device = sample.device_b
    body = {
        "grade": bytes(32),
        "print_sha256": sha256(page).digest(),
        "print_bytes": len(page),
        "language": "ko",
    }
    entry = clear_entry(content_of(device, sample.id, "battery.certificate.issue", body, "x"))
    block = block_of(device, [entry], network=sample.id, depth=9)
    evidence = build_evidence(
        sample.charter, [*sample.items()[:3], EvidenceItem(block, 0, form_of(block, 0), True)]
    )
    tail = b"9 0 obj\nstream\n" + evidence + b"\nendstream\nendobj\n%%EOF\n"
    assert verify(written(tmp_path, page + tail), folder=tmp_path).returncode == 0
    for changed in (page.replace(b"the", b"The") + tail, page, page + tail.replace(b"ko", b"en")):
        assert verify(written(tmp_path, changed), folder=tmp_path).returncode == 1


def test_wrong_use(tmp_path, sample):
    path = written(tmp_path, sample.evidence())
    other = tmp_path / "other"
    other.write_bytes(b"some text")
    for arguments in (
        [tmp_path / "nowhere"],
        [path, "--network", "abc"],
        [path, "--network", "x" * 16],
        [other],
        [],
    ):
        assert verify(*arguments, folder=tmp_path).returncode == 2
