"""Whatever a file holds, a preview is a small JPEG or nothing: no exception, no large picture, always an answer."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from desktop.pictures import preview_jpeg
from tests.support.photos import coded, from_camera, huge_png, moving_gif, picture

SEEDS = [
    *(coded(picture(120, 80), kind) for kind in ("JPEG", "PNG", "WEBP", "BMP")),
    from_camera(coded(picture(120, 80)), 6),
    moving_gif(),
    huge_png(50_000, 50_000),
]


def check(data: bytes) -> None:
    made = preview_jpeg(data)
    if made is not None:
        image = QImage.fromData(made, "JPEG")
        assert len(made) <= 20_000
        assert 0 < max(image.width(), image.height()) <= 320


@given(st.sampled_from(SEEDS), st.floats(0, 1))
def test_cut_off_anywhere(data: bytes, part: float):
    check(data[: int(part * len(data))])


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
def test_bytes_changed_anywhere(data: bytes, changes: list[tuple[float, int]]):
    changed = bytearray(data)
    for place, value in changes:
        changed[int(place * len(changed))] = value
    check(bytes(changed))


@given(st.sampled_from(SEEDS), st.integers(0, 40), st.binary(max_size=64))
def test_anything_behind_a_sound_beginning(data: bytes, kept: int, rest: bytes):
    check(data[:kept] + rest)
