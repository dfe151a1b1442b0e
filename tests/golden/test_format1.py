"""Format 1 is frozen: bytes made by cbor2, pycose and hashlib are read, and made again by our encoder."""

import io
import json
import zlib
from base64 import urlsafe_b64decode
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ledger import blob, merkle
from core.ledger.block import encode_body, read_block, sign_block, signature_is_valid
from core.ledger.content import Place, cosign, cosignature_is_valid, decode_content, encode_content, entry_id
from core.ledger.disclosure import form_of
from core.ledger.evidence import EvidenceItem, build_evidence
from core.ledger.evidence_check import check_evidence
from core.ledger.governance.epoch import open_wrap
from core.ledger.header import decode_header, encode_header
from core.ledger.proof import DICTIONARY_WORDS, build_proof, check_proof
from sync.bundle import BundleHeader, PartKey, read_header
from sync.bundle import decode_header as decode_bundle_header
from sync.bundle import encode_header as encode_bundle_header
from sync.bundle_reading import Finished, read_bundle
from sync.messages import BlockFrame, ChunkFrame, encode_frames
from tests.golden import make_format1
from tests.support.sample_network import sample_network

FOLDER = Path(__file__).parent / "format1"
FACTS = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
NAMES = ("charter", "epoch", "grants", "register", "grade")
BLOCKS = {name: read_block((FOLDER / f"{name}.block").read_bytes()) for name in NAMES}
KEYS = {name: SigningKey(bytes.fromhex(seed)) for name, seed in FACTS["seeds"].items()}
AUTHORS = dict.fromkeys(NAMES[:3], "device_a") | dict.fromkeys(NAMES[3:], "device_b")
EPOCH_KEY = bytes.fromhex(FACTS["epoch_key"])
EPOCH = bytes.fromhex(FACTS["entry_ids"]["epoch"])


def _opened(name: str, index: int = 0) -> blob.Statement:
    read = blob.read_blob(BLOCKS[name].blobs[index])
    return blob.open_encrypted(read, EPOCH_KEY) if isinstance(read, blob.Encrypted) else read


@pytest.mark.parametrize("name", NAMES)
def test_blocks_are_read_and_signed_again_to_the_same_bytes(name):
    block = BLOCKS[name]
    assert block.wire == (FOLDER / f"{name}.block").read_bytes()
    assert block.id.hex() == FACTS["block_ids"][name]
    assert signature_is_valid(block)
    header = block.header
    assert encode_header(decode_header(encode_header(header))) == encode_header(header)
    assert sign_block(header, block.blobs, KEYS[AUTHORS[name]]) == block
    assert encode_body(block.blobs) == block.body


@pytest.mark.parametrize("name", NAMES)
def test_a_published_cose_library_verifies_the_golden_blocks(name):
    assert _cose_verifies(BLOCKS[name].envelope, BLOCKS[name].header.device)


@pytest.mark.parametrize("place", range(5))
def test_a_published_cose_library_verifies_our_blocks(place):
    block = sample_network().blocks[place]
    assert _cose_verifies(block.envelope, block.header.device)
    assert not _cose_verifies(block.envelope[:-1] + bytes([block.envelope[-1] ^ 1]), block.header.device)


def _cose_verifies(envelope: bytes, device: bytes) -> bool:
    # Not CoseMessage.decode: pycose 1.1 wants lists where cbor2 6 gives tuples inside a tag.
    tagged = cbor2.loads(envelope)
    assert tagged.tag == 18
    protected, unprotected, payload, signature = tagged.value
    message = Sign1Message.from_cose_obj([protected, dict(unprotected), payload, signature], False)
    message.key = OKPKey(crv=Ed25519, x=device)
    return message.verify_signature()


@pytest.mark.parametrize("name", ["charter", "epoch", "register", "grade"])
def test_entries_are_read_and_made_again_to_the_same_bytes(name):
    statement = _opened(name)
    content = decode_content(statement.content)
    assert encode_content(content) == statement.content
    assert entry_id(statement.content).hex() == FACTS["entry_ids"][name]
    again = (
        blob.clear_blob(statement)
        if name in ("charter", "epoch")
        else blob.encrypted_blob(statement, EPOCH, EPOCH_KEY)
    )
    assert again == BLOCKS[name].blobs[0]


def test_cosignatures_are_made_again_to_the_same_bytes():
    statement = _opened("grade")
    id = entry_id(statement.content)
    network = BLOCKS["charter"].id
    tester, grader = statement.cosignatures
    assert tester == cosign(network, id, "jtp_test", Place.OWN_DEVICE, KEYS["tester"])
    assert grader == cosign(network, id, "jtp_grade", Place.OWN_CARD, KEYS["grader"])
    assert cosignature_is_valid(tester, network, id)
    assert not cosignature_is_valid(tester, None, id)
    assert not cosignature_is_valid(tester, network, BLOCKS["charter"].id)


