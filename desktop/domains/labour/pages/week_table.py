"""The weekday table of a contract: start, end and break of each agreed day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.desk import Desk
from desktop.widgets.labels import label

_COLUMNS = ("start", "end", "break_minutes")
_DAYS = range(7)


class WeekTable(QWidget):
    """Seven rows; a day without a start is no working day."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._heads = [label("label") for _ in _COLUMNS]
        self._names = [label("label") for _ in _DAYS]
        self._cells = [[QLineEdit(self) for _ in _COLUMNS] for _ in _DAYS]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, head in enumerate(self._heads, 1):
            grid.addWidget(head, 0, column)
        for day in _DAYS:
            grid.addWidget(self._names[day], day + 1, 0)
            for column, cell in enumerate(self._cells[day], 1):
                cell.setObjectName(f"field.day{day}.{_COLUMNS[column - 1]}")
                cell.textEdited.connect(self.changed)
                grid.addWidget(cell, day + 1, column)
        self.setFocusProxy(self._cells[0][0])
        desk.follow(self, self._show)

    def days(self) -> list[dict[str, Any]]:
        """The rows that are filled, as the contract's form wants them; a break that is no number counts as none."""
        found = []
        for day in _DAYS:
            start, end, pause = (cell.text().strip() for cell in self._cells[day])
            if start or end:
                minutes = int(pause) if pause.isascii() and pause.isdigit() else 0
                found.append({"weekday": day, "start": start[:5], "end": end[:5], "break_minutes": min(minutes, 600)})
        return found

    def set_days(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show agreed days."""
        for cells in self._cells:
            for cell in cells:
                cell.clear()
        for row in rows:
            for cell, name in zip(self._cells[row["weekday"]], _COLUMNS, strict=True):
                cell.setText(str(row.get(name, "")))

    def _show(self) -> None:
        words = self._desk.words
        for head, column in zip(self._heads, _COLUMNS, strict=True):
            head.setText(words.text(f"labour.week.{column}"))
        for day, name in enumerate(self._names):
            name.setText(words.text(f"labour.weekday.{day}"))
            for cell, column in zip(self._cells[day], _COLUMNS, strict=True):
                cell.setAccessibleName(f"{name.text()} {words.text(f'labour.week.{column}')}")
