"""Two parts beside each other, each scrolled by itself, or below each other where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.scroll_area import ScrollArea

BESIDE_FROM_PX = 820
"""Width at 100 % text from which both parts have room."""
REVEAL_MARGIN_PX = 60
"""Kept around what is brought into sight: its label above, its problem below."""


class SideBySide(QWidget):
    """`second` stays in sight while `first` is scrolled; below each other they scroll together.

    Put it into its page first and `fill` it then: all that a part holds is dressed anew each time that it moves.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._second: QWidget | None = None
        self._has_width = False
        self._left, self._left_column = _scrolled()
        self._right, self._right_column = _scrolled()
        for column in (self._left_column, self._right_column):
            column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._left, 3)
        row.addWidget(self._right, 2)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        desk.follow(self, self._fold)

    def fill(self, first: QWidget, second: QWidget) -> None:
        """The two parts; once."""
        self._second = second
        self._left_column.insertWidget(0, first)
        self._right_column.insertWidget(0, second)
        self._fold()

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """What gets the focus is brought into sight, also where a rule and not a key put it there.

        Not under a mouse button: what is pressed is in sight, and must not move away before it is let go.
        """
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        for area in (self._left, self._right):
            if now is not None and area.isAncestorOf(now):
                area.ensureWidgetVisible(now, 0, REVEAL_MARGIN_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._has_width = True
        self._fold()

    def _fold(self) -> None:
        if self._second is None or not self._has_width:  # nothing is moved before it is known where to
            return
        beside = self.width() >= BESIDE_FROM_PX * self._desk.theme.scale
        wanted = self._right_column if beside else self._left_column
        if wanted.indexOf(self._second) < 0:
            focused = self._second.focusWidget() if self._second.isAncestorOf(self.focusWidget() or self) else None
            wanted.insertWidget(wanted.count() - 1, self._second)
            if focused is not None:
                focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self._right.setVisible(beside)


def stacked(*parts: QWidget) -> QWidget:
    """Parts of one side below each other, at the top."""
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return side


def _scrolled() -> tuple[ScrollArea, QVBoxLayout]:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(16)
    return ScrollArea(inside), column
