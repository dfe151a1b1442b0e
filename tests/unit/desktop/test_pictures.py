"""Previews: small, upright, of nothing but pixels; and no file makes them read more than a real photo has."""

import pytest
from PySide6.QtGui import QColor, QImage

from desktop.pictures import preview_jpeg, read_picture
from tests.support.photos import PLACE, coded, from_camera, huge_png, moving_gif, of_many_passes, photo, picture

BYTES_MAX, SIDE_PX = 20_000, 320


def opened(data: bytes | None) -> QImage:
    assert data is not None
    assert data[:3] == b"\xff\xd8\xff" and len(data) <= BYTES_MAX
    image = QImage.fromData(data, "JPEG")
    assert not image.isNull() and max(image.width(), image.height()) <= SIDE_PX
    return image


def looks(image: QImage, x: float, y: float) -> str:
    """Which colour is the strongest at a place given in parts of the whole."""
    colour = image.pixelColor(int(x * (image.width() - 1)), int(y * (image.height() - 1)))
    return max(("red", colour.red()), ("green", colour.green()), ("blue", colour.blue()), key=lambda one: one[1])[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
def test_a_photo_becomes_small_and_keeps_its_shape(kind):
    image = opened(preview_jpeg(coded(picture(1200, 800), kind)))
    assert (image.width(), image.height()) == (320, 213)  # 800 / 1200 * 320
    assert (looks(image, 0.2, 0.5), looks(image, 0.8, 0.5)) == ("red", "blue")


def test_a_picture_that_is_small_already_is_not_made_larger():
    image = opened(preview_jpeg(coded(picture(40, 24), "PNG")))
    assert (image.width(), image.height()) == (40, 24)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (320, 213), (0.2, 0.5)),
        (3, (320, 213), (0.8, 0.5)),
        (6, (213, 320), (0.5, 0.2)),
        (8, (213, 320), (0.5, 0.8)),
    ],
)
def test_it_stands_as_the_camera_was_held(orientation, size, red_at):
    image = opened(preview_jpeg(from_camera(photo(), orientation)))
    assert (image.width(), image.height()) == size
    assert looks(image, *red_at) == "red"


def test_nothing_of_the_camera_goes_along():
    image = picture(1200, 800)
    image.setText("Description", PLACE.decode())
    for data in (from_camera(coded(image), 6), coded(image, "PNG")):
        assert PLACE in data
        made = preview_jpeg(data)
        assert made is not None
        assert b"Exif" not in made and PLACE not in made and b"\xff\xfe" not in made[:200]


def test_what_is_transparent_becomes_white():
    image = QImage(400, 400, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    colour = opened(preview_jpeg(coded(image, "PNG"))).pixelColor(100, 100)
    assert (colour.red(), colour.green(), colour.blue()) == (255, 255, 255)


def test_grain_that_does_not_compress_still_fits():
    noise = QImage(picture(640, 640, 7).constBits().tobytes(), 640, 640, QImage.Format.Format_RGB32)
    for side in (320, 640):
        opened(preview_jpeg(coded(noise.copy(0, 0, side, side), "PNG")))


def test_of_what_moves_the_first_picture_is_shown():
    image = opened(preview_jpeg(moving_gif()))
    assert (image.width(), image.height(), looks(image, 0, 0)) == (2, 1, "red")


def test_a_line_of_pixels_keeps_one_pixel():
    image = opened(preview_jpeg(coded(picture(20_000, 1), "PNG")))
    assert (image.width(), image.height()) == (320, 1)


def test_what_stands_in_the_file_counts_and_not_its_name():
    """A media type or suffix never comes here; and text that Qt would draw is none of ours."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>'
    for data in (drawing, b"", b"cycle,mAh\n1,2900\n", b"/* XPM */", b"%PDF-1.7\n", b"II*\0\x08\0\0\0"):
        assert preview_jpeg(data) is None


def test_a_picture_that_says_it_is_huge_is_not_unpacked():
    assert preview_jpeg(huge_png(60_000, 60_000)) is None
    assert preview_jpeg(huge_png(10_001, 10_000)) is None, "one row more than a hundred million"
    assert preview_jpeg(huge_png(0, 10)) is None


def test_a_jpeg_of_a_thousand_passes_is_not_walked_through():
    """Each pass of a progressive JPEG costs as much as the whole picture; 1000 of 0.96 million pixels are too many."""
    image = picture(1200, 800)
    assert looks(opened(preview_jpeg(of_many_passes(image, 3))), 0.2, 0.5) == "red"
    assert preview_jpeg(of_many_passes(image, 1000)) is None


def test_it_is_read_as_large_as_is_asked_for():
    image = read_picture(photo(), 600)
    assert image is not None and (image.width(), image.height()) == (600, 400)
