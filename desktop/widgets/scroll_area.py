"""The one scroll area of the window: as wide as there is room, with a bar of its own beside what is scrolled.

Qt's own bars are never shown. To a client of the accessibility bus they are children of the area that come and go, and
Qt 6.11 looks a child up without asking whether it is still there (`QAccessibleAbstractScrollArea::child`): a screen
reader that counts two children and asks for the second one, after the page has changed, ends the program.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget


class ScrollArea(QScrollArea):
    """Scrolled up and down, or sideways. With `room_for_bar` its room is kept free also where no bar is needed."""

    def __init__(
        self,
        inside: QWidget,
        orientation: Qt.Orientation = Qt.Orientation.Vertical,
        *,
        room_for_bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._upright = orientation == Qt.Orientation.Vertical
        self._room_for_bar, self._changing = room_for_bar, False
        self._hidden = self.verticalScrollBar() if self._upright else self.horizontalScrollBar()
        self._bar = QScrollBar(orientation, self)
        self._bar.hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self._hidden.rangeChanged.connect(self._on_range_changed)
        self._hidden.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(self._hidden.setValue)
        self._keep_free()
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._keep_free()
            self._place()

    def _on_range_changed(self, first: int, last: int) -> None:
        self._bar.setPageStep(self.viewport().height() if self._upright else self.viewport().width())
        self._bar.setSingleStep(self._hidden.singleStep())
        self._bar.setRange(first, last)
        if not self._changing:  # less room, or more, has another range; it is not asked twice whether that needs a bar
            self._changing = True
            self._bar.setVisible(last > first)
            self._keep_free()
            self._changing = False

    def _keep_free(self) -> None:
        """Room for the bar where there is one."""
        free = self._thickness() if self._room_for_bar or not self._bar.isHidden() else 0
        self.setViewportMargins(0, 0, free if self._upright else 0, 0 if self._upright else free)

    def _place(self) -> None:
        """The bar along the right side, or the lower one."""
        inside, thick = self.contentsRect(), self._thickness()
        if self._upright:
            inside.setLeft(inside.right() + 1 - thick)
        else:
            inside.setTop(inside.bottom() + 1 - thick)
        self._bar.setGeometry(inside)

    def _thickness(self) -> int:
        needs = self._bar.sizeHint()
        return needs.width() if self._upright else needs.height()
