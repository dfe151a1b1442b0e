"""The curve of a measurement in few enough points to draw, without losing a peak."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from core.domains.battery.cyclers.measurement import Measurement


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order of time; the highest and the lowest value of the whole measurement are among them."""

    time_s: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChartSummary:
    """Voltage and current over time, thinned each by itself."""

    voltage_v: Series
    current_a: Series


def summary_for_chart(measurement: Measurement, points: int = 1200) -> ChartSummary:
    """At most `points` (at least 4) points a curve: of every stretch of rows the lowest and the highest, and both ends.

    A measurement with no more rows than that is given whole.
    """
    return ChartSummary(
        voltage_v=_thinned(measurement.time_s, measurement.voltage_v, max(points, 4)),
        current_a=_thinned(measurement.time_s, measurement.current_a, max(points, 4)),
    )


def _thinned(time_s: array[float], values: array[float], points: int) -> Series:
    count = len(values)
    if count <= points:
        return Series(tuple(time_s), tuple(values))
    stretches = (points - 2) // 2
    rows = {0, count - 1}
    for place in range(stretches):
        first, after = place * count // stretches, (place + 1) * count // stretches
        part = values[first:after]
        rows.add(first + part.index(min(part)))
        rows.add(first + part.index(max(part)))
    ordered = sorted(rows)
    return Series(tuple(time_s[row] for row in ordered), tuple(values[row] for row in ordered))
