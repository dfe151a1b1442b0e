"""Outline icons (Lucide, ISC), tinted by a token and drawn sharp at any size."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.resources import resource

# Drawn at three times the size that is asked for, so that screens of any density get a sharp one.
_SHARPNESS = 3


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def tinted_drawing(name: str, colour: str) -> str:
    """The icon in one colour, as SVG."""
    return _drawing(name).replace("currentColor", colour)


@cache
def tinted_pixmap(name: str, colour: str, size_px: int, gap_px: int = 0) -> QPixmap:
    """The icon in one colour, `size_px` high in device-independent pixels, with an empty gap at its right."""
    renderer = QSvgRenderer(QByteArray(tinted_drawing(name, colour).encode()))
    pixmap = QPixmap(QSize(size_px + gap_px, size_px) * _SHARPNESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size_px * _SHARPNESS, size_px * _SHARPNESS))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARPNESS)
    return pixmap


def tinted_icon(name: str, colour: str, size_px: int, disabled: str = "", gap_px: int = 0) -> QIcon:
    """The icon for a button; `disabled` is its colour while the button is off."""
    icon = QIcon(tinted_pixmap(name, colour, size_px, gap_px))
    if disabled:
        icon.addPixmap(tinted_pixmap(name, disabled, size_px, gap_px), QIcon.Mode.Disabled)
    return icon
