"""QR codes: made for paper, and read back from pictures and PDF pages."""

from __future__ import annotations

from pathlib import Path

import segno
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from core.errors import InputError
from desktop.printing.pdfium import page_count, page_pixels
from desktop.printing.qr_pixels import read_qr_pixels

QUIET_MODULES = 4  # ISO/IEC 18004: the white border that a reader needs

# A picture taken at 300 dpi then has four dots for a module, which readers manage under blur and dust.
_MODULE_MM_MIN = 0.33
DOTS_PER_MODULE = 4
PAGE_DPI = 300


def qr_image(text: str, symbol_mm: float) -> QImage:
    """Return a black and white QR code, with its quiet zone, for a symbol printed `symbol_mm` wide.

    Error correction is M (15 % may be damaged) as long as the modules stay large enough to scan, otherwise L (7 %).
    Raises InputError("qr_text_too_long") when even L would make modules too small.
    """
    for level in ("M", "L"):
        try:
            # Text beyond ASCII says that it is UTF-8 (ECI 26); without that, readers guess and sometimes guess wrong.
            code = segno.make(
                text, error=level, encoding="utf-8", eci=not text.isascii(), boost_error=False, micro=False
            )
        except segno.DataOverflowError:
            continue
        modules = code.symbol_size(border=0)[0]
        if symbol_mm / modules >= _MODULE_MM_MIN:
            return _drawn(code)
    raise InputError("qr_text_too_long", bytes=len(text.encode()))


def _drawn(code: segno.QRCode) -> QImage:
    rows = list(code.matrix_iter(border=QUIET_MODULES))
    small = QImage(len(rows), len(rows), QImage.Format.Format_Mono)
    small.setColorTable([0xFFFFFFFF, 0xFF000000])
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            small.setPixel(x, y, 1 if dark else 0)
    return small.scaled(small.size() * DOTS_PER_MODULE)


def qr_png(text: str, symbol_mm: float) -> bytes:
    """Return the QR code as a PNG file; raises as `qr_image` does."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    qr_image(text, symbol_mm).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())


def read_qr_image(image: QImage) -> tuple[str, ...]:
    """Return the text of every QR code in the picture, in reading order; empty when there is none."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    if grey.isNull():
        return ()
    return read_qr_pixels(bytes(grey.constBits()), grey.width(), grey.height(), grey.bytesPerLine())


def read_qr_file(path: Path) -> tuple[str, ...]:
    """Return the text of every QR code in a PNG or JPEG file.

    Raises InputError("picture_unreadable") when the file is no picture that can be read, OSError when it cannot be
    opened.
    """
    return read_qr_bytes(path.read_bytes())


def read_qr_bytes(picture: bytes) -> tuple[str, ...]:
    """Return the text of every QR code in an encoded picture; raises InputError("picture_unreadable")."""
    image = QImage.fromData(picture)
    if image.isNull():
        raise InputError("picture_unreadable")
    return read_qr_image(image)


def read_qr_pages(pdf: bytes) -> tuple[str, ...]:
    """Return the text of every QR code on the pages of a PDF; raises RejectedError as pdfium does."""
    return tuple(text for number in range(page_count(pdf)) for text in _read_page(pdf, number))


def _read_page(pdf: bytes, number: int) -> tuple[str, ...]:
    page = page_pixels(pdf, number, PAGE_DPI, grey=True)
    return read_qr_pixels(page.pixels, page.width, page.height, page.stride)
