"""What a line chart shows: numbers for the eye only, never for signing. Free of Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `x` ascends. `low` and `high` are its band, where it has one."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()

    def nearest(self, x: float) -> int:
        """Place of the point nearest to x."""
        place = bisect_left(self.x, x)
        if place == 0:
            return 0
        if place == len(self.x):
            return place - 1
        return place if self.x[place] - x < x - self.x[place - 1] else place - 1


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over one x axis; names and units are in the person's language."""

    title: str
    x_name: str
    x_unit: str
    y_name: str
    y_unit: str
    lines: tuple[Line, ...]
    decimals: int = 2

    def has_points(self) -> bool:
        return any(len(line.x) for line in self.lines)

    def x_span(self) -> tuple[float, float]:
        known = [line for line in self.lines if len(line.x)]
        return min(line.x[0] for line in known), max(line.x[-1] for line in known)

    def y_span(self) -> tuple[float, float]:
        values = [part for line in self.lines for part in (line.y, line.low, line.high) if len(part)]
        return min(min(part) for part in values), max(max(part) for part in values)

    def heading_x(self) -> str:
        return f"{self.x_name} ({self.x_unit})" if self.x_unit else self.x_name

    def heading_y(self) -> str:
        return f"{self.y_name} ({self.y_unit})" if self.y_unit else self.y_name

    def write(self, value: float) -> str:
        """A value as text with this chart's decimals."""
        return f"{value:,.{self.decimals}f}"
