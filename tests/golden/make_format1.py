"""Make the golden bytes of format 1 with published libraries only (see format1_bytes.py).

    python3 -m tests.golden.make_format1 tests/golden/format1

The bytes are frozen; run it again only to see that it still gives the same files.
"""

import json
import sys
from pathlib import Path

import cbor2

from tests.golden.format1_bytes import (
    DEVICE_A,
    DEVICE_B,
    EPOCH_KEY,
    GRADER,
    TESTER,
    bundle,
    cbor,
    content,
    evidence,
    made_up,
    network_blocks,
    proof,
    sha256,
)


def refused(blocks):
    """Blocks that no reader may take, each with the code it must be refused with."""
    good = blocks["grants"]

    def wire(envelope, body=good.body):
        return bytes([0x82]) + cbor(envelope) + body

    def signed(header):
        protected = cbor({1: -8})
        signature = DEVICE_A.sign(cbor(["Signature1", protected, b"", header]))
        return cbor(cbor2.CBORTag(18, [protected, {}, header, signature]))

    def header_with(place, value):
        return signed(cbor([*good.fields[:place], value, *good.fields[place + 1 :]]))

    start, rest = good.envelope[:7], good.envelope[7:]
    protected, payload, signature = cbor({1: -8}), good.header, good.signature
    size = len(payload)
    listed = cbor(list(good.blobs))
    cases = {
        "tag 98 instead of 18": ("malformed_envelope", wire(b"\xd8\x62" + good.envelope[1:])),
        "no tag": ("malformed_envelope", wire(good.envelope[1:])),
        "unprotected header entry": (
            "malformed_envelope",
            wire(cbor(cbor2.CBORTag(18, [protected, {4: b"kid"}, payload, signature]))),
        ),
        "another algorithm": ("malformed_envelope", wire(start.replace(b"\x27", b"\x26") + rest)),
        "protected header as an empty string": (
            "malformed_envelope",
            wire(cbor(cbor2.CBORTag(18, [b"", {1: -8}, payload, signature]))),
        ),
        "65-byte signature": (
            "malformed_envelope",
            wire(cbor(cbor2.CBORTag(18, [protected, {}, payload, signature + b"\x00"]))),
        ),
        "63-byte signature": (
            "malformed_envelope",
            wire(cbor(cbor2.CBORTag(18, [protected, {}, payload, signature[:-1]]))),
        ),
        "indefinite-length payload": (
            "malformed_envelope",
            wire(start + b"\x5f" + cbor(payload) + b"\xff" + cbor(signature)),
        ),
        "indefinite-length array": (
            "malformed_envelope",
            wire(b"\xd2\x9f" + good.envelope[2:] + b"\xff"),
        ),
        "payload length in more bytes than needed": (
            "malformed_envelope",
            wire(start + b"\x5a" + size.to_bytes(4, "big") + payload + cbor(signature)),
        ),
        "detached payload": ("malformed_envelope", wire(cbor(cbor2.CBORTag(18, [protected, {}, None, signature])))),
        "bytes after the envelope": ("malformed_envelope", wire(good.envelope + b"\x00")),
        "bytes after the block": ("malformed_cbor", good.wire + b"\x00"),
        "indefinite-length body": ("malformed_cbor", wire(good.envelope, b"\x9f" + listed[1:] + b"\xff")),
        "sequence number in more bytes than needed": (
            "malformed_cbor",
            wire(signed(good.header.replace(b"\x00\x02\x58\x20", b"\x00\x18\x02\x58\x20", 1))),
        ),
        "float in the header": ("malformed_cbor", wire(header_with(7, 1.5))),
        "tagged clock": ("malformed_cbor", wire(header_with(7, cbor2.CBORTag(1, 5)))),
        "integer beyond 64 bits": ("malformed_cbor", wire(header_with(7, 2**63))),
        "format 2": ("unknown_format", wire(header_with(0, 2))),
        "format as text": ("malformed_header", wire(header_with(0, "1"))),
        "eleven elements": ("malformed_header", wire(signed(cbor(good.fields[:11])))),
        "device of 31 bytes": ("malformed_header", wire(header_with(2, DEVICE_A.public[:31]))),
        "negative sequence number": ("malformed_header", wire(header_with(4, -1))),
        "second block without previous": ("malformed_header", wire(header_with(5, None))),
        "no network outside the charter": ("malformed_header", wire(header_with(1, None))),
        "seen out of order": ("malformed_header", wire(header_with(8, [b"\x02" * 32, b"\x01" * 32]))),
        "seen twice": ("malformed_header", wire(header_with(8, [b"\x01" * 32] * 2))),
        "65 seen": (
            "malformed_header",
            wire(header_with(8, [number.to_bytes(32, "big") for number in range(65)])),
        ),
        "true as count": ("malformed_header", wire(header_with(10, True))),
        "count 0": ("malformed_header", wire(header_with(10, 0))),
        "count differs from the body": ("malformed_body", wire(header_with(10, 4))),
        "body size differs": ("malformed_body", wire(header_with(11, good.fields[11] + 1))),
        "another root": ("wrong_root", wire(header_with(9, bytes(32)))),
        "entries exchanged": (
            "wrong_root",
            wire(good.envelope, cbor([good.blobs[1], good.blobs[0], good.blobs[2]])),
        ),
        "an entry as text": ("malformed_body", wire(good.envelope, cbor(["a", *good.blobs[1:]]))),
        "erased leaf of 31 bytes": (
            "malformed_body",
            wire(good.envelope, cbor([[good.leaves[0][:31]], *good.blobs[1:]])),
        ),
        "empty body": ("malformed_body", wire(good.envelope, cbor([]))),
        "header above 4 KiB": ("too_large", wire(signed(cbor([*good.fields, bytes(4096)])))),
    }
    # A map whose keys are out of order or twice, inside content: the entry, not the block, is malformed.
    shuffled = b"\xa2\x61b\x01\x61a\x02"
    doubled = b"\xa2\x61a\x01\x61a\x02"
    floated = cbor({"a": 0.5})
    numbered = b"\xa1\x01\x02"
    endless = b"\xbf\x61a\x01\xff"
    contents = {}
    for name, body in (
        ("map keys out of order", shuffled),
        ("a map key twice", doubled),
        ("a float", floated),
        ("a map key that is no text", numbered),
        ("an indefinite-length map", endless),
    ):
        whole = content(good.fields[1], DEVICE_A, "battery.pack.register", {}, name)
        place = whole.index(b"\xa0\x80\x80")
        contents[name] = whole[:place] + body + whole[place + 1 :]
    return (
        {name: {"code": code, "wire": data.hex()} for name, (code, data) in cases.items()},
        {name: data.hex() for name, data in contents.items()},
    )


