"""What a cycler file says, as values: its columns, its rows and the steps found in them.

Inside this folder numbers are floats in s, V, A, mAh and mWh with charge positive. What leaves for a signed entry goes
through `rounded` once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from core.domains.battery.cyclers.refusal import Finding

StepKind = Literal["charge", "discharge", "rest"]
EndReason = Literal["step_end", "next_step", "test_stopped", "file_end"]
Meaning = Literal[
    "time",
    "step_time",
    "voltage",
    "current",
    "mean_current",
    "capacity",
    "charge_capacity",
    "discharge_capacity",
    "temperature",
    "cycle",
    "step",
    "mode",
    "flag",
    "not_read",
]


def rounded(value: float) -> int:
    """The integer nearest to `value`, halves to the even one (ledger rule for importers)."""
    return round(value)


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """How one column is read, so that a person can check it before anything is saved."""

    header: str
    meaning: Meaning
    unit: str


@dataclass(frozen=True, slots=True)
class FileStep:
    """A step as the file itself numbers it: its first row, how long it had run then, its mode word, its end mark."""

    first_row: int
    lead_in_s: float
    mode: str
    end_mark: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One cycler file as read. All arrays have one item per row; the optional ones are empty where not in the file.

    `line` is the line of the file that a row stands on. `current_is_mean` says that a current is the mean since the
    row before (BioLogic `<I>`), not the value at the row. `charge_counter_mah` and `discharge_counter_mah` are the
    file's own counters, as magnitudes. `cycle_starts` are (row, cycle number) where the number changes.
    """

    format: str
    encoding: str
    delimiter: str
    decimal_mark: str
    columns: tuple[ColumnRead, ...]
    time_s: array[float]
    voltage_v: array[float]
    current_a: array[float]
    line: array[int]
    charge_counter_mah: array[float]
    discharge_counter_mah: array[float]
    temperature_c: array[float]
    current_is_mean: bool
    file_steps: tuple[FileStep, ...]
    cycle_starts: tuple[tuple[int, int], ...]
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        return len(self.time_s)

    def cycle_at(self, row: int) -> int | None:
        """The file's cycle number at a row, None when the file has none."""
        place = bisect_right(self.cycle_starts, row, key=lambda start: start[0])
        return self.cycle_starts[place - 1][1] if place else None


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of one kind of current. Charge and energy are magnitudes, counted inside the step only.

    Rows count from 0 in the arrays, lines from 1 in the file. `file_mah` is what the file's own counter says for the
    step, None where it has none.
    """

    kind: StepKind
    first_row: int
    last_row: int
    first_line: int
    last_line: int
    duration_s: float
    charge_mah: float
    energy_mwh: float
    first_v: float
    last_v: float
    min_v: float
    max_v: float
    mean_current_a: float
    end_reason: EndReason
    cycle: int | None
    file_mah: float | None
    temperature_c: float | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """Charge in and out under one cycle number (the file's; where it has none, counted by discharges)."""

    number: int
    first_row: int
    last_row: int
    charge_mah: float
    discharge_mah: float
