"""The bytes of format 1 by published libraries only: cbor2, pycose, hashlib, cryptography, libsodium.

Nothing of core or sync is imported: this file is docs/format.md written a second time. All keys, salts and moments
below are made up.
"""

import base64
import hashlib
import struct
import zlib

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha_encrypt,
)
from nacl.bindings import (
    crypto_box,
    crypto_scalarmult_base,
    crypto_sign_ed25519_pk_to_curve25519,
)
from pycose.headers import Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import Sign1Message


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def made_up(name, count=32):
    return sha256(b"jangbu golden format 1: " + name.encode())[:count]


class Key:
    def __init__(self, name):
        self.seed = made_up(name)
        self._private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message):
        return self._private.sign(message)


def sealed_box(public, plaintext, name):
    """libsodium's crypto_box_seal with a made-up ephemeral key instead of a random one."""
    ephemeral = made_up("ephemeral " + name)
    ephemeral_public = crypto_scalarmult_base(ephemeral)
    theirs = crypto_sign_ed25519_pk_to_curve25519(public)
    nonce = hashlib.blake2b(ephemeral_public + theirs, digest_size=24).digest()
    return ephemeral_public + crypto_box(plaintext, nonce, theirs, ephemeral)


# ---------------------------------------------------------------------------------------------- Merkle tree (RFC 9162)
def leaf(data):
    return sha256(b"\x00", data)


def tree(leaves):
    """Root and one inclusion proof per leaf, nearest sibling first."""
    if len(leaves) == 1:
        return leaves[0], [[]]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    left, left_proofs = tree(leaves[:middle])
    right, right_proofs = tree(leaves[middle:])
    proofs = [[*proof, right] for proof in left_proofs] + [[*proof, left] for proof in right_proofs]
    return sha256(b"\x01", left, right), proofs


# ------------------------------------------------------------------------------------------------------------- blocks
class Block:
    def __init__(self, key, network, seq, previous, depth, clock, seen, blobs):
        self.leaves = [leaf(blob) for blob in blobs]
        self.root, self.proofs = tree(self.leaves)
        self.body = cbor(blobs)
        self.fields = [1, network, key.public, 0, seq, previous, depth, clock, seen, self.root, len(blobs)]
        self.fields.append(len(self.body))
        self.header = cbor(self.fields)
        self.id = sha256(self.header)
        message = Sign1Message(phdr={Algorithm: -8}, uhdr={}, payload=self.header)
        message.key = OKPKey(crv=Ed25519, d=key.seed, x=key.public)
        self.envelope = message.encode()
        self.signature = cbor2.loads(self.envelope).value[3]
        self.wire = bytes([0x82]) + cbor(self.envelope) + self.body
        self.blobs = blobs


def content(network, key, kind, body, name, **more):
    return cbor(
        [
            network,
            key.public,
            0,
            kind,
            1,
            more.get("subject"),
            more.get("after", []),
            more.get("refs", []),
            [1_795_338_000 + more.get("later", 0), 540],
            more.get("person"),
            more.get("role"),
            body,
            more.get("sealed", []),
            more.get("attachments", []),
            made_up("salt " + name, 16),
        ]
    )


def cosigned(network, content_bytes, *signers):
    return [
        [key.public, role, place, key.sign(b"jangbu/cosign/1" + network + sha256(content_bytes) + role.encode())]
        for key, role, place in signers
    ]


def clear(content_bytes):
    return cbor([0, content_bytes, []])


def encrypted(content_bytes, cosignatures, epoch, epoch_key):
    plaintext = cbor([content_bytes, cosignatures])
    commitment = sha256(plaintext)
    key = hashlib.blake2b(b"jangbu/entry/1" + commitment, key=epoch_key, digest_size=32).digest()
    ciphertext = xchacha_encrypt(plaintext, b"", bytes(24), key)
    return cbor([1, epoch[:8], commitment, ciphertext]), key, plaintext


