"""Many devices in one network: each is let in and has written, so that two replicas have as many heads to compare."""

from __future__ import annotations

from core.actions.record import Draft, record
from core.identity.keys import SigningKey
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import Content, encode_content
from core.ledger.governance.grant import DEVICE, TYPE, grant_body
from core.ledger.header import Header
from core.ledger.shared import OBSERVE
from core.ports.clock import Clock
from core.ports.limits import BLOCK_ENTRIES_MAX
from core.ports.randomness import Randomness
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.vault import Vault

_SALT_BYTES = 16


class Crowd:
    """Devices that sign small notes by themselves, without a vault each."""

    def __init__(self, vault: Vault, network: bytes, count: int, clock: Clock, randomness: Randomness) -> None:
        self._replica, self._clock, self._randomness = vault.replica(network), clock, randomness
        self._keys = [SigningKey(randomness.take(32)) for _ in range(count)]
        self._last: dict[int, Block] = {}
        for first in range(0, count, BLOCK_ENTRIES_MAX):
            bodies = [
                grant_body(key.public, DEVICE, "Crowd", f"device {number}", ["yard"])
                for number, key in enumerate(self._keys[first : first + BLOCK_ENTRIES_MAX], first)
            ]
            granted = record(vault, network, [Draft(TYPE, body) for body in bodies]).block
            blocks = [self._note(number, granted) for number in range(first, first + len(bodies))]
            report = ingest(self._replica, [block.wire for block in blocks])
            assert len(report.accepted) == len(bodies)

    def write(self, devices: int, entries: int) -> list[Block]:
        """New blocks of some devices, one entry each, taken in by nobody yet."""
        return [self._note(number % devices) for number in range(entries)]

    def _note(self, number: int, granted: bytes | None = None) -> Block:
        key, before, replica = self._keys[number], self._last.get(number), self._replica
        blob = clear_blob(Statement(encode_content(self._content(replica, key)), ()))
        placed = replica.store.placed(granted) if granted is not None else None
        depths = [one for one in (before.header.depth if before else None, placed.depth if placed else None) if one]
        header = Header(
            network=replica.network_id,
            device=key.public,
            incarnation=0,
            seq=before.header.seq + 1 if before else 0,
            previous=before.id if before else None,
            depth=1 + max(depths),
            clock=self._clock.now().seconds,
            seen=(granted,) if granted is not None else (),
            root=merkle.root([merkle.leaf_hash(blob)]),
            count=1,
            body_bytes=len(encode_body([blob])),
        )
        self._last[number] = sign_block(header, [blob], key)
        return self._last[number]

    def _content(self, replica: Replica, key: SigningKey) -> Content:
        return Content(
            network=replica.network_id,
            device=key.public,
            incarnation=0,
            type=OBSERVE,
            version=1,
            subject=None,
            after=(),
            refs=(),
            occurred_at=self._clock.now(),
            person=None,
            role=None,
            body={},
            sealed=(),
            attachments=(),
            salt=self._randomness.take(_SALT_BYTES),
        )
