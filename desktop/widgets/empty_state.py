"""What stands where nothing is yet: what to do first, with the button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label


class EmptyState(QWidget):
    """An icon, a sentence and a button, each named by catalog keys."""

    def __init__(
        self, desk: Desk, icon: str, text_key: str, action_key: str = "",
        on_action: Callable[[], object] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._icon, self._text_key = desk, icon, text_key
        self._picture = QLabel(self)
        self._text = label("quiet")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        if action_key:
            column.addWidget(button(desk, action_key, on_action, kind="primary"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        desk.follow(self, self._show)

    def _show(self) -> None:
        self._picture.setPixmap(self._desk.theme.pixmap(self._icon, Tone.QUIET, 40))
        self._text.setText(self._desk.words.text(self._text_key))
        self.setAccessibleName(self._text.text())
