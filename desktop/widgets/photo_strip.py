"""Photos in a row: those that are here as pictures, those that have not arrived yet as what they are; Enter opens one.

Pictures are decoded off the window's thread by whoever shows them here; the strip only scales and draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QImageReader, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import apart
from desktop.widgets.scroll_area import ScrollArea

SIDE_MAX_PX = 1600
"""Photos are taken in no larger, and without what the camera wrote beside the picture."""
JPEG_QUALITY = 85
PIXELS_MAX = 100_000_000
_THUMB_PX = 112


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo; `image` is None while its file has not arrived. `told` is read out."""

    id: bytes | str
    told: str
    image: QImage | None = None


def plain_jpeg(data: bytes) -> bytes:
    """A picture as people may share it: turned upright, at most SIDE_MAX_PX wide or high, encoded anew.

    Encoding anew leaves out place, time and device that a camera writes (EXIF).

    Raises:
        InputError: `picture_unreadable`.
    """
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > PIXELS_MAX:
        raise InputError("picture_unreadable")
    image = reader.read()
    if image.isNull():
        raise InputError("picture_unreadable")
    if max(image.width(), image.height()) > SIDE_MAX_PX:
        image = image.scaled(
            SIDE_MAX_PX, SIDE_MAX_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    out = QByteArray()
    target = QBuffer(out)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    plain.save(target, "JPEG", JPEG_QUALITY)  # type: ignore[call-overload]  # the stub knows no QIODevice here
    return bytes(out.data())


class PhotoStrip(ScrollArea):
    """`opened` tells a photo's id; Left and Right move."""

    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        inside = QWidget()
        super().__init__(inside, Qt.Orientation.Horizontal, parent=parent)
        self._desk = desk
        self._thumbs: list[_Thumb] = []
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self.setFixedHeight(_THUMB_PX + 22)
        desk.follow(self, lambda: self.setAccessibleName(desk.words.text("photos.name")))

    def show_photos(self, photos: Sequence[Photo]) -> None:
        """Replace what is shown."""
        for old in self._thumbs:
            old.hide()
            old.deleteLater()
        told = apart([photo.told for photo in photos])
        self._thumbs = [_Thumb(self._desk, photo, name) for photo, name in zip(photos, told, strict=True)]
        for place, thumb in enumerate(self._thumbs):
            thumb.opened.connect(self.opened)
            thumb.moved.connect(lambda step, place=place: self._move(place + step))
            self._row.insertWidget(place, thumb)
        if self._thumbs:
            self.setFocusProxy(self._thumbs[0])

    def _move(self, place: int) -> None:
        if 0 <= place < len(self._thumbs):
            self._thumbs[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._thumbs[place])


class _Thumb(QWidget):
    opened = Signal(object)
    moved = Signal(int)

    def __init__(self, desk: Desk, photo: Photo, told: str) -> None:
        super().__init__()
        self._desk, self._photo = desk, photo
        self.setFixedSize(QSize(_THUMB_PX, _THUMB_PX))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        missing = "" if photo.image is not None else f" {desk.words.text('photos.missing')}"
        self.setAccessibleName(f"{told}{missing}")
        self.setToolTip(self.accessibleName())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._photo.id)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._photo.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self._desk.theme.tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = self.rect().adjusted(3, 3, -3, -3)
        painter.fillRect(inside, QColor(tokens.hover))
        if self._photo.image is not None:
            size = self._photo.image.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            drawn = QRectF(0, 0, size.width(), size.height())
            drawn.moveCenter(QRectF(inside).center())
            painter.drawImage(drawn, self._photo.image)
        else:
            picture = self._desk.theme.pixmap("camera", Tone.QUIET, 24)
            painter.drawPixmap(inside.center().x() - picture.width() // 2, inside.top() + 16, picture)
            painter.setPen(QColor(tokens.quiet))
            below = inside.adjusted(4, 16 + picture.height(), -4, -2)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(below, flags, self._desk.words.text("photos.missing"))
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.line), 2 if self.hasFocus() else 1))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
