"""Make the golden bytes of erasure orders, reports, erased blocks and cards with published libraries only.

    python3 -m tests.golden.make_erasure1 tests/golden/erasure1

The bytes are frozen; run it again only to see that it still gives the same files.
"""

import base64
import json
import sys
from pathlib import Path

from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from tests.golden.format1_bytes import (
    DEVICE_A,
    DEVICE_B,
    EPOCH_KEY,
    TESTER,
    Block,
    cbor,
    content,
    cosigned,
    encrypted,
    leaf,
    made_up,
    sealed_box,
    sha256,
    xchacha_encrypt,
)

CLOCK = 1_795_338_000
TEXT = "of somebody, made up"
CARD_PIN = "24681012"


def clear(content_bytes, cosignatures=()):
    return cbor([0, content_bytes, list(cosignatures)])


def opening():
    """Charter, epoch and grants: the device and one person hold the power to erase, the other device may write."""
    founder = {
        "key": DEVICE_A.public,
        "member": "시험센터",
        "title": "장부 담당",
        "roles": ["keeper"],
        "powers": ["erase", "grant"],
    }
    rules = [{"workspace": "toy", "rule_set": sha256(b"toy 1")}]
    named = {"name": "선반", "founders": [founder], "workspaces": ["toy"], "rules": rules}
    body = {**named, "witnesses": [], "quorums": []}
    charter = Block(
        DEVICE_A, None, 0, None, 0, CLOCK, [], [clear(content(None, DEVICE_A, "core.charter.open", body, "e charter"))]
    )
    wraps = [{"key": DEVICE_A.public, "box": sealed_box(DEVICE_A.public, EPOCH_KEY, "e epoch a")}]
    start = {"key_hash": sha256(EPOCH_KEY), "previous": [], "wraps": wraps}
    epoch_content = content(charter.id, DEVICE_A, "core.epoch.start", start, "e epoch", later=1)
    epoch = Block(DEVICE_A, charter.id, 1, charter.id, 1, CLOCK + 1, [], [clear(epoch_content)])
    box = {"epoch": sha256(epoch_content), "box": sealed_box(DEVICE_B.public, EPOCH_KEY, "e epoch b")}
    grants = [
        {"key": DEVICE_B.public, "kind": "device", "title": "노트북", "roles": ["keeper"], "wraps": [box]},
        {"key": TESTER.public, "kind": "person", "title": "보호 책임", "powers": ["erase"]},
    ]
    common = {"member": "시험센터", "roles": [], "powers": [], "wraps": []}
    blobs = [
        clear(content(charter.id, DEVICE_A, "core.grant.give", {**common, **one}, f"e grant {at}", later=2))
        for at, one in enumerate(grants)
    ]
    granting = Block(DEVICE_A, charter.id, 2, epoch.id, 2, CLOCK + 2, [], blobs)
    return charter, epoch, granting, sha256(epoch_content)


def noting(network, granting, epoch):
    """A jar is opened, and a note about it has a sealed part and a file."""
    part_key = made_up("e part key")
    plain = cbor(["recipe", network, DEVICE_B.public, {"text": TEXT}])
    wraps = [[DEVICE_A.public, sealed_box(DEVICE_A.public, part_key, "e part")]]
    part = cbor([2, sha256(part_key), wraps, xchacha_encrypt(plain, b"", bytes(24), part_key)])
    jar = made_up("e jar", 16)
    opened = content(network, DEVICE_B, "toy.jar.open", {"label": "plum"}, "e open", later=3, subject=jar)
    note = content(
        network,
        DEVICE_B,
        "toy.jar.note",
        {"topic": "jam"},
        "e note",
        later=4,
        subject=jar,
        after=[sha256(opened)],
        sealed=[leaf(part)],
        attachments=[[made_up("e file"), 70_000, "image/jpeg", made_up("e file key")]],
    )
    blobs = [encrypted(one, [], epoch, EPOCH_KEY)[0] for one in (opened, note)]
    return Block(DEVICE_B, network, 0, None, 3, CLOCK + 4, [granting.id], [*blobs, part]), note


def network_blocks():
    charter, epoch, granting, epoch_id = opening()
    network = charter.id
    note, note_content = noting(network, granting, epoch_id)
    order_body = {
        "block": note.id,
        "parts": [note.leaves[2]],
        "entries": [],
        "attachments": [made_up("e file")],
        "basis": "person_asked",
        "note": "2026-17",
    }
    order_content = content(network, DEVICE_A, "core.entry.erase", order_body, "e order", later=5)
    signed = cosigned(network, order_content, (TESTER, "erase", 1))
    order = Block(DEVICE_A, network, 3, granting.id, 4, CLOCK + 5, [note.id], [clear(order_content, signed)])
    report_body = {"orders": [sha256(order_content)], "obeyed": 1}
    report_content = content(network, DEVICE_A, "core.erase.report", report_body, "e report", later=6)
    report = Block(DEVICE_A, network, 4, order.id, 5, CLOCK + 6, [], [clear(report_content)])
    blocks = {"charter": charter, "epoch": epoch, "grants": granting, "note": note, "order": order, "report": report}
    contents = {"note": note_content, "order": order_content, "report": report_content}
    return blocks, contents


def erased(note):
    """The block with only the hash left of its third leaf."""
    return bytes([0x82]) + cbor(note.envelope) + cbor([*note.blobs[:2], [note.leaves[2]]])


def card():
    salt, operations, memory = made_up("card salt", 16), argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN
    key = argon2id.kdf(32, CARD_PIN.encode(), salt, operations, memory)
    box = bytes(SecretBox(key).encrypt(TESTER.seed, made_up("card nonce", 24)))
    value = ["jangbu-card", TESTER.public, salt, [operations, memory], box, "시험센터", "보호 책임"]
    return "JANGBU-CARD1:" + base64.urlsafe_b64encode(cbor(value)).rstrip(b"=").decode()


def main(folder):
    blocks, contents = network_blocks()
    folder.mkdir(parents=True, exist_ok=True)
    for name, block in blocks.items():
        (folder / f"{name}.block").write_bytes(block.wire)
    (folder / "note-erased.block").write_bytes(erased(blocks["note"]))
    (folder / "card.txt").write_text(card(), encoding="ascii")
    facts = {
        "block_ids": {name: block.id.hex() for name, block in blocks.items()},
        "card_pin": CARD_PIN,
        "card_seed": TESTER.seed.hex(),
        "entry_ids": {name: sha256(data).hex() for name, data in contents.items()},
        "seed_a": DEVICE_A.seed.hex(),
        "text": TEXT,
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
