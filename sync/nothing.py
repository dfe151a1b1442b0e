"""A network that is not kept yet, at a hub or in a vault: it holds nothing, and begins with the first blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from core.errors import RejectedError
from sync.fields import Head
from sync.messages import ChunkFrame
from sync.store import Cut, LackedFile, Span, Taken


class Nothing:
    """A Store that is empty; `begin` takes the first blocks somewhere, or raises RejectedError."""

    judges = False

    def __init__(self, network: bytes, begin: Callable[[Sequence[bytes]], Taken]) -> None:
        self.network = network
        self._begin = begin

    def generation(self) -> int:
        return 0

    def heads(self) -> Sequence[Head]:
        return []

    def holds(self, id: bytes) -> bool:
        return False

    def first_lacked(self, head: bytes, known: Collection[bytes]) -> int | None:
        return None

    def depth(self, head: bytes, seq: int) -> int:
        return 0

    def samples(self, head: Head) -> Sequence[bytes]:
        return []

    def cut(self, spans: Sequence[Span], blocks_max: int, bytes_max: int) -> Cut:
        return Cut((), tuple(None for _ in spans))

    def take(self, wires: Sequence[bytes]) -> Taken:
        """Begin the network; where that is refused, every block is."""
        try:
            return self._begin(wires)
        except RejectedError as error:
            return Taken(rejected=[(None, error)])

    def gaps(self) -> Sequence[Head]:
        return []

    def files(self) -> Sequence[tuple[bytes, int]]:
        return []

    def files_lacked(self) -> Sequence[LackedFile]:
        return []

    def is_preview(self, root: bytes) -> bool:
        return False

    def next_chunk(self, root: bytes, size: int) -> int | None:
        return None

    def lacks_room(self, root: bytes, size: int) -> bool:
        return False

    def chunks(self, root: bytes, index: int, count: int) -> Sequence[ChunkFrame]:
        return []

    def receive(self, chunk: ChunkFrame) -> bool:
        return False

    def view(self) -> None:
        return
