"""A batch of blocks as it comes in: form and limits are checked at once, signatures before anything else or beside it.

Where a companion reads along, it checks the signatures of a long run while its blocks are placed and judged here, and
reads the later blocks while the first ones are worked on. Whoever works ahead of the check must be able to undo it,
and calls `check` before anything becomes durable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import RejectedError
from core.ledger.block import Block, signature_is_valid
from core.vault.reading_along import Read, ReadingAlong, read_or_told

PART_BLOCKS = 32
"""So many blocks are handed to the companion at a time."""
GROUP_PARTS = 2
"""So many parts are worked on together. The first of these are read here: the companion has read nothing yet."""


class Incoming:
    """The blocks of a batch, in the order in which they came."""

    def __init__(self, wires: Sequence[bytes], network: bytes | None, along: ReadingAlong | None = None) -> None:
        self.along = along
        self._network = network
        size = len(wires) if along is None else PART_BLOCKS
        parts = [wires[first : first + size] for first in range(0, len(wires), size or 1)]
        self._count = len(parts)
        self._parts = [[self._of_network(read_or_told(wire)) for wire in part] for part in parts[:GROUP_PARTS]]
        self._is_checked = False
        self.forged = 0
        """So many blocks are known to be forged, and not given out any more."""
        if along is None:
            self.check()
            return
        for read in self._parts:
            along.open(read)
        for part in parts[GROUP_PARTS:]:
            along.read(part)

    def groups(self) -> Iterator[list[Block]]:
        """Well-formed blocks of the network whose signature is not known to be wrong, some at a time."""
        for first in range(0, self._count, GROUP_PARTS):
            group = [self._part(number) for number in range(first, min(first + GROUP_PARTS, self._count))]
            yield [one for part in group for one in part if isinstance(one, Block)]

    @property
    def blocks(self) -> list[Block]:
        """All that `groups` gives."""
        return [block for group in self.groups() for block in group]

    @property
    def rejected(self) -> list[RejectedError]:
        """What is wrong with the others."""
        return [one for number in range(self._count) for one in self._part(number) if isinstance(one, RejectedError)]

    def check(self) -> None:
        """Wait until all signatures are checked."""
        if self._is_checked:
            return
        self._is_checked = True
        for number in range(self._count):
            self._parts[number] = self._checked(number)

    def finish(self) -> None:
        """Hear all that the companion was asked about these blocks."""
        if self.along is not None:
            self.along.finish()

    def _checked(self, number: int) -> list[Read]:
        read = self._part(number)
        valid = self.along.valid(number) if self.along is not None else map(_is_valid, read)
        checked = [
            RejectedError("wrong_signature") if isinstance(one, Block) and not holds else one
            for one, holds in zip(read, valid, strict=True)
        ]
        self.forged += sum(one is not other for one, other in zip(read, checked, strict=True))
        return checked

    def _part(self, number: int) -> list[Read]:
        while len(self._parts) <= number:
            assert self.along is not None
            self._parts.append([self._of_network(one) for one in self.along.part(len(self._parts))])
        return self._parts[number]

    def _of_network(self, read: Read) -> Read:
        if isinstance(read, RejectedError) or self._network is None:
            return read
        named = read.header.network if read.header.network is not None else read.id
        if named != self._network:
            return RejectedError("wrong_network", found=named.hex(), expected=self._network.hex())
        return read


def _is_valid(read: Read) -> bool:
    return isinstance(read, Block) and signature_is_valid(read)