def test_the_sealed_part_opens_for_its_recipients_only():
    read = blob.read_blob(BLOCKS["register"].blobs[1])
    assert isinstance(read, blob.Sealed)
    assert read.key_hash == sha256(bytes.fromhex(FACTS["part_key"])).digest()
    assert blob.open_sealed(read, KEYS["tester"]).decode() == "차주 성명 — 지어낸 글"
    assert blob.open_sealed(read, KEYS["device_a"]).decode() == "차주 성명 — 지어낸 글"
    with pytest.raises(RejectedError, match="not_a_recipient"):
        blob.open_sealed(read, KEYS["grader"])
    content = decode_content(_opened("register").content)
    assert content.sealed == (merkle.leaf_hash(BLOCKS["register"].blobs[1]),)


def test_the_epoch_key_opens_from_epoch_and_grant():
    body = decode_content(_opened("epoch").content).body
    assert open_wrap(body["wraps"][0]["box"], KEYS["device_a"], body["key_hash"]) == EPOCH_KEY
    wrap = decode_content(_opened("grants").content).body["wraps"][0]
    assert wrap["epoch"] == EPOCH
    assert open_wrap(wrap["box"], KEYS["device_b"], body["key_hash"]) == EPOCH_KEY


def _evidence() -> bytes:
    items = [
        *(
            EvidenceItem(BLOCKS["grants"], index, form_of(BLOCKS["grants"], index), False)
            for index in range(3)
        ),
        EvidenceItem(BLOCKS["register"], 0, form_of(BLOCKS["register"], 0, EPOCH_KEY), False),
        EvidenceItem(BLOCKS["grade"], 0, form_of(BLOCKS["grade"], 0, EPOCH_KEY), True),
    ]
    return build_evidence(BLOCKS["charter"], items)


def test_evidence():
    golden = (FOLDER / "grade.jangbu-evidence").read_bytes()
    report = check_evidence(golden)
    assert report.intact
    assert report.network == BLOCKS["charter"].id
    assert [shown.entry.id.hex() for shown in report.chosen] == [FACTS["entry_ids"]["grade"]]
    assert _evidence() == golden


def test_proof():
    golden = (FOLDER / "grade.proof.txt").read_text(encoding="ascii")
    report = check_proof(golden)
    assert report.intact
    assert report.entry.entry.id.hex() == FACTS["entry_ids"]["grade"]
    ours = build_proof(BLOCKS["grade"], 0, form_of(BLOCKS["grade"], 0, EPOCH_KEY))
    assert _inflated(ours) == _inflated(golden)


def _inflated(text: str) -> bytes:
    dictionary = b"".join(cbor2.dumps(word) for word in DICTIONARY_WORDS)
    digits = text.removeprefix("JANGBU1:")
    return zlib.decompressobj(-15, dictionary).decompress(
        urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    )


@pytest.mark.parametrize("device", ["device_a", "device_b"])
def test_bundle(device):
    with (FOLDER / "network.jangbu-bundle").open("rb") as stream:
        events = list(read_bundle(stream, KEYS[device]))
    assert events[:5] == [BlockFrame(BLOCKS[name].wire) for name in NAMES]
    assert isinstance(events[5], ChunkFrame)
    assert events[6:] == [Finished(part=0, last=True, blocks=5, chunks=1)]


def test_bundle_header_and_record_are_made_again_to_the_same_bytes(monkeypatch):
    golden = (FOLDER / "network.jangbu-bundle").read_bytes()
    header = read_header(io.BytesIO(golden))
    encoded = encode_bundle_header(header)
    assert decode_bundle_header(encoded) == header
    assert isinstance(header, BundleHeader)
    assert golden[17 : 17 + len(encoded)] == encoded
    frames = encode_frames([BlockFrame(BLOCKS[name].wire) for name in NAMES])
    # The golden records are stored, not deflated, so that they do not depend on a version of zlib.
    stored = zlib.compress(frames, 0)
    monkeypatch.setattr("sync.bundle.zlib.compress", lambda data: stored)
    key = PartKey(bytes.fromhex(FACTS["bundle_key"]), sha256(encoded).digest())
    record = key.seal(0, frames)
    assert golden[17 + len(encoded) :].startswith(record)


@pytest.mark.parametrize("name", FACTS["refused_blocks"])
def test_what_no_reader_may_take_is_refused(name):
    case = FACTS["refused_blocks"][name]
    with pytest.raises(RejectedError) as error:
        read_block(bytes.fromhex(case["wire"]))
    assert error.value.code == case["code"]


@pytest.mark.parametrize("name", FACTS["refused_contents"])
def test_content_of_another_encoding_is_refused(name):
    with pytest.raises(RejectedError, match="malformed_cbor"):
        decode_content(bytes.fromhex(FACTS["refused_contents"][name]))


def test_the_script_gives_the_frozen_bytes(tmp_path):
    make_format1.main(tmp_path)
    for file in sorted(FOLDER.iterdir()):
        made, frozen = (tmp_path / file.name).read_bytes(), file.read_bytes()
        if file.name == "grade.proof.txt":
            made, frozen = _inflated(made.decode()), _inflated(frozen.decode())
        assert made == frozen, file.name


@pytest.mark.parametrize("name", ["make_format1.py", "format1_bytes.py"])
def test_the_script_uses_nothing_of_ours(name):
    lines = (FOLDER.parent / name).read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert "cbor2" in imported
    ours = {one for one in imported if one.split(".")[0] in ("core", "sync", "desktop", "tests")}
    assert ours <= {"tests.golden.format1_bytes"}
