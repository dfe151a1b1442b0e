"""The reading half of a Store over blocks that lie in tables: the same for a vault's replica and for a hub."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Container, Sequence

from core.vault.blockstore import BlockStore
from core.vault.chains import Chains
from core.vault.database import Connection
from core.vault.gaps import gaps
from core.vault.urgency import Urgent
from sync.fields import Head
from sync.limits import GAPS_MAX, SAMPLES_MAX
from sync.store import Cut, Span


class ChainStore:
    """Heads, branches and runs of blocks of one network."""

    def __init__(self, connection: Connection, blocks: BlockStore) -> None:
        self._tables = connection
        self._blocks = blocks
        self._chains = Chains(connection, blocks)

    def generation(self) -> int:
        """Grows whenever a block is added."""
        return self._chains.generation()

    def heads(self) -> Sequence[Head]:
        """Every chain's last block; several where it forked."""
        return [Head(one.device, one.incarnation, one.seq, one.id) for one in self._blocks.tips()]

    def holds(self, id: bytes) -> bool:
        """Whether a block is stored."""
        return self._blocks.placed(id) is not None

    def first_lacked(self, head: bytes, known: Collection[bytes]) -> int | None:
        """The first seq of the head's chain that holders of `known` lack; None where they have none of it."""
        placed = self._blocks.placed(head)
        return None if placed is None else self._chains.first_lacked(placed, known)

    def depth(self, head: bytes, seq: int) -> int:
        """The depth of a block on the chain of a head that is held."""
        placed = self._blocks.placed(head)
        assert placed is not None
        return self._chains.depth(placed, seq)

    def samples(self, head: Head) -> Sequence[bytes]:
        """Ids along the branches held of that chain."""
        branches = [
            tip for tip in self._blocks.tips() if (tip.device, tip.incarnation) == (head.device, head.incarnation)
        ]
        each = max(2, SAMPLES_MAX // max(1, len(branches)))
        found = [id for tip in branches for id in self._chains.samples(tip, each)]
        return list(dict.fromkeys(found))[:SAMPLES_MAX]

    def cut(self, spans: Sequence[Span], blocks_max: int, bytes_max: int) -> Cut:
        """The next blocks of the spans: what is urgent, and all that it leans on, before everything else."""
        run = self._chains.run(spans, blocks_max, bytes_max, self.urgent())
        return Cut(run.wires, run.next)

    def gaps(self) -> Sequence[Head]:
        """Blocks of which content was left out that nobody ordered to be erased."""
        found = gaps(self._tables, self._blocks, self.erased_in, GAPS_MAX)
        return [Head(one.device, one.incarnation, one.seq, one.id) for one in found]

    def is_preview(self, root: bytes) -> bool:
        """Only who reads entries knows."""
        return False

    def lacks_room(self, root: bytes, size: int) -> bool:
        """A place without a quota has room until its disk says otherwise."""
        return False

    @abstractmethod
    def urgent(self) -> Urgent:
        """What others should have first, as far as it is known here."""

    @abstractmethod
    def erased_in(self, block: bytes) -> Container[bytes]:
        """Hashes of the leaves of a block that orders of erasure name: nobody waits for them."""
