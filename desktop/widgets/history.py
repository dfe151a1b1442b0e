"""The history of one thing as a line: who did what, when, in which state, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.state_chip import Chip, StateChip

_LINE_X, _DOT_Y = 10, 16


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry, in the person's language. `marks` are further chips: icon, tone, catalog key."""

    id: bytes | str
    sentence: str
    when: str
    who: str
    state: str
    state_count: int = 0
    marks: tuple[tuple[str, Tone, str], ...] = ()
    note: str = ""
    """A correction's reason, or what a flag says."""


class History(QWidget):
    """Up and Down move, Enter opens."""

    opened = Signal(object)

    def __init__(self, desk: Desk, name_key: str = "history.name", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[_HistoryRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        desk.follow(self, lambda: self.setAccessibleName(desk.words.text(name_key)))

    def show_items(self, items: Sequence[HistoryItem]) -> None:
        """Replace what is shown, in the order given."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        last = len(items) - 1
        self._rows = [_HistoryRow(self._desk, item, place > 0, place < last) for place, item in enumerate(items)]
        for place, row in enumerate(self._rows):
            row.opened.connect(self.opened)
            row.moved.connect(lambda step, place=place: self._move(place + step))
            # Two entries may say the same at the same minute; spoken, they are told apart by their place.
            row.setAccessibleName(f"{place + 1}. {row.accessibleName()}")
            self._column.addWidget(row)
        if self._rows:
            self.setFocusProxy(self._rows[0])

    def _move(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)


class _HistoryRow(QWidget):
    opened = Signal(object)
    moved = Signal(int)

    def __init__(self, desk: Desk, item: HistoryItem, above: bool, below: bool) -> None:
        super().__init__()
        self._desk, self._item, self._above, self._below = desk, item, above, below
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chips = FlowLayout(spacing=6)
        state = StateChip(desk, item.state, item.state_count)
        chips.addWidget(state)
        for icon, tone, key in item.marks:
            chip = Chip(desk)
            chip.show_words(key, icon, tone)
            chips.addWidget(chip)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label("", item.sentence))
        column.addWidget(label("quiet", f"{item.when} · {item.who}"))
        if item.note:
            column.addWidget(label("quiet", item.note))
        column.addLayout(chips)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 8, 8, 12)
        row.addLayout(column, 1)
        self.setAccessibleName(f"{item.sentence} {item.when} {item.who} {state.text()}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._item.id)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._item.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._desk.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(QPen(QColor(tokens.control_line), 2))
        if self._above:
            painter.drawLine(QPointF(_LINE_X, 0), QPointF(_LINE_X, _DOT_Y))
        if self._below:
            painter.drawLine(QPointF(_LINE_X, _DOT_Y), QPointF(_LINE_X, self.height()))
        painter.setBrush(QColor(tokens.accent))
        painter.setPen(QPen(QColor(tokens.paper), 2))
        painter.drawEllipse(QPointF(_LINE_X, _DOT_Y), 6, 6)
