"""The lines of a payslip as a table: item, amount, and how and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.desk import Desk
from desktop.domains.labour.reasons import reason_text

_COLUMNS = ("item", "won", "why")
_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SlipTable(QTableWidget):
    """Read-only, and as high as its lines: every won is explained in full, without scrolling inside a page."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns get their widths when the page is laid out; only then it is known how the reasons wrap."""
        super().resizeEvent(event)
        self._fit()

    def show_slip(self, slip: Mapping[str, Any]) -> None:
        """Show a slip's pay and deductions."""
        words = self._desk.words
        rows = [*slip["pay"], *slip["deductions"]]
        self.setColumnCount(len(_COLUMNS))
        self.setHorizontalHeaderLabels([words.text(f"labour.month.column.{name}") for name in _COLUMNS])
        if (won_heading := self.horizontalHeaderItem(1)) is not None:
            won_heading.setTextAlignment(_FIGURES)
        self.setRowCount(len(rows))
        for place, line in enumerate(rows):
            cells = (words.text(f"labour.line.{line['item']}"), words.won(line["won"]), reason_text(line, words))
            for column, text in enumerate(cells):
                self.setItem(place, column, QTableWidgetItem(text))
            if (won := self.item(place, 1)) is not None:
                won.setTextAlignment(_FIGURES)
        header = self.horizontalHeader()
        for column in range(len(_COLUMNS)):
            last = column == len(_COLUMNS) - 1
            mode = QHeaderView.ResizeMode.Stretch if last else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        self._fit()

    def _fit(self) -> None:
        for row in range(self.rowCount()):
            self.setRowHeight(row, self._height_of(row))
        lines = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines + 2 * self.frameWidth())

    def _height_of(self, row: int) -> int:
        """Qt's own row height forgets the padding that the theme puts around a cell, and cuts off what wraps."""
        why, metrics = self.item(row, len(_COLUMNS) - 1), self.fontMetrics()
        padding = 2 * metrics.averageCharWidth()
        room = QRect(0, 0, max(1, self.columnWidth(len(_COLUMNS) - 1) - 2 * padding), 0)
        wrapped = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, why.text() if why else "")
        return wrapped.height() + padding
