"""The lock: when and why, what waits to be sent, and the way back in. It names no vault and no workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.ports.clock import Instant
from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.widgets.secret_fields import PassphraseField
from desktop.words import error_text


class LockScreen(QWidget):
    """Emits `unlock_asked(passphrase)`; the answer is `show_error`, or the window shows the pages again."""

    unlock_asked = Signal(str)
    other_asked = Signal()
    """Another vault instead of this one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reason_key, self._since, self._waiting = "lock.reason.start", desk.clock.now(), 0
        self._error: BaseException | None = None
        self._busy = False
        self._picture = QLabel(self)
        self._title = label("title")
        self._reason = label("quiet")
        self._sending = label("strong")
        self._name = label("label")
        self.field = PassphraseField(desk)
        self.field.submitted.connect(self._on_submitted)
        self.field.changed.connect(self._on_typed)
        self._problem = label("error")
        self._unlock = button(desk, "lock.open", self._on_submitted, icon="unlock", kind="primary")
        self._other = button(desk, "lock.other", self.other_asked.emit, icon="folder-open", kind="plain")
        desk.follow(self, self._show)
        self._lay_out()

    def show_lock(self, reason_key: str, since: Instant, waiting: int) -> None:
        """`reason_key` is lock.reason.start, .asked, .idle or .sleep; `waiting` entries are not sent yet."""
        self._reason_key, self._since, self._waiting = reason_key, since, waiting
        self._error, self._busy = None, False
        self.field.clear()
        self._show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_busy(self) -> None:
        """The passphrase is being tried."""
        self._busy = True
        self._show()

    def show_error(self, error: BaseException) -> None:
        """Unlocking failed: say why and let the person try again."""
        self._error, self._busy = error, False
        self.field.clear()
        self._error = error
        self._show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def problem(self) -> str:
        return self._problem.text()

    def _on_submitted(self) -> None:
        if not self._busy and self.field.text():
            self.unlock_asked.emit(self.field.text())

    def _on_typed(self) -> None:
        if self.field.text() and self._error is not None:
            self._error = None
            self._show()
        self._unlock.setEnabled(bool(self.field.text()) and not self._busy)

    def _show(self) -> None:
        words = self._desk.words
        self._picture.setPixmap(self._desk.theme.pixmap("lock", Tone.ACCENT, 40))
        self._title.setText(words.text("lock.title"))
        self._reason.setText(words.text(self._reason_key, moment=self._since))
        self._sending.setText(words.text("lock.waiting", count=self._waiting))
        self._sending.setVisible(self._waiting > 0)
        self._name.setText(words.text("passphrase"))
        told = error_text(self._error, words) if self._error else None
        self._problem.setText(f"{told.what} {told.do}" if told else words.text("lock.busy") if self._busy else "")
        self._problem.setProperty("role", "error" if told else "quiet")
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)
        self._problem.setVisible(bool(self._problem.text()))
        self.field.set_wrong(told is not None)
        self._unlock.setEnabled(bool(self.field.text()) and not self._busy)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(560 if self._desk.theme.scale < 1.5 else 900)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addWidget(self._picture)
        for part in (self._title, self._reason, self._sending, self._name, self.field, self._problem):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self._unlock)
        row.addWidget(self._other)
        row.addStretch(1)
        column.addLayout(row)
        inside = QWidget()
        middle = QHBoxLayout(inside)
        middle.addStretch(1)
        middle.addWidget(card, 4, Qt.AlignmentFlag.AlignVCenter)
        middle.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
