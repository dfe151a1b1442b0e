"""A small network built with core's own encoder: founder device A, granted device B, two persons, one graded battery.

Everything follows from `name`, so two networks with other names inside have the same shape and equal titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.identity.keys import SigningKey, seal_to
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob, encrypted_blob, sealed_blob
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import Content, Cosignature, Place, cosign, encode_content, entry_id
from core.ledger.disclosure import form_of
from core.ledger.evidence import EvidenceItem, build_evidence
from core.ledger.governance.charter import charter_body
from core.ledger.governance.epoch import epoch_body
from core.ledger.governance.grant import grant_body
from core.ledger.header import Header
from core.ports.clock import Instant

START = 1_795_338_000


class CountedRandomness:
    """Bytes that nobody should use but a test: hashes of a name and a counter."""

    def __init__(self, name: str) -> None:
        self._name, self._count = name, 0

    def take(self, count: int) -> bytes:
        self._count += 1
        stream = b"".join(
            sha256(f"{self._name} {self._count} {part}".encode()).digest() for part in range(count // 32 + 1)
        )
        return stream[:count]


def key_of(name: str) -> SigningKey:
    return SigningKey(sha256(name.encode()).digest())


def block_of(
    key: SigningKey,
    blobs: list[bytes],
    *,
    network: bytes | None,
    seq: int = 0,
    previous: bytes | None = None,
    depth: int = 0,
    seen: tuple[bytes, ...] = (),
    incarnation: int = 0,
) -> Block:
    root = merkle.root([merkle.leaf_hash(blob) for blob in blobs])
    header = Header(
        network,
        key.public,
        incarnation,
        seq,
        previous,
        depth,
        START + depth,
        seen,
        root,
        len(blobs),
        len(encode_body(blobs)),
    )
    return sign_block(header, blobs, key)


def content_of(
    key: SigningKey, network: bytes | None, type: str, body: dict[str, Any], salt: str, **more: Any
) -> Content:
    fields: dict[str, Any] = {
        "incarnation": 0,
        "version": 1,
        "subject": None,
        "after": (),
        "refs": (),
        "occurred_at": Instant(START, 540),
        "person": None,
        "role": None,
        "sealed": (),
        "attachments": (),
        **more,
    }
    return Content(
        network=network,
        device=key.public,
        type=type,
        body=body,
        salt=sha256(salt.encode()).digest()[:16],
        **fields,
    )


@dataclass(frozen=True)
class SampleNetwork:
    device_a: SigningKey
    device_b: SigningKey
    tester: SigningKey
    grader: SigningKey
    epoch: bytes
    epoch_key: bytes
    charter: Block
    starting: Block
    granting: Block
    registering: Block
    grading: Block

    @property
    def id(self) -> bytes:
        return self.charter.id

    @property
    def blocks(self) -> list[Block]:
        return [self.charter, self.starting, self.granting, self.registering, self.grading]

    def items(self) -> list[EvidenceItem]:
        """The grade as the chosen entry, with the registration and all grants."""
        return [
            *(EvidenceItem(self.granting, index, form_of(self.granting, index), False) for index in range(3)),
            EvidenceItem(self.registering, 0, form_of(self.registering, 0, self.epoch_key), False),
            EvidenceItem(self.grading, 0, form_of(self.grading, 0, self.epoch_key), True),
        ]

    def evidence(self) -> bytes:
        return build_evidence(self.charter, self.items())


GRADE_BODY = {
    "rule": "made-up-rule",
    "rule_version": 1,
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


def sample_network(name: str = "sample") -> SampleNetwork:
    """Blocks of A: charter, epoch, three grants. Blocks of B: a registration with a sealed part, then a grading."""
    device_a, device_b = key_of(name + " a"), key_of(name + " b")
    tester, grader = key_of(name + " tester"), key_of(name + " grader")
    randomness = CountedRandomness(name)
    founder = {
        "key": device_a.public,
        "member": "제주 시험센터",
        "title": "장부 담당",
        "roles": ["yard"],
        "powers": ["cut", "grant"],
    }
    body = charter_body("제주 배터리 장부망", founder, {"battery": sha256(b"rules").digest()})
    charter = block_of(
        device_a, [_clear(content_of(device_a, None, "core.charter.open", body, "charter"))], network=None
    )
    network = charter.id

    epoch_key = randomness.take(32)
    body = epoch_body(epoch_key, {}, [device_a.public])
    epoch_content = content_of(device_a, network, "core.epoch.start", body, "epoch")
    epoch = entry_id(encode_content(epoch_content))
    starting = block_of(device_a, [_clear(epoch_content)], network=network, seq=1, previous=network, depth=1)

    member = "제주 시험센터"
    bodies = [
        grant_body(
            device_b.public,
            "device",
            member,
            "노트북",
            ["jtp_test"],
            wraps={epoch: seal_to(device_b.public, epoch_key)},
        ),
        grant_body(tester.public, "person", member, "시험원 3", ["jtp_test"]),
        grant_body(grader.public, "person", member, "판정원 1", ["jtp_grade"]),
    ]
    grants = [
        content_of(device_a, network, "core.grant.give", body, f"grant {n}") for n, body in enumerate(bodies)
    ]
    granting = block_of(
        device_a, [_clear(grant) for grant in grants], network=network, seq=2, previous=starting.id, depth=2
    )

    sealed = sealed_blob("지어낸 이름".encode(), [tester.public, device_a.public], randomness)
    subject = randomness.take(16)
    register = content_of(
        device_b,
        network,
        "battery.pack.register",
        {"number": "JJ-2026-0001", "rated_mah": 3250},
        "register",
        subject=subject,
        sealed=(merkle.leaf_hash(sealed),),
        person=tester.public,
        role="jtp_test",
    )
    blobs = [encrypted_blob(Statement(encode_content(register), ()), epoch, epoch_key), sealed]
    registering = block_of(device_b, blobs, network=network, depth=3, seen=(granting.id,))

    refs = tuple(sha256(f"{name} evidence {number}".encode()).digest() for number in range(4))
    grade = content_of(
        device_b,
        network,
        "battery.grade.assign",
        {**GRADE_BODY, "evidence": list(refs)},
        "grade",
        subject=subject,
        after=(entry_id(encode_content(register)),),
        refs=refs,
        person=grader.public,
        role="jtp_grade",
    )
    blob = encrypted_blob(_signed(grade, (tester, "jtp_test"), (grader, "jtp_grade")), epoch, epoch_key)
    grading = block_of(device_b, [blob], network=network, seq=1, previous=registering.id, depth=4)
    return SampleNetwork(
        device_a,
        device_b,
        tester,
        grader,
        epoch,
        epoch_key,
        charter,
        starting,
        granting,
        registering,
        grading,
    )


def _clear(content: Content) -> bytes:
    return clear_blob(Statement(encode_content(content), ()))


def clear_entry(content: Content, *signers: tuple[SigningKey, str]) -> bytes:
    return clear_blob(_signed(content, *signers))


def _signed(content: Content, *signers: tuple[SigningKey, str]) -> Statement:
    data = encode_content(content)
    signed: list[Cosignature] = [
        cosign(content.network, entry_id(data), role, Place.OWN_DEVICE, key) for key, role in signers
    ]
    return Statement(data, tuple(signed))
