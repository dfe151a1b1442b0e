"""Checks that need whole columns: ranges, signs of currents and of the file's own capacity counters."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from core.domains.battery.cyclers.bitrode import kind_of_mode
from core.domains.battery.cyclers.measurement import FileStep, StepKind
from core.domains.battery.cyclers.refusal import CyclerRefused, Finding

_NOISE_MAH = 0.001


def ranges(steps: Sequence[FileStep], rows: int) -> Iterator[tuple[int, int, StepKind | None]]:
    """(first row, row after the last, kind by the mode word) of every step of the file."""
    for place, step in enumerate(steps):
        after = steps[place + 1].first_row if place + 1 < len(steps) else rows
        yield step.first_row, after, kind_of_mode(step.mode)


def sign_currents(current_a: array[float], steps: Sequence[FileStep]) -> Finding | None:
    """Makes discharge currents negative where a file writes magnitudes only and the mode column tells the direction.

    Acts only when no discharge step holds a negative current; says so when it did.
    """
    discharges = [(a, b) for a, b, kind in ranges(steps, len(current_a)) if kind == "discharge"]
    if not discharges or any(min(current_a[a:b]) < 0 for a, b in discharges):
        return None
    if not any(max(current_a[a:b]) > 0 for a, b in discharges):
        return None
    for a, b in discharges:
        for row in range(a, b):
            current_a[row] = -current_a[row]
    return Finding("sign_from_mode", {"steps": len(discharges)})


def check_range(values: array[float], line: array[int], header: str, limit: float) -> None:
    """Refuses a value beyond +-limit, in our unit: no battery has it, so the unit in the header is wrong.

    Raises:
        CyclerRefused: value_implausible.
    """
    if not values:
        return
    highest, lowest = max(values), min(values)
    worst = highest if highest > -lowest else lowest
    if abs(worst) > limit:
        row = values.index(worst)
        raise CyclerRefused("value_implausible", line=line[row], column=header, value=f"{worst:.6g}")


def check_unsigned(counter_mah: array[float], line: array[int], header: str) -> None:
    """Refuses a counter that falls below zero though it counts one direction only.

    Raises:
        CyclerRefused: capacity_negative.
    """
    if counter_mah and (lowest := min(counter_mah)) < -_NOISE_MAH:
        raise CyclerRefused(
            "capacity_negative", line=line[counter_mah.index(lowest)], column=header, value=f"{lowest:.6g} mAh"
        )


def check_signed(counter_mah: array[float], line: array[int], steps: Sequence[FileStep], header: str) -> None:
    """Refuses a two-way counter whose sign contradicts the mode word of its step. Files that write magnitudes pass.

    Raises:
        CyclerRefused: capacity_negative.
    """
    spans = list(ranges(steps, len(counter_mah)))
    signed = any(kind == "discharge" and min(counter_mah[a:b]) < -_NOISE_MAH for a, b, kind in spans)
    for first, after, kind in spans:
        values = counter_mah[first:after]
        wrong = None
        if kind == "charge" and min(values) < -_NOISE_MAH:
            wrong = min(values)
        elif kind == "discharge" and signed and max(values) > _NOISE_MAH:
            wrong = max(values)
        if wrong is not None:
            row = first + values.index(wrong)
            raise CyclerRefused("capacity_negative", line=line[row], column=header, value=f"{wrong:.6g} mAh")
