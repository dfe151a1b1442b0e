"""QR codes survive what paper goes through: a scan, a turn, a blur, a stain."""

import io

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from core.errors import InputError
from desktop.printing.check import read_pdf_qr
from desktop.printing.layout import QR_SYMBOL_MM
from desktop.printing.pdfium import page_pixels
from desktop.printing.qr import qr_image, qr_png, read_qr_bytes, read_qr_file, read_qr_image
from desktop.printing.qr_pixels import read_qr_pixels
from tests.support.printed_documents import LONGEST_QR_TEXT


@pytest.fixture
def scan(base):
    """The printed certificate, scanned at 300 dpi in grey."""
    page = page_pixels(base, 0, 300, grey=True)
    return QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_Grayscale8).copy()


def encoded(image, form, quality=-1):
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form, quality)
    return bytes(held.data())


def test_the_longest_proof_is_read_from_the_page(base):
    assert len(LONGEST_QR_TEXT) == 1200
    assert read_pdf_qr(base) == (LONGEST_QR_TEXT,)


@pytest.mark.parametrize("degrees", [0, 3, 90, 180, 271])
def test_a_turned_scan_is_read(scan, degrees):
    turned = scan.transformed(QTransform().rotate(degrees), Qt.TransformationMode.SmoothTransformation)
    flat = QImage(turned.size(), QImage.Format.Format_RGB32)
    flat.fill(QColor("white"))
    painter = QPainter(flat)
    painter.drawImage(0, 0, turned)
    painter.end()
    assert read_qr_image(flat) == (LONGEST_QR_TEXT,)


@pytest.mark.parametrize("quality", [40, 80])
def test_a_jpeg_picture_is_read(scan, quality):
    assert read_qr_bytes(encoded(scan, "JPEG", quality)) == (LONGEST_QR_TEXT,)


def test_a_blurred_scan_is_read(scan):
    smooth = Qt.TransformationMode.SmoothTransformation
    blurred = scan.scaledToWidth(scan.width() * 6 // 10, smooth).scaledToWidth(scan.width(), smooth)
    assert read_qr_image(blurred) == (LONGEST_QR_TEXT,)


def test_a_stain_over_five_percent_is_read(scan):
    symbol = QR_SYMBOL_MM / 25.4 * 300
    right, bottom = scan.width() - 18 / 25.4 * 300, scan.height() - 24 / 25.4 * 300
    side = round(symbol * 0.05**0.5)
    painter = QPainter(scan)
    painter.fillRect(round(right - symbol / 2), round(bottom - symbol / 2), side, side, QColor(120, 90, 60))
    painter.end()
    assert read_qr_image(scan) == (LONGEST_QR_TEXT,)


def test_a_picture_file_is_read(scan, tmp_path):
    file = tmp_path / "사진.png"
    file.write_bytes(encoded(scan, "PNG"))
    assert read_qr_file(file) == (LONGEST_QR_TEXT,)


def test_a_code_made_elsewhere_is_read():
    out = io.BytesIO()
    segno.make("JANGBU1:abc", error="q").save(out, kind="png", scale=3)
    assert read_qr_bytes(out.getvalue()) == ("JANGBU1:abc",)


def test_two_codes_on_one_picture_are_both_read():
    one, other = qr_image("first", 20), qr_image("second", 20)
    both = QImage(one.width() + other.width(), max(one.height(), other.height()), QImage.Format.Format_RGB32)
    both.fill(QColor("white"))
    painter = QPainter(both)
    painter.drawImage(0, 0, one)
    painter.drawImage(one.width(), 0, other)
    painter.end()
    assert sorted(read_qr_image(both)) == ["first", "second"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_what_is_written_is_read(text):
    assert read_qr_bytes(qr_png(text, QR_SYMBOL_MM)) == (text,)


def test_modules_stay_large_enough_to_scan():
    # 133 modules (1,200 bytes at level M) on 40 mm would be 0.30 mm each: level L needs fewer.
    def modules(width):
        return width // 4 - 8

    assert modules(qr_image(LONGEST_QR_TEXT, 48).width()) == 133
    assert modules(qr_image(LONGEST_QR_TEXT, 40).width()) == 117
    with pytest.raises(InputError) as refused:
        qr_image(LONGEST_QR_TEXT, 30)
    assert refused.value.code == "qr_text_too_long"


def test_text_that_no_code_holds_is_refused():
    with pytest.raises(InputError) as refused:
        qr_image("x" * 3000, 500)
    assert (refused.value.code, refused.value.facts) == ("qr_text_too_long", {"bytes": 3000})


def test_rows_with_padding_are_read():
    image = qr_image("padded", 20).convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = image.width(), image.height(), image.bytesPerLine()
    rows = [bytes(image.constBits())[row * stride : row * stride + width] for row in range(height)]
    padded = b"".join(row + b"\x55" * 7 for row in rows)
    assert read_qr_pixels(padded, width, height, width + 7) == ("padded",)


@pytest.mark.parametrize("picture", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(InputError) as refused:
        read_qr_bytes(picture)
    assert refused.value.code == "picture_unreadable"


def test_a_picture_without_a_code_gives_nothing():
    blank = QImage(200, 200, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    assert read_qr_image(blank) == ()
