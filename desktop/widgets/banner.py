"""The one message at the bottom of the window: it stays until read and never takes the work away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button, icon_button
from desktop.widgets.flag_card import ICONS
from desktop.widgets.labels import label
from desktop.words import ErrorText


@dataclass(frozen=True, slots=True)
class Notice:
    """What a banner says, in the person's language; `action_key` and `on_action` offer the next step."""

    what: str
    do: str = ""
    tone: Tone = Tone.INFO
    action_key: str = ""
    on_action: Callable[[], None] | None = None

    @classmethod
    def of_error(cls, text: ErrorText) -> Notice:
        """The notice of an error."""
        return cls(text.what, text.do, Tone.BAD)


class Banner(QFrame):
    """Shows notices one at a time, in the order they came."""

    told = Signal(object)
    """A notice came that was not waiting already."""
    read = Signal(object)
    """A notice was closed by the person."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: list[Notice] = []
        self.setProperty("kind", "banner")
        self._picture = QLabel(self)
        self._what = label("strong")
        self._do = label("")
        self._action = button(desk, "banner.action")
        self._close = icon_button(desk, "banner.close", "x", self._on_closed)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._what)
        text.addWidget(self._do)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addLayout(text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._action.clicked.connect(self._on_action)
        desk.follow(self, self._show)

    def tell(self, notice: Notice) -> None:
        """Show a notice, after those that are not yet read; the same one is not queued twice."""
        if notice not in self._waiting:
            self._waiting.append(notice)
            self.told.emit(notice)
            self._show()
            if len(self._waiting) == 1:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{notice.what} {notice.do}"))

    @property
    def current(self) -> Notice | None:
        return self._waiting[0] if self._waiting else None

    def clear(self) -> None:
        """Take all notices away, as when the vault is locked."""
        self._waiting.clear()
        self._show()

    def _on_closed(self) -> None:
        self.read.emit(self._waiting.pop(0))
        self._show()

    def _on_action(self) -> None:
        notice = self._waiting.pop(0)
        self._show()
        if notice.on_action is not None:
            notice.on_action()

    def _show(self) -> None:
        self.setVisible(bool(self._waiting))
        if not self._waiting:
            return
        notice = self._waiting[0]
        self.setProperty("tone", notice.tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._picture.setPixmap(self._desk.theme.pixmap(ICONS.get(notice.tone, "info"), notice.tone, 20))
        self._what.setText(notice.what)
        self._do.setText(notice.do)
        self._do.setVisible(bool(notice.do))
        self._action.setVisible(bool(notice.action_key))
        if notice.action_key:
            self._action.setText(self._desk.words.text(notice.action_key))
            self._action.setAccessibleName(self._action.text())
        self.setAccessibleName(notice.what)
