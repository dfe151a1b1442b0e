"""What a session needs of the place where a network's blocks lie: a vault's replica, a hub's database, a model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from core.errors import RejectedError
from sync.fields import Head
from sync.messages import ChunkFrame

Span = tuple[bytes, int]
"""The chain up to a head (its id), from a seq on."""


@dataclass(slots=True)
class Taken:
    """What became of blocks that came: the gate's own answer, after its commit."""

    accepted: list[bytes] = field(default_factory=list)
    known: int = 0
    waiting: list[bytes] = field(default_factory=list)
    rejected: list[tuple[bytes | None, RejectedError]] = field(default_factory=list)
    filled: list[bytes] = field(default_factory=list)
    """Known blocks of which content came that had been left out."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Blocks, each after its past and urgent ones first, and for each span the seq to go on from (None: done)."""

    wires: tuple[bytes, ...]
    next: tuple[int | None, ...]


class LackedFile(NamedTuple):
    """An attachment that has not arrived; `size` in bytes is what its entry says."""

    root: bytes
    size: int
    next_chunk: int


class Store(Protocol):
    """One network at one place. All calls on one thread; `take` and `receive` return after the commit."""

    @property
    def network(self) -> bytes: ...

    @property
    def judges(self) -> bool:
        """Whether there is a view here."""
        ...

    def generation(self) -> int:
        """Grows whenever a block is added."""
        ...

    def heads(self) -> Sequence[Head]:
        """Every chain's last block; several where it forked."""
        ...

    def holds(self, id: bytes) -> bool: ...

    def first_lacked(self, head: bytes, known: Collection[bytes]) -> int | None:
        """The first seq on the head's chain beyond what holders of `known` have of it; None where none of `known` is
        held here and on that chain."""
        ...

    def depth(self, head: bytes, seq: int) -> int:
        """The depth of a block on the head's chain."""
        ...

    def samples(self, head: Head) -> Sequence[bytes]:
        """Ids along the branches held of that chain: the last, then further and further back, to the first."""
        ...

    def cut(self, spans: Sequence[Span], blocks_max: int, bytes_max: int) -> Cut:
        """The next blocks of the spans; at least one where there is any. A head that is not held gives none."""
        ...

    def take(self, wires: Sequence[bytes]) -> Taken:
        """Bring blocks to the gate; raises VaultError where the disk is in trouble, and then nothing was taken."""
        ...

    def gaps(self) -> Sequence[Head]:
        """Blocks held here of which content was left out that nobody ordered to be erased; at most GAPS_MAX."""
        ...

    # -- attachments ---------------------------------------------------------------------------------------------

    def files(self) -> Sequence[tuple[bytes, int]]:
        """Root and size of the attachments that lie here whole, the smallest first."""
        ...

    def files_lacked(self) -> Sequence[LackedFile]:
        """The attachments that this place wants, the smallest first."""
        ...

    def is_preview(self, root: bytes) -> bool:
        """Whether an attachment is known here to be a preview, which nobody counts as a file."""
        ...

    def next_chunk(self, root: bytes, size: int) -> int | None:
        """The index of the next chunk that is lacking here; None where it is whole, or not wanted."""
        ...

    def lacks_room(self, root: bytes, size: int) -> bool:
        """Whether an attachment would be taken in if there were more room."""
        ...

    def chunks(self, root: bytes, index: int, count: int) -> Sequence[ChunkFrame]:
        """Chunks from an index on; none where the attachment does not lie here."""
        ...

    def receive(self, chunk: ChunkFrame) -> bool:
        """Take a chunk; whether the attachment is whole now.

        Raises:
            RejectedError: `attachment_damaged`.
        """
        ...

    # -- views ---------------------------------------------------------------------------------------------------

    def view(self) -> tuple[bytes, bytes] | None:
        """Hash of all that a view depends on, and the view digest; None where there is no view (a hub)."""
        ...