DEVICE_A, DEVICE_B = Key("device a"), Key("device b")
TESTER, GRADER = Key("tester"), Key("grader")
EPOCH_KEY = made_up("epoch key")


def network_blocks():
    """Charter, epoch and grants of device A; a registration with a sealed part and a grading of device B."""
    founder = {
        "key": DEVICE_A.public,
        "member": "제주 시험센터",
        "title": "장부 담당",
        "roles": ["yard"],
        "powers": ["cut", "grant"],
    }
    charter_body = {
        "name": "제주 배터리 장부망",
        "founders": [founder],
        "workspaces": ["battery"],
        "rules": [{"workspace": "battery", "rule_set": made_up("rule set")}],
        "witnesses": [],
        "quorums": [],
    }
    charter_content = content(None, DEVICE_A, "core.charter.open", charter_body, "charter")
    charter = Block(DEVICE_A, None, 0, None, 0, 1_795_338_000, [], [clear(charter_content)])
    network = charter.id

    epoch_body = {
        "key_hash": sha256(EPOCH_KEY),
        "previous": [],
        "wraps": [{"key": DEVICE_A.public, "box": sealed_box(DEVICE_A.public, EPOCH_KEY, "epoch a")}],
    }
    epoch_content = content(network, DEVICE_A, "core.epoch.start", epoch_body, "epoch", later=1)
    epoch = Block(DEVICE_A, network, 1, charter.id, 1, 1_795_338_001, [], [clear(epoch_content)])

    grants = []
    for place, (key, kind, title, roles) in enumerate(
        (
            (DEVICE_B, "device", "시험실 노트북", ["jtp_test", "yard"]),
            (TESTER, "person", "시험원 3", ["jtp_test"]),
            (GRADER, "person", "판정원 1", ["jtp_grade"]),
        )
    ):
        wraps = []
        if kind == "device":
            wraps = [{"epoch": sha256(epoch_content), "box": sealed_box(key.public, EPOCH_KEY, "epoch b")}]
        body = {
            "key": key.public,
            "kind": kind,
            "member": "제주 시험센터",
            "title": title,
            "roles": roles,
            "powers": [],
            "wraps": wraps,
        }
        grants.append(content(network, DEVICE_A, "core.grant.give", body, f"grant {place}", later=2))
    granting = Block(DEVICE_A, network, 2, epoch.id, 2, 1_795_338_002, [], [clear(grant) for grant in grants])

    part_key = made_up("part key")
    sealed_part = cbor(
        [
            2,
            sha256(part_key),
            sorted([[key.public, sealed_box(key.public, part_key, "part")] for key in (TESTER, DEVICE_A)]),
            xchacha_encrypt("차주 성명 — 지어낸 글".encode(), b"", bytes(24), part_key),
        ]
    )
    subject = made_up("battery", 16)
    register_body = {"number": "JJ-2026-0001", "rated_mah": 3250, "nominal_mv": 3600, "maker": "made up"}
    register_content = content(
        network,
        DEVICE_B,
        "battery.pack.register",
        register_body,
        "register",
        later=3,
        subject=subject,
        person=TESTER.public,
        role="jtp_test",
        sealed=[leaf(sealed_part)],
        attachments=[[made_up("attachment"), 70_000, "text/csv", made_up("attachment key")]],
    )
    note_content = content(
        network,
        DEVICE_B,
        "core.heads.observe",
        {},
        "observe",
        later=4,
    )
    register = encrypted(register_content, [], sha256(epoch_content), EPOCH_KEY)
    registering = Block(
        DEVICE_B, network, 0, None, 3, 1_795_338_003, [granting.id], [register[0], sealed_part, clear(note_content)]
    )

    evidence_ids = [made_up(f"evidence {number}") for number in range(4)]
    grade_body = {
        "rule": "made-up-rule",
        "rule_version": 1,
        "evidence": evidence_ids,
        "superseded": [],
        "letter": "B",
        "legal_grade": "reuse",
        "soh_permille": 771,
        "low_permille": 748,
        "high_permille": 794,
        "exclusions": [],
        "uses": ["home", "industry", "low_rate"],
        "valid_until": "2027-05-21",
    }
    grade_content = content(
        network,
        DEVICE_B,
        "battery.grade.assign",
        grade_body,
        "grade",
        later=5,
        subject=subject,
        after=[sha256(register_content)],
        refs=evidence_ids,
        person=GRADER.public,
        role="jtp_grade",
    )
    signatures = cosigned(network, grade_content, (TESTER, "jtp_test", 0), (GRADER, "jtp_grade", 1))
    grade = encrypted(grade_content, signatures, sha256(epoch_content), EPOCH_KEY)
    grading = Block(DEVICE_B, network, 1, registering.id, 4, 1_795_338_005, [], [grade[0]])
    entries = {
        "charter": charter_content,
        "epoch": epoch_content,
        "grants": grants,
        "register": register_content,
        "grade": grade_content,
        "sealed_part": sealed_part,
        "register_shown": [1, sha256(epoch_content)[:8], register[1], register[2]],
        "grade_shown": [1, sha256(epoch_content)[:8], grade[1], grade[2]],
    }
    return {"charter": charter, "epoch": epoch, "grants": granting, "register": registering, "grade": grading}, entries


