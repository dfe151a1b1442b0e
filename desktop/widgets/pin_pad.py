"""A pad for a PIN: big digits that stand elsewhere each time, so that nobody learns a PIN from watching the hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import icon_button
from desktop.widgets.secret_fields import PinField

KEY_PX = 72
"""Least height and width of a key, for gloves; the stylesheet sees to it."""
_COLUMNS = 3
_CHANCE = secrets.SystemRandom()


class PinPad(QWidget):
    """Digits by touch, mouse or keyboard; Enter and the last key are `entered`."""

    entered = Signal()

    def __init__(
        self, desk: Desk, shuffle: Callable[[list[str]], None] = _CHANCE.shuffle, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._shuffle = desk, shuffle
        self.field = PinField(desk)
        self.field.setProperty("kind", "pad")
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.returnPressed.connect(self._on_entered)
        self.field.textChanged.connect(lambda text: self._show_ready())
        self.keys = [self._key() for _ in range(10)]
        self.back = icon_button(desk, "pad.back", "chevron-left", self.field.backspace, kind="pad")
        self.enter = icon_button(desk, "pad.enter", "check", self._on_entered, kind="first-step")
        self._lay_out()
        self.setFocusProxy(self.field)
        self.clear()

    def text(self) -> str:
        return self.field.text()

    def is_complete(self) -> bool:
        """Whether there are enough digits."""
        return self.field.is_complete()

    def clear(self) -> None:
        """Forget what was typed, and put the digits elsewhere."""
        self.field.clear()
        digits = list("0123456789")
        self._shuffle(digits)
        for key, digit in zip(self.keys, digits, strict=True):
            key.setText(digit)
            key.setAccessibleName(digit)
            key.setObjectName(f"pad.{digit}")
        self._show_ready()

    def _key(self) -> QPushButton:
        """The focus stays in the field: whoever has a keyboard types the digits."""
        key = QPushButton(self)
        key.setProperty("kind", "pad")
        key.clicked.connect(lambda checked=False: self.field.insert(key.text()))
        return key

    def _on_entered(self) -> None:
        if self.is_complete():
            self.entered.emit()

    def _show_ready(self) -> None:
        self.enter.setEnabled(self.is_complete())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, key in enumerate((*self.keys[:9], self.back, self.keys[9], self.enter)):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.addWidget(key, place // _COLUMNS, place % _COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addLayout(grid, 1)
