"""Round numbers along an axis. Free of Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Axis:
    """A span from `low` to `high` with ticks at round numbers, of which the first and last enclose the data."""

    low: float
    high: float
    step: float
    decimals: int

    def ticks(self) -> list[float]:
        """The numbers that are written at the axis."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * place for place in range(count + 1)]

    def write(self, value: float) -> str:
        """A tick as text, with separators and as many decimals as the step has."""
        return f"{value:,.{self.decimals}f}"

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def axis_for(low: float, high: float, ticks_max: int = 6) -> Axis:
    """The axis for data from low to high with at most `ticks_max` steps of 1, 2 or 5 times a power of ten."""
    assert math.isfinite(low) and math.isfinite(high) and ticks_max >= 1
    if high <= low:
        margin = abs(low) * 0.05 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / ticks_max
    power = 10.0 ** math.floor(math.log10(rough))
    for step in (factor * power for factor in (*_STEPS, 20, 50)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= ticks_max:
            break
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Axis(first * step, last * step, step, decimals)
