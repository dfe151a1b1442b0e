"""A batch of blocks as it comes in: form and limits are checked at once, signatures before anything else or beside it.

Where a companion reads along, it checks the signatures of a long run while its blocks are placed and judged here.
Whoever works ahead of the check must be able to undo it, and asks for `checked` before anything becomes durable.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import RejectedError
from core.ledger.block import Block, read_block, signature_is_valid
from core.vault.reading_along import ReadingAlong

PART_BLOCKS = 32
"""So many blocks are handed to the companion at a time."""


class Incoming:
    """The blocks of a batch, in the order in which they came."""

    def __init__(self, wires: Sequence[bytes], network: bytes | None, along: ReadingAlong | None = None) -> None:
        self._along = along
        self._read: list[Block | RejectedError] = []
        for first in range(0, len(wires), PART_BLOCKS):
            part = [_read_or_told(wire, network) for wire in wires[first : first + PART_BLOCKS]]
            if along is not None:
                along.ask([one for one in part if isinstance(one, Block)])
            self._read += part
        self._is_checked = False
        if along is None:
            self.checked()

    @property
    def blocks(self) -> list[Block]:
        """Well-formed blocks of the network whose signature is not known to be wrong."""
        return [one for one in self._read if isinstance(one, Block)]

    @property
    def rejected(self) -> list[RejectedError]:
        """What is wrong with the others."""
        return [one for one in self._read if isinstance(one, RejectedError)]

    def checked(self) -> list[Block]:
        """The blocks whose signature is valid: waits until all are checked."""
        if not self._is_checked:
            self._is_checked = True
            blocks = self.blocks
            valid = iter(self._along.valid() if self._along is not None else map(signature_is_valid, blocks))
            self._read = [
                RejectedError("wrong_signature") if isinstance(one, Block) and not next(valid) else one
                for one in self._read
            ]
        return self.blocks


def _read_or_told(wire: bytes, network: bytes | None) -> Block | RejectedError:
    try:
        block = read_block(wire)
    except RejectedError as error:
        return error
    named = block.header.network if block.header.network is not None else block.id
    if network is not None and named != network:
        return RejectedError("wrong_network", found=named.hex(), expected=network.hex())
    return block
