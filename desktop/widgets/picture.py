"""Pictures beside text: one to look at, one that opens something, one as wide as there is room.

They are decoded off the window's thread by whoever shows them here; these only scale and draw.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from desktop.desk import Desk

_RING_PX = 3
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SmallPicture(QLabel):
    """A picture as large as it is, in the middle of `least_px` where it is narrower: so names beside several pictures
    stand below each other. `told` is what it is called for whoever does not see it.
    """

    def __init__(self, told: str, least_px: int = 0) -> None:
        super().__init__()
        self._least_px = least_px
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(told)
        self.setToolTip(told)

    def show_image(self, image: QImage) -> None:
        """Show the picture."""
        self.setPixmap(QPixmap.fromImage(image))
        self.setFixedSize(max(image.width(), self._least_px), image.height())


class PictureButton(QAbstractButton):
    """A small picture that opens something by click, Space or Enter."""

    def __init__(self, desk: Desk, told: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self.image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.clicked.connect(lambda checked: on_click())

    def show_image(self, image: QImage) -> None:
        """Show the picture as large as it is."""
        self.image = image
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return self.image.size() + QSize(2 * _RING_PX, 2 * _RING_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(_RING_PX, _RING_PX, self.image)
        if self.hasFocus():
            _draw_ring(painter, self.rect(), self._desk)


class WidePicture(QWidget):
    """A picture as wide as there is room, and no larger than it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: QImage, told: str) -> None:
        """Show a picture; `told` is what it is called for whoever does not see it."""
        self.image = image
        self.setAccessibleName(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self.image.size()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def heightForWidth(self, width: int) -> int:
        if self.image.isNull():
            return 0
        return max(1, round(self.image.height() * min(width, self.image.width()) / self.image.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size()
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        drawn = QRect(0, 0, size.width(), size.height())
        painter.drawImage(drawn, self.image)
        if self.hasFocus():
            _draw_ring(painter, drawn, self._desk)


def _draw_ring(painter: QPainter, around: QRect, desk: Desk) -> None:
    painter.setPen(QPen(QColor(desk.theme.tokens.accent), 2))
    painter.drawRect(around.adjusted(1, 1, -1, -1))
