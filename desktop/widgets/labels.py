"""Labels by role, and a label for long names that shortens itself and keeps the whole text for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget


def label(role: str = "", text: str = "", *, wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A label that looks like its role (see theme.stylesheet) and takes as many lines as it needs."""
    made = QLabel(text, parent)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def labelled(name: QLabel, field: QWidget) -> QWidget:
    """A field close below its name."""
    name.setBuddy(field)
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(name)
    column.addWidget(field)
    return whole


def beside(name: QLabel, field: QWidget) -> QWidget:
    """A field at the right of its name, as wide as it needs."""
    name.setBuddy(field)
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(name)
    row.addWidget(field)
    row.addStretch(1)
    return whole


def unseen_name(field: QWidget) -> QLabel:
    """For a list under no label of its own: Qt on Linux tells what is chosen in it, and names it by its label."""
    made = QLabel(field)
    made.setBuddy(field)
    made.hide()
    return made


class ElidedLabel(QLabel):
    """One line that ends in "…" where there is no room; the whole text is its tooltip and accessible name."""

    MAY_ELIDE = True

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("가나다…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
