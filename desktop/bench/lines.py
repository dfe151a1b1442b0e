"""What a run comes to: each budget with what it took, its floor, and whether it holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.domains.registry import InstalledWorkspaces
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from desktop.bench import floor
from desktop.bench.merge import measure_merge
from desktop.bench.ours import measure


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is bench.<name> in the words. With a floor the budget is a ratio, without one it is in the line's unit.

    `admit_heads` is the time of `admit`, for we check every signature, beside a floor that checks one a batch. Both
    floors work in one thread, ours checks signatures in two. The floor of a merge is our own time for the same blocks
    in order, that of memory what the first half took.
    """

    name: str
    ours: float
    floor: float | None
    budget: float

    @property
    def figure(self) -> float:
        """What is compared with the budget."""
        return self.ours / self.floor if self.floor is not None else self.ours

    @property
    def holds(self) -> bool:
        return self.figure <= self.budget


@dataclass(frozen=True, slots=True)
class Run:
    """All lines of a run, and how durable the commits on both sides were."""

    entries: int
    lines: tuple[Line, ...]
    durability_ours: str
    durability_floor: str


def run(count: int, registry: InstalledWorkspaces, clock: Clock, randomness: Randomness) -> Run:
    """Measure ours and the floor, on as many entries of the same size, on the same disk."""
    with tempfile.TemporaryDirectory(prefix="jangbu-bench-") as name:
        folder = Path(name)
        ours = measure(folder, count, registry, clock, randomness)
        merged = measure_merge(folder, count, registry, clock, randomness)
        payloads = [number.to_bytes(8, "big") * (ours.entry_bytes // 8) for number in range(count)]
        blocks = floor.chain(payloads)
        commits_s, durability = floor.commits(folder, payloads)
        lines = [
            Line("record", ours.record_s, commits_s, 2.0),
            Line("rows", ours.rows_s, floor.rows(folder, payloads), 3.0),
            Line("admit", ours.admit_s, floor.admit(folder, blocks, every=True), 2.5),
            Line("admit_heads", ours.admit_s, floor.admit(folder, blocks, every=False), 3.0),
            Line("merge", merged.merge_s, merged.in_order_s, 2.0),
            Line("disk", ours.disk_bytes, None, 1200.0),
            Line("open", ours.open_s * 1000, None, 50.0),
            Line("search", ours.search_s * 1000, None, 100.0),
        ]
        if ours.memory_kib is not None:
            first, last = (kib / 1024 for kib in ours.memory_kib)
            lines.append(Line("memory", last, first, 1.1))
    return Run(count, tuple(lines), ours.durability, durability)
