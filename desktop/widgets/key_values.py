"""Facts about one thing, a name and a value a line, each value ready to be copied."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import apart, icon_button, tell_apart
from desktop.widgets.labels import label


class KeyValues(QWidget):
    """Shows pairs in the person's language; those in `copyable` get a button that copies them."""

    def __init__(self, desk: Desk, about_key: str = "", parent: QWidget | None = None) -> None:
        """`about_key` tells the facts of one thing from those of another on the same page."""
        super().__init__(parent)
        self._desk, self._about_key = desk, about_key
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_pairs(self, pairs: Sequence[tuple[str, str]], copyable: frozenset[str] = frozenset()) -> None:
        """Replace what is shown; `copyable` holds names."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        lines = apart([f"{self._about(name)}: {value}" for name, value in pairs])
        for row, ((name, value), told) in enumerate(zip(pairs, lines, strict=True)):
            left, right = label("label", name), label("", value)
            right.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            right.setAccessibleName(told)
            side = Qt.AlignmentFlag.AlignVCenter if name in copyable else Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(left, row, 0, side)
            self._grid.addWidget(right, row, 1, side)
            if name in copyable:
                copy = icon_button(self._desk, "copy", "copy", partial(QGuiApplication.clipboard().setText, value))
                tell_apart(self._desk, copy, "copy", partial(self._about, name))
                self._grid.addWidget(copy, row, 2, side)

    def _about(self, name: str) -> str:
        return f"{name} ({self._desk.words.text(self._about_key)})" if self._about_key else name
