"""Boundaries and points from GeoJSON (RFC 7946) that the person imports: lines for a map, nothing else. Free of Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError

BYTES_MAX = 30_000_000
POINTS_MAX = 1_000_000
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One feature: its name, and its rings as (longitude, latitude) in degrees."""

    name: str
    rings: tuple[Ring, ...]


def read_areas(data: bytes) -> tuple[Area, ...]:
    """The polygons of a FeatureCollection, a Feature or a bare geometry; other geometries are passed over.

    Raises:
        InputError: `map_unreadable`, `map_large`.
    """
    if len(data) > BYTES_MAX:
        raise InputError("map_large", limit=BYTES_MAX)
    try:
        value = json.loads(data)
        areas = tuple(_areas(value))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError("map_unreadable") from error
    if not areas:
        raise InputError("map_unreadable")
    if sum(len(ring) for area in areas for ring in area.rings) > POINTS_MAX:
        raise InputError("map_large", limit=BYTES_MAX)
    return areas


def _areas(value: dict[str, Any]) -> Iterator[Area]:
    features = value["features"] if value["type"] == "FeatureCollection" else [value]
    for feature in features:
        geometry = feature.get("geometry") if feature["type"] == "Feature" else feature
        if geometry is None:
            continue
        properties = feature.get("properties") or {}
        name = next((str(properties[key]) for key in ("name", "adm_nm", "NAME", "id") if properties.get(key)), "")
        rings = tuple(_rings(geometry))
        if rings:
            yield Area(name, rings)


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part)
    elif kind in ("Polygon", "MultiPolygon"):
        polygons: Sequence[Any] = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                yield tuple(_place(position) for position in ring)


def _place(position: Sequence[Any]) -> tuple[float, float]:
    longitude, latitude = float(position[0]), float(position[1])
    if not (math.isfinite(longitude) and -180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError("no place on earth")
    return longitude, latitude
