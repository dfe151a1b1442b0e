"""Direct-current resistance from current pulses, with the state of charge at which each was taken.

Resistance at a time is (voltage at that time into the pulse - last voltage of the rest before) / current. The first
sample shows mostly the ohmic part; 10 s and 30 s add charge transfer and diffusion. The figure means nothing without
its time, its current, its temperature and its state of charge, so all of them are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from core.domains.battery.cyclers.counting import Counted
from core.domains.battery.cyclers.limits import CUTOFF_TOLERANCE_MV, PULSE_REST_S_MIN, PULSE_S_MAX
from core.domains.battery.cyclers.measurement import Measurement, Step, rounded

_TIME_TOLERANCE_S = 0.05
_SETTLED_PART = 0.9


@dataclass(frozen=True, slots=True)
class Resistance:
    """Resistance so long after the pulse began."""

    after_ms: int
    dcir_uohm: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """One pulse after a rest. `current_ma` is negative for discharge; `soc_permille` is the state before the pulse.

    `soc_known` is "counted" when the file itself holds a full charge and a discharge to the lowest voltage, or when
    the caller named the capacity and the file holds a full charge; otherwise there is no state of charge.
    """

    row: int
    kind: Literal["charge", "discharge"]
    current_ma: int
    duration_ms: int
    rest_mv: int
    soc_permille: int | None
    soc_known: Literal["counted", "unknown"]
    temperature_dc: int | None
    first_sample: Resistance
    resistances: tuple[Resistance, ...]


def pulses(
    measurement: Measurement,
    counted: Counted,
    *,
    after_s: Sequence[float] = (10.0, 30.0),
    capacity_mah: int | None = None,
    upper_mv: int | None = None,
    lower_mv: int | None = None,
) -> tuple[Pulse, ...]:
    """The pulses of a measurement: charge or discharge up to two minutes long after at least ten seconds of rest.

    `after_s` are the times to give resistances for; one that lies beyond the pulse is left out. `upper_mv` and
    `lower_mv` say what full and empty are; without them the file's own highest and lowest voltage do.
    """
    socs = _states_of_charge(counted.steps, capacity_mah, upper_mv, lower_mv)
    return tuple(
        _pulse(measurement, before, step, after_s, soc)
        for (before, step), soc in zip(pairwise(counted.steps), socs[1:], strict=True)
        if _is_pulse(before, step)
    )


def _is_pulse(before: Step, step: Step) -> bool:
    if step.kind == "rest" or before.kind != "rest" or before.duration_s < PULSE_REST_S_MIN:
        return False
    return 0 < step.duration_s <= PULSE_S_MAX and step.charge_mah > 0


def _states_of_charge(
    steps: Sequence[Step], capacity_mah: int | None, upper_mv: int | None, lower_mv: int | None
) -> list[int | None]:
    """The state of charge before each step, in permille, counted down from the last full charge before it.

    Full is the end of a long charge at the upper voltage; the way from full to empty is the named capacity, or what
    the file shows between a full charge and the next long discharge at the lower voltage. A gap makes it unknown.
    """
    top_v, bottom_v = _voltage_window(steps, upper_mv, lower_mv)
    fulls: list[float | None] = []  # net charge since the last full charge, before each step
    spans: list[float] = []  # from full to empty, as often as the file shows it
    since_full: float | None = None
    for step in steps:
        fulls.append(since_full)
        if step.gaps:
            since_full = None
        if since_full is not None:
            since_full += step.charge_mah if step.kind == "charge" else -step.charge_mah
        if step.kind == "charge" and step.duration_s > PULSE_S_MAX and step.max_v >= top_v:
            since_full = 0.0
        if step.kind == "discharge" and step.duration_s > PULSE_S_MAX and step.min_v <= bottom_v and since_full:
            spans.append(-since_full)
    span_mah = float(capacity_mah) if capacity_mah else max(spans, default=0.0)
    if span_mah <= 0:
        return [None] * len(steps)
    return [None if full is None else rounded(1000 + full * 1000 / span_mah) for full in fulls]


def _voltage_window(steps: Sequence[Step], upper_mv: int | None, lower_mv: int | None) -> tuple[float, float]:
    """(voltage from which a charge was full, voltage from which a discharge was empty)."""
    charges = [step.max_v for step in steps if step.kind == "charge"]
    discharges = [step.min_v for step in steps if step.kind == "discharge"]
    top_v = upper_mv / 1000 if upper_mv is not None else max(charges, default=float("inf"))
    bottom_v = lower_mv / 1000 if lower_mv is not None else min(discharges, default=float("-inf"))
    return top_v - CUTOFF_TOLERANCE_MV / 1000, bottom_v + CUTOFF_TOLERANCE_MV / 1000


def _pulse(
    measurement: Measurement, before: Step, step: Step, after_s: Sequence[float], soc_permille: int | None
) -> Pulse:
    rest_v = measurement.voltage_v[before.last_row]
    begin_s = measurement.time_s[step.last_row] - step.duration_s
    places = [begin_s + seconds for seconds in after_s]
    resistances = [
        _resistance(measurement, step, rest_v, place, seconds) for place, seconds in zip(places, after_s, strict=True)
    ]
    first_row = _first_settled_row(measurement, step)
    first_s = measurement.time_s[first_row] - begin_s
    first = Resistance(rounded(first_s * 1000), _micro_ohm(measurement, first_row, rest_v))
    return Pulse(
        row=step.first_row,
        kind="charge" if step.kind == "charge" else "discharge",
        current_ma=rounded(step.mean_current_a * 1000),
        duration_ms=rounded(step.duration_s * 1000),
        rest_mv=rounded(rest_v * 1000),
        soc_permille=soc_permille,
        soc_known="unknown" if soc_permille is None else "counted",
        temperature_dc=None if step.temperature_c is None else rounded(step.temperature_c * 10),
        first_sample=first,
        resistances=tuple(resistance for resistance in resistances if resistance is not None),
    )


def _first_settled_row(measurement: Measurement, step: Step) -> int:
    """The first row whose current is the pulse's: a mean since the row before may still hold a part of the rest."""
    enough_a = abs(step.mean_current_a) * _SETTLED_PART
    rows = range(step.first_row, step.last_row + 1)
    return next((row for row in rows if abs(measurement.current_a[row]) >= enough_a), step.last_row)


def _micro_ohm(measurement: Measurement, row: int, rest_v: float) -> int:
    return rounded((measurement.voltage_v[row] - rest_v) / measurement.current_a[row] * 1e6)


def _resistance(
    measurement: Measurement, step: Step, rest_v: float, place_s: float, after_s: float
) -> Resistance | None:
    """At a time into the pulse, between the two rows around it; None where the pulse was over."""
    time_s = measurement.time_s
    if not time_s[step.first_row] - _TIME_TOLERANCE_S <= place_s <= time_s[step.last_row] + _TIME_TOLERANCE_S:
        return None
    later = next((row for row in range(step.first_row, step.last_row + 1) if time_s[row] >= place_s), step.last_row)
    earlier = max(later - 1, step.first_row)
    passed_s = time_s[later] - time_s[earlier]
    part = min(max((place_s - time_s[earlier]) / passed_s, 0.0), 1.0) if passed_s > 0 else 1.0
    volt = measurement.voltage_v[earlier] + part * (measurement.voltage_v[later] - measurement.voltage_v[earlier])
    ampere = measurement.current_a[earlier] + part * (measurement.current_a[later] - measurement.current_a[earlier])
    if ampere == 0:
        return None
    return Resistance(rounded(after_s * 1000), rounded((volt - rest_v) / ampere * 1e6))
