"""The lines of a payslip as a table: item, amount, and how and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.desk import Desk
from desktop.domains.labour.documents import reason_text

_COLUMNS = ("item", "won", "why")


class SlipTable(QTableWidget):
    """Read-only; reasons wrap."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()

    def show_slip(self, slip: Mapping[str, Any]) -> None:
        """Show a slip's pay and deductions."""
        words = self._desk.words
        rows = [*slip["pay"], *slip["deductions"]]
        self.setColumnCount(len(_COLUMNS))
        self.setHorizontalHeaderLabels([words.text(f"labour.month.column.{name}") for name in _COLUMNS])
        self.setRowCount(len(rows))
        for place, line in enumerate(rows):
            cells = (words.text(f"labour.line.{line['item']}"), words.won(line["won"]), reason_text(line))
            for column, text in enumerate(cells):
                self.setItem(place, column, QTableWidgetItem(text))
        header = self.horizontalHeader()
        for column in range(len(_COLUMNS)):
            last = column == len(_COLUMNS) - 1
            mode = QHeaderView.ResizeMode.Stretch if last else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        self.resizeRowsToContents()
