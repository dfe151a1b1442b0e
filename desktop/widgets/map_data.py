"""What a map shows and how degrees become a plane: equirectangular around the middle, true enough for a province."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.theme import Tone

METRES_PER_DEGREE = 111_320.0
_STEPS = (1, 2, 5)


class Shape(StrEnum):
    """Markers are told apart by shape and letter; the tone only helps."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class MarkerKind:
    """One line of the legend."""

    name: str
    shape: Shape
    tone: Tone
    letter: str


@dataclass(frozen=True, slots=True)
class Marker:
    """Something at a place. `fade` is 0 for what is fresh and 1 for what is too old to rely on."""

    id: bytes | str
    longitude: float
    latitude: float
    kind: MarkerKind
    told: str
    """In the person's language; read out when the marker is pointed at."""
    fade: float = 0.0


@dataclass(frozen=True, slots=True)
class Plane:
    """Places on earth as metres east and south of the middle."""

    longitude: float
    latitude: float

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]]) -> Plane:
        """A plane with the middle of all places as its middle."""
        known = list(places) or [(127.5, 36.0)]
        longitudes, latitudes = [one[0] for one in known], [one[1] for one in known]
        return cls((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Metres east, metres south."""
        narrowing = math.cos(math.radians(self.latitude))
        east = (longitude - self.longitude) * METRES_PER_DEGREE * narrowing
        return east, (self.latitude - latitude) * METRES_PER_DEGREE


def scale_bar(metres_per_px: float, widest_px: float) -> tuple[float, str]:
    """How long a bar of a round length is, and what stands at it: the longest that fits."""
    whole = metres_per_px * widest_px
    power = 10.0 ** math.floor(math.log10(whole))
    metres = max(step * power for step in _STEPS if step * power <= whole)
    told = f"{metres / 1000:,.0f} km" if metres >= 1000 else f"{metres:,.0f} m"
    return metres / metres_per_px, told


def legend_of(markers: Sequence[Marker]) -> tuple[MarkerKind, ...]:
    """The kinds that are on the map, each once."""
    return tuple(dict.fromkeys(marker.kind for marker in markers))
