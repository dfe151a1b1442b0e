"""Tables of a few rows inside a page: as high as what they hold, scrolled by themselves only when they are long."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from desktop.widgets.table_view import show_rows_only

_ROWS_SHOWN = 7


class SmallTable(QTableWidget):
    """Columns are as wide as what they hold; room that is left goes to the last one."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the room."""
        self.resizeColumnsToContents()
        last = self.columnCount() - 1
        used = sum(self.columnWidth(place) for place in range(self.columnCount()))
        if last >= 0 and used < self.viewport().width():
            self.setColumnWidth(last, self.columnWidth(last) + self.viewport().width() - used)


def small_table(name: str) -> SmallTable:
    """A table of a few rows, read-only, one row at a time; `name` is its object name."""
    made = SmallTable()
    made.setObjectName(name)
    show_rows_only(made)
    return made


def fill(
    table: SmallTable, headings: Sequence[str], rows: Sequence[Sequence[str]], figures: Collection[int] = ()
) -> None:
    """Replace a table's content; the columns in `figures` are right-aligned."""
    table.blockSignals(True)
    table.setColumnCount(len(headings))
    table.setHorizontalHeaderLabels(list(headings))
    table.setRowCount(len(rows))
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            item = QTableWidgetItem(text)
            side = Qt.AlignmentFlag.AlignRight if place in figures else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, place, item)
    for place in range(len(headings)):
        side = Qt.AlignmentFlag.AlignRight if place in figures else Qt.AlignmentFlag.AlignLeft
        heading = table.horizontalHeaderItem(place)
        assert heading is not None
        heading.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    table.blockSignals(False)
    table.fit()
    shown = min(len(rows), _ROWS_SHOWN)
    height = table.horizontalHeader().sizeHint().height() + shown * table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(height + table.horizontalScrollBar().sizeHint().height() + 4)
