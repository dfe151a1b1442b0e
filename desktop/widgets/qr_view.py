"""A QR code on the screen, large enough for another laptop's camera, with what it says for those who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.printing.qr import qr_image

# A code of 1,200 bytes has 177 modules at most; a screen shows them sharper than paper does, so no code is too long.
_ON_SCREEN_MM = 100.0
_SIDE_PX = 280


class QrView(QWidget):
    """Always black on white, whatever the colours of the window: readers expect it."""

    def __init__(self, desk: Desk, name_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        desk.follow(self, lambda: self.setAccessibleName(desk.words.text(name_key)))

    def show_text(self, text: str) -> None:
        """Encode a text; raises InputError("qr_text_too_long")."""
        self._image = qr_image(text, _ON_SCREEN_MM)
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        side = min(self.width(), self.height())
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter = QPainter(self)
        painter.fillRect(left, top, side, side, QColor("white"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(left, top, side, side), self._image)
