"""A line to type in that can be emptied with the mouse, and whose button says so."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from desktop.desk import Desk


class ClearableEdit(QLineEdit):
    """Qt's button at its right end has no name of its own: it takes that of the line."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setClearButtonEnabled(True)

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)
        for made in self.findChildren(QToolButton):
            made.setAccessibleName(f"{self._desk.words.text('clear')}: {name}")
