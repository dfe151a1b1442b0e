"""Many light nodes: the production session and responder over a store in memory, to see how news spreads as N grows.

Blocks are a few bytes and nobody checks them: what is counted is meetings and bytes, not what the gate does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from core.errors import RejectedError
from core.identity.keys import SigningKey
from sync.fields import Head
from sync.nothing import Nothing
from sync.responder import Responder
from sync.session import Session
from sync.store import Cut, Span, Taken
from tests.support.fixed_clock import FixedClock

NETWORK = sha256(b"light").digest()
_KEY = SigningKey(sha256(b"light key").digest())


def block_of(device: bytes, seq: int) -> bytes:
    return device + seq.to_bytes(4, "big")


class LightStore(Nothing):
    """Unforked chains: a height for each device. Of files it holds nothing."""

    def __init__(self) -> None:
        super().__init__(NETWORK, self.take)
        self.heights: dict[bytes, int] = {}
        self._where: dict[bytes, tuple[bytes, int]] = {}
        self._added = 0

    def generation(self) -> int:
        return self._added

    def heads(self) -> Sequence[Head]:
        return [Head(device, 0, seq, _id(device, seq)) for device, seq in self.heights.items()]

    def holds(self, id: bytes) -> bool:
        return id in self._where

    def first_lacked(self, head: bytes, known: Collection[bytes]) -> int | None:
        device, _ = self._where[head]
        seqs = [self._where[id][1] for id in known if id in self._where and self._where[id][0] == device]
        return max(seqs) + 1 if seqs else None

    def depth(self, head: bytes, seq: int) -> int:
        return seq

    def cut(self, spans: Sequence[Span], blocks_max: int, bytes_max: int) -> Cut:
        wires = []
        for head, first in spans:
            device, last = self._where[head]
            wires += [block_of(device, seq) for seq in range(first, last + 1)]
        assert len(wires) <= blocks_max
        return Cut(tuple(wires), tuple(None for _ in spans))

    def take(self, wires: Sequence[bytes]) -> Taken:
        taken = Taken()
        for wire in wires:
            device, seq = wire[:32], int.from_bytes(wire[32:], "big")
            if seq <= self.heights.get(device, -1):
                taken.known += 1
            elif seq != self.heights.get(device, -1) + 1:
                taken.rejected.append((None, RejectedError("past_missing")))
            else:
                self.heights[device] = seq
                self._where[_id(device, seq)] = device, seq
                self._added += 1
                taken.accepted.append(_id(device, seq))
        return taken


def _id(device: bytes, seq: int) -> bytes:
    return sha256(block_of(device, seq)).digest()


@dataclass(frozen=True)
class Spread:
    """What it took until everybody had what one had written."""

    nodes: int
    rounds: int
    """In a round every node meets one other, as chance has it."""
    bytes_per_node: int


def spread(nodes: int, seed: int, blocks: int = 10) -> Spread:
    """One node writes; everybody gossips until all hold it."""
    random = Random(seed)
    stores = [LightStore() for _ in range(nodes)]
    device = random.randbytes(32)
    stores[0].take([block_of(device, seq) for seq in range(blocks)])
    responders = [Responder(store, _KEY, FixedClock()) for store in stores]
    rounds = sent = 0
    while any(store.generation() < blocks for store in stores):
        rounds += 1
        for one in range(nodes):
            other = random.randrange(nodes - 1)
            other += other >= one
            session = Session(stores[one], b"")
            while session.request is not None:
                session.receive(responders[other].answer(session.request).frame)
            assert session.outcome.offence is None
            sent += session.outcome.bytes_sent + session.outcome.bytes_received
    return Spread(nodes, rounds, sent // nodes)