def evidence(blocks, entries):
    order = [blocks[name] for name in ("charter", "grants", "register", "grade")]
    items = [[0, 0, [], False, [0, order[0].blobs[0]]]]
    items += [[1, index, order[1].proofs[index], False, [0, order[1].blobs[index]]] for index in range(3)]
    items.append([2, 0, order[2].proofs[0], False, entries["register_shown"]])
    items.append([3, 0, [], True, entries["grade_shown"]])
    return cbor(["jangbu-evidence", 1, [block.envelope for block in order], items])


PROOF_WORDS = """
reason language ko en print_bytes print_sha256 grade battery.certificate.issue traction home industry low_rate material
remanufacture reuse recycle exclusions superseded battery.grade.assign evidence high_permille legal_grade letter
low_permille rule rule_version soh_permille uses valid_until jtp_test jtp_grade
"""


def proof(blocks, entries):
    """Another zlib may deflate to other bytes: what counts is what comes out when it is inflated."""
    block = blocks["grade"]
    header = [*block.fields]
    header[9] = None
    value = cbor([1, header, block.signature, 0, block.proofs[0], entries["grade_shown"]])
    dictionary = b"".join(map(cbor, PROOF_WORDS.split()))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=dictionary)
    return "JANGBU1:" + base64.urlsafe_b64encode(packer.compress(value) + packer.flush()).rstrip(b"=").decode()


def bundle(blocks):
    """Two records and an end; compression level 0, for another zlib may compress to other bytes."""
    key = made_up("bundle key")
    wraps = sorted([[device.public, sealed_box(device.public, key, "bundle")] for device in (DEVICE_A, DEVICE_B)])
    header = cbor([blocks["charter"].id, made_up("bundle id", 16), 0, wraps])
    data = b"JANGBU-B" + struct.pack("<BII", 1, len(header), zlib.crc32(header)) + header
    records = [
        [[1, block.wire] for block in blocks.values()],
        [[2, made_up("attachment"), 70_000, 0, made_up("chunk") * 4]],
        [[0, len(blocks), 1, True]],
    ]
    for index, frames in enumerate(records):
        compressed = zlib.compress(cbor(frames), 0)
        ciphertext = xchacha_encrypt(compressed, sha256(header), index.to_bytes(24, "little"), key)
        numbers = struct.pack("<II", index, len(ciphertext))
        data += b"JBR1" + numbers + struct.pack("<I", zlib.crc32(numbers + ciphertext)) + ciphertext
    return data
