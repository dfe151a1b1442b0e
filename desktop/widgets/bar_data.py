"""What a bar chart shows: named numbers for the eye only, and where each bar of a waterfall begins. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. In a waterfall it is a step from where the one before ended; a `total` begins at nothing again."""

    name: str
    value: float
    total: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars over one scale; name and unit are in the person's language."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    waterfall: bool = False
    decimals: int = 0

    def spans(self) -> Sequence[tuple[float, float]]:
        """Where each bar begins and ends."""
        found, level = [], 0.0
        for bar in self.bars:
            start = level if self.waterfall and not bar.total else 0.0
            end = start + bar.value
            found.append((start, end))
            level = end
        return found

    def reach(self) -> tuple[float, float]:
        """The lowest and highest number that a bar touches; nothing is always in it, for a bar begins there."""
        ends = [edge for span in self.spans() for edge in span]
        return min([0.0, *ends]), max([0.0, *ends])

    def write(self, value: float) -> str:
        """A value as text with the unit."""
        return f"{value:,.{self.decimals}f} {self.unit}".strip()
