"""Devices that sign blocks by themselves, without a vault each: many of them, and many blocks, are made in no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.actions.record import Draft, record
from core.identity.keys import SigningKey
from core.ledger import merkle
from core.ledger.blob import Statement
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import SALT_BYTES, Content, encode_content
from core.ledger.governance.grant import DEVICE, TYPE, grant_body
from core.ledger.header import Header
from core.ledger.place import Placed
from core.ports.clock import Clock
from core.ports.limits import BLOCK_ENTRIES_MAX
from core.ports.randomness import Randomness
from core.vault.vault import Vault


class Pen:
    """One device of a network and its chain."""

    def __init__(self, network: bytes, granted: Placed, key: SigningKey, clock: Clock, randomness: Randomness) -> None:
        self._network, self._key, self._clock, self._randomness = network, key, clock, randomness
        self._granted = granted
        self._last: Block | None = None

    def statement(self, type: str, body: Mapping[str, Any], subject: bytes | None) -> Statement:
        """What a person would have said; nobody signs beside the device."""
        content = Content(
            network=self._network,
            device=self._key.public,
            incarnation=0,
            type=type,
            version=1,
            subject=subject,
            after=(),
            refs=(),
            occurred_at=self._clock.now(),
            person=None,
            role=None,
            body=body,
            sealed=(),
            attachments=(),
            salt=self._randomness.take(SALT_BYTES),
        )
        return Statement(encode_content(content), ())

    def block(self, blobs: Sequence[bytes]) -> Block:
        """The next block of the chain; the first one sees the block of the grant."""
        before = self._last
        header = Header(
            network=self._network,
            device=self._key.public,
            incarnation=0,
            seq=before.header.seq + 1 if before else 0,
            previous=before.id if before else None,
            depth=1 + (before.header.depth if before else self._granted.depth),
            clock=self._clock.now().seconds,
            seen=() if before else (self._granted.id,),
            root=merkle.root([merkle.leaf_hash(blob) for blob in blobs]),
            leaf_count=len(blobs),
            body_bytes=len(encode_body(blobs)),
        )
        self._last = sign_block(header, blobs, self._key)
        return self._last


def grant_pens(vault: Vault, network: bytes, count: int, clock: Clock, randomness: Randomness) -> list[Pen]:
    """Let in so many devices, which have written nothing yet; at most as many as a block takes."""
    assert count <= BLOCK_ENTRIES_MAX
    keys = [SigningKey(randomness.take(32)) for _ in range(count)]
    bodies = [grant_body(key.public, DEVICE, "Crowd", f"device {at}", ["yard"]) for at, key in enumerate(keys)]
    block = record(vault, network, [Draft(TYPE, body) for body in bodies]).block
    granted = vault.replica(network).store.placed(block)
    assert granted is not None
    return [Pen(network, granted, key, clock, randomness) for key in keys]
