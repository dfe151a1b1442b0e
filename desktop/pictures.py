"""Reading pictures that strangers made, within bounds: never more pixels, passes or bytes than a real photo has.

1. What a file is, its content says; its name and media type do not count. Only kinds that a camera, scanner or screen
   makes are read: no SVG, which is a program in disguise.
2. Its size is read before its pixels. JPEGs may have many passes over the whole picture: they are counted as pixels.
3. Of what moves, the first picture is read.

Qt is loaded without a window, and only its images: the command line makes previews as well.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLoggingCategory, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from core.ports.limits import PREVIEW_BYTES_MAX

PREVIEW_SIDE_PX = 320
PIXELS_MAX = 100_000_000
_PASSED_PIXELS_MAX = 400_000_000
"""Pixels times passes: what takes seconds, not minutes."""
QLoggingCategory.setFilterRules("qt.gui.imageio*=false\nqt.imageformats*=false")
"""A damaged picture is no trouble of the program's: None says all that there is to say."""
_FORMATS = frozenset({"jpeg", "png", "webp", "gif", "bmp", "tiff"})
_SCAN = b"\xff\xda"
"""Begins every pass of a JPEG; within coded data it cannot stand (ITU-T T.81 B.1.1.5)."""
_QUALITIES = (80, 65, 50, 35)
_SIDES_PX = (PREVIEW_SIDE_PX, PREVIEW_SIDE_PX * 3 // 4, PREVIEW_SIDE_PX // 2)


def read_picture(data: bytes, side_px: int) -> QImage | None:
    """A picture upright, at most `side_px` wide and high; None where it cannot be read, or not within bounds."""
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    kind = bytes(reader.format().data()).decode("ascii", "replace")
    size = reader.size()
    if kind not in _FORMATS or not _is_bounded(size, data.count(_SCAN) if kind == "jpeg" else 1):
        return None
    if max(size.width(), size.height()) > side_px:
        reader.setScaledSize(_within(size, side_px))
    image = reader.read()
    return None if image.isNull() else image


def preview_jpeg(data: bytes) -> bytes | None:
    """A picture as a JPEG of at most PREVIEW_SIDE_PX and PREVIEW_BYTES_MAX, of nothing but its pixels.

    None where `read_picture` gives none. What is transparent becomes white.
    """
    image = read_picture(data, PREVIEW_SIDE_PX)
    if image is None:
        return None
    plain = _pixels_alone(image)
    for side_px in _SIDES_PX:
        fitting = plain
        if max(plain.width(), plain.height()) > side_px:
            size = _within(plain.size(), side_px)
            mode = Qt.TransformationMode.SmoothTransformation
            fitting = plain.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        for quality in _QUALITIES:
            coded = _jpeg(fitting, quality)
            if len(coded) <= PREVIEW_BYTES_MAX:
                return coded
    return None


def _is_bounded(size: QSize, passes: int) -> bool:
    if not size.isValid() or size.isEmpty():
        return False
    pixels = size.width() * size.height()
    return pixels <= PIXELS_MAX and pixels * passes <= _PASSED_PIXELS_MAX


def _within(size: QSize, side_px: int) -> QSize:
    """In proportion; however long and thin a picture is, one pixel of it stays."""
    fitting = size.scaled(QSize(side_px, side_px), Qt.AspectRatioMode.KeepAspectRatio)
    return fitting.expandedTo(QSize(1, 1))


def _pixels_alone(image: QImage) -> QImage:
    """Drawn anew: texts, profile and place that came with the picture stay behind."""
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    return plain


def _jpeg(image: QImage, quality: int) -> bytes:
    coded = QByteArray()
    target = QBuffer(coded)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(target, "JPEG", quality)  # type: ignore[call-overload]  # the stub knows no QIODevice here
    return bytes(coded.data())