def main(folder):
    blocks, entries = network_blocks()
    folder.mkdir(parents=True, exist_ok=True)
    for name, block in blocks.items():
        (folder / f"{name}.block").write_bytes(block.wire)
    (folder / "grade.jangbu-evidence").write_bytes(evidence(blocks, entries))
    (folder / "grade.proof.txt").write_text(proof(blocks, entries), encoding="ascii")
    (folder / "network.jangbu-bundle").write_bytes(bundle(blocks))
    bad_blocks, bad_contents = refused(blocks)
    facts = {
        "block_ids": {name: block.id.hex() for name, block in blocks.items()},
        "entry_ids": {name: sha256(entries[name]).hex() for name in ("charter", "epoch", "register", "grade")},
        "grant_ids": [sha256(grant).hex() for grant in entries["grants"]],
        "seeds": {
            "device_a": DEVICE_A.seed.hex(),
            "device_b": DEVICE_B.seed.hex(),
            "tester": TESTER.seed.hex(),
            "grader": GRADER.seed.hex(),
        },
        "epoch_key": EPOCH_KEY.hex(),
        "part_key": made_up("part key").hex(),
        "bundle_key": made_up("bundle key").hex(),
        "refused_blocks": bad_blocks,
        "refused_contents": bad_contents,
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
