"""How far a long job is, in words and as a bar, with a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.labels import label

_STEPS = 1000


class ProgressRow(QWidget):
    """Hidden until `begin`; `cancelled` says that the person wants it stopped."""

    cancelled = Signal()

    def __init__(self, desk: Desk, about: Callable[[], str] | None = None, parent: QWidget | None = None) -> None:
        """`about` tells whose job it is where a page may have several; the job's own name unless told otherwise."""
        super().__init__(parent)
        self._desk = desk
        self._name, self._about = "", about
        self._text = label("quiet")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(column, 1)
        self._cancel = button(desk, "cancel", self.cancelled.emit)
        row.addWidget(self._cancel)
        self.hide()

    def begin(self, name: str) -> None:
        """Show the row for a job with this name; how long it takes is not known yet."""
        self._name = name
        self._text.setText(name)
        about = self._about() if self._about is not None else name
        self._bar.setAccessibleName(about)
        self._cancel.setAccessibleName(f"{self._desk.words.text('cancel')}: {about}")
        self._bar.setRange(0, 0)
        self.show()

    def advance(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(done * _STEPS // total if total else 0)
        percent = done * 100 // total if total else 0
        self._text.setText(self._desk.words.text("progress", name=self._name, percent=percent))

    def end(self) -> None:
        self.hide()
