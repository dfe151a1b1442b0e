"""The map's plane against known distances, the scale bar's round lengths, and what is no map file."""

import json

import pytest

from core.errors import InputError
from desktop.widgets import geo_json
from desktop.widgets.geo_json import read_areas
from desktop.widgets.map_data import Plane, scale_bar

SQUARE = [[126.0, 33.0], [127.0, 33.0], [127.0, 34.0], [126.0, 33.0]]


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(geometry, **properties) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_degree_is_as_long_as_it_is_on_earth():
    """One degree of latitude is 111 km; of longitude in Jeju (33.4 N) 92.9 km."""
    plane = Plane.around([(126.0, 33.4), (127.0, 33.4)])
    west, east = plane.at(126.0, 33.4), plane.at(127.0, 33.4)
    assert east[0] - west[0] == pytest.approx(92_900, rel=0.01)
    assert plane.at(126.5, 32.4)[1] - plane.at(126.5, 33.4)[1] == pytest.approx(111_000, rel=0.01)
    assert plane.at(126.5, 34.4)[1] < 0, "north is up"


@pytest.mark.parametrize(
    ("metres_per_px", "told"), [(1.0, "200 m"), (4.0, "500 m"), (5.0, "1 km"), (900.0, "200 km"), (0.01, "2 m")]
)
def test_the_scale_bar_is_a_round_length_that_fits(metres_per_px, told):
    length, text = scale_bar(metres_per_px, 240)
    assert text == told and 240 / 2.6 < length <= 240


def test_polygons_are_read_with_their_names_and_other_geometries_passed_over():
    multi = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE, SQUARE]]}
    data = collection(
        feature({"type": "Polygon", "coordinates": [SQUARE]}, adm_nm="해운대구"),
        feature({"type": "Point", "coordinates": [126.5, 33.5]}, name="점"),
        feature(None),
        feature({"type": "GeometryCollection", "geometries": [multi]}, name="섬"),
    )
    assert [(area.name, len(area.rings)) for area in read_areas(data)] == [("해운대구", 1), ("섬", 3)]
    bare = json.dumps({"type": "Polygon", "coordinates": [SQUARE]}).encode()
    assert read_areas(bare)[0].rings[0][1] == (127.0, 33.0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"type": "FeatureCollection", "features": 3}',
        collection(),
        collection(feature({"type": "Point", "coordinates": [1, 2]})),
        collection(feature({"type": "Polygon", "coordinates": [[[200, 0], [0, 0], [0, 1]]]})),
        collection(feature({"type": "Polygon", "coordinates": [[["x", 0]]]})),
        b'{"type": "Polygon", "coordinates": [[[1e999, 0]]]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_map_is_told(data):
    with pytest.raises(InputError) as caught:
        read_areas(data)
    assert caught.value.code == "map_unreadable"


def test_bounds_are_kept(monkeypatch):
    monkeypatch.setattr(geo_json, "POINTS_MAX", 3)
    with pytest.raises(InputError) as caught:
        read_areas(collection(feature({"type": "Polygon", "coordinates": [SQUARE]})))
    assert caught.value.code == "map_large"
