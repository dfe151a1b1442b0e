"""What a run comes to: each budget with what it took, its floor, and whether it holds."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domains.registry import InstalledWorkspaces
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from desktop.bench import floor
from desktop.bench.merge import measure_merge
from desktop.bench.ours import Ours, measure
from desktop.bench.steps import Step, in_silence

_WARM_UP_ENTRIES = 2_000


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
    rounds: tuple[float, ...] = ()
    """The figure of each round, where several were measured: the time of that round against the best floor."""

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


@dataclass(frozen=True, slots=True)
class _Floor:
    """Seconds of one round."""

    admit_s: float
    admit_heads_s: float
    rows_s: float
    record_s: float
    durability: str


def run(
    count: int,
    rounds: int,
    registry: InstalledWorkspaces,
    clock: Clock,
    randomness: Randomness,
    step: Step = in_silence,
) -> Run:
    """Measure ours and the floor in turn, on as many entries of the same size, on the same disk.

    The best round of either side counts: what else the machine did meanwhile only ever adds to a time. The floor has
    been run once before, for a processor that has idled is slow at first.
    """
    with tempfile.TemporaryDirectory(prefix="jangbu-bench-") as name:
        folder = Path(name)
        ours: list[Ours] = []
        floors: list[_Floor] = []
        for number in range(rounds):
            step("bench.step.ours", round=number + 1, rounds=rounds)
            ours.append(measure(_new(folder / f"ours-{number}"), count, registry, clock, randomness))
            step("bench.step.floor", round=number + 1, rounds=rounds)
            if number == 0:
                _floor(_new(folder / "warm-up"), min(count, _WARM_UP_ENTRIES), ours[0].entry_bytes)
            floors.append(_floor(_new(folder / f"floor-{number}"), count, ours[0].entry_bytes))
        step("bench.step.merge")
        merged = measure_merge(folder, count, registry, clock, randomness)
    lines = [
        _line("record", [one.record_s for one in ours], [one.record_s for one in floors], 2.0),
        _line("rows", [one.rows_s for one in ours], [one.rows_s for one in floors], 3.0),
        _line("admit", [one.admit_s for one in ours], [one.admit_s for one in floors], 2.5),
        _line("admit_heads", [one.admit_s for one in ours], [one.admit_heads_s for one in floors], 3.0),
        Line("merge", merged.merge_s, merged.in_order_s, 2.0),
        Line("disk", ours[0].disk_bytes, None, 1200.0),
        Line("open", min(one.open_s for one in ours) * 1000, None, 50.0),
        Line("search", min(one.search_s for one in ours) * 1000, None, 100.0),
    ]
    if ours[0].memory_kib is not None:  # of the first round: later ones find what it took
        first, last = (kib / 1024 for kib in ours[0].memory_kib)
        lines.append(Line("memory", last, first, 1.1))
    return Run(count, tuple(lines), ours[0].durability, floors[0].durability)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _line(name: str, ours: Sequence[float], floors: Sequence[float], budget: float) -> Line:
    return Line(name, min(ours), min(floors), budget, tuple(one / min(floors) for one in ours))


def _floor(folder: Path, count: int, entry_bytes: int) -> _Floor:
    payloads = [number.to_bytes(8, "big") * (entry_bytes // 8) for number in range(count)]
    every, heads = (floor.admit(folder, floor.chain(payloads), every=one) for one in (True, False))
    record_s, durability = floor.commits(folder, payloads)
    return _Floor(every, heads, floor.rows(folder, payloads), record_s, durability)
