"""A batch of blocks as it comes in: form and limits are checked at once, signatures beside what follows.

libsodium lets others work while it verifies, so the signatures of a long run are checked in threads of their own,
while its blocks are placed and judged. Whoever works ahead of the check must be able to undo it, and asks for
`checked` before anything becomes durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from core.errors import RejectedError
from core.ledger.block import Block, read_block, signature_is_valid

_THREADS = 2
"""One verifies while the other waits for the interpreter, which each signature needs for a moment (docs/adr/0022)."""
_PART_BLOCKS = 32
"""So many blocks are handed to a thread at a time; fewer than two parts are not worth one."""

_Read = list[Block | RejectedError]


class Incoming:
    """The blocks of a batch, in the order in which they came; the context ends the threads that check them."""

    def __init__(self, wires: Sequence[bytes], network: bytes | None) -> None:
        self._threads = ThreadPoolExecutor(_THREADS)
        self._read: _Read = []
        self._checks: list[Future[_Read]] = []
        if len(wires) < 2 * _PART_BLOCKS:
            self._read = _checked([_read_or_told(wire, network) for wire in wires])
            return
        for first in range(0, len(wires), _PART_BLOCKS):
            part = [_read_or_told(wire, network) for wire in wires[first : first + _PART_BLOCKS]]
            self._read += part
            self._checks.append(self._threads.submit(_checked, part))

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

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
        if self._checks:
            self._read = [one for check in self._checks for one in check.result()]
            self._checks = []
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


def _checked(read: _Read) -> _Read:
    """What was read, and in place of each block whose signature is wrong, that it is."""
    return [
        RejectedError("wrong_signature") if isinstance(one, Block) and not signature_is_valid(one) else one
        for one in read
    ]
