"""Where a badge is read: a USB reader types what the code says, in a burst that ends with Enter or Tab."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.badges import key_on_badge
from desktop.widgets.labels import label
from desktop.words import error_text


class BadgeField(QWidget):
    """Emits `read(bytes)` with the key on a badge; what is no badge is said below and forgotten."""

    read = Signal(bytes)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._name = label("label")
        self.edit = QLineEdit(self)
        self.edit.setObjectName("field.badge")
        # A Korean input method would make Hangul of the letters that a reader types.
        self.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.edit.editingFinished.connect(self._on_finished)
        self._problem = label("error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._name, self.edit, self._problem):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        desk.follow(self, self._show)

    def problem(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def refuse(self, error: InputError) -> None:
        """Say why a badge is of no use here."""
        told = error_text(error, self._desk.words)
        self._problem.setText(f"{told.what} {told.do}")
        self._problem.show()

    def _on_finished(self) -> None:
        text = self.edit.text()
        self.edit.clear()
        if not text.strip():
            return
        self._problem.hide()
        try:
            key = key_on_badge(text)
        except InputError as error:
            self.refuse(error)
            return
        self.read.emit(key)

    def _show(self) -> None:
        words = self._desk.words
        self._name.setText(words.text("labour.badge.read"))
        self.edit.setAccessibleName(words.text("labour.badge.read"))
        self.edit.setPlaceholderText(words.text("labour.badge.hint"))
