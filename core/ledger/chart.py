"""What the reckoning of who may do what reads: lines of chains, what each had seen, and accepted governance entries.

A line is a run of one chain (device, incarnation) without a fork; where a chain forks, and where an incarnation starts,
a new line begins. A position is one block: its line and seq. Everything here is known to whoever holds the blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Order = tuple[int, bytes, int, int, int, bytes]
"""The display order of entries (core.ledger.contract.Entry.display_order)."""


class Position(NamedTuple):
    """A block by its line and its seq."""

    line: int
    seq: int


class Line(NamedTuple):
    """A run of a chain; `parent` is the block of the same device that its first block follows on."""

    number: int
    device: bytes
    incarnation: int
    first: int
    tip: int
    parent: Position | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """An accepted grant, or what the charter gives to one founder (`founding`)."""

    entry: bytes
    at: Position
    leaf: int
    kind: str
    key: bytes
    roles: frozenset[str]
    powers: frozenset[str]
    founding: bool


@dataclass(frozen=True, slots=True)
class CutRow:
    """An accepted cut; `named` is the key, grant or share, `upto` the last block that counts in each incarnation."""

    entry: bytes
    at: Position
    author: bytes
    kind: str
    named: bytes
    upto: Mapping[int, Position]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """The charter or an accepted amendment: what is agreed on witnesses, quorums and recovery keys."""

    entry: bytes
    at: Position
    order: Order
    founding: bool
    witnesses: frozenset[bytes]
    quorums: Mapping[str, int]
    recovery: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """An accepted adoption of a rule set, or what the charter names for one workspace (`founding`)."""

    entry: bytes
    at: Position
    order: Order
    founding: bool
    workspace: str
    rule_set: bytes


class Chart(Protocol):
    """One network's lines and accepted governance, as far as they are held."""

    def lines(self) -> Mapping[int, Line]: ...

    def chain_lines(self, device: bytes) -> Sequence[Line]:
        """All lines of a device, by number."""
        ...

    def upto(self, at: Position, other: int) -> int:
        """The last seq of another line that a block has in its causal past, -1 for none (its own line: its seq)."""
        ...

    def first_seeing(self, line: int, what: Position) -> int | None:
        """The first seq of a line whose block is, or has in its past, that block."""
        ...

    def grants(self) -> Sequence[GrantRow]: ...

    def grants_of(self, key: bytes) -> Sequence[GrantRow]: ...

    def cuts(self) -> Sequence[CutRow]: ...

    def agreements(self) -> Sequence[AgreementRow]: ...

    def adoptions(self) -> Sequence[AdoptionRow]: ...

    def forked(self) -> frozenset[tuple[bytes, int]]:
        """Chains (device, incarnation) of which more than one branch is held."""
        ...

    def behind(self, entry: bytes, at: Position, role: str) -> frozenset[bytes]:
        """The device that wrote a governance entry, and the persons who signed it in this role."""
        ...


def is_past(chart: Chart, what: Position, later: Position | None) -> bool:
    """Whether a block is, or lies in the past of, a later one; `None` stands for all that is held."""
    return later is None or what.seq <= chart.upto(later, what.line)


def chain_upto(chart: Chart, at: Position) -> dict[int, int]:
    """Per line, the last seq that a block's own incarnation has up to it: the block itself and all that it follows."""
    lines = chart.lines()
    found = {at.line: at.seq}
    line = lines[at.line]
    while line.parent is not None and lines[line.parent.line].incarnation == line.incarnation:
        found[line.parent.line] = line.parent.seq
        line = lines[line.parent.line]
    return found
