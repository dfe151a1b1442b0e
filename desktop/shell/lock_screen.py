"""The lock: when and why, what waits to be sent, and the way back in. It names no vault and no workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.ports.clock import Instant
from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea
from desktop.widgets.secret_fields import PassphraseField, PinField
from desktop.words import error_text

_PIN_GONE = ("vault_pin_none", "vault_pin_spent", "keyring_missing")
"""Errors after which only the passphrase opens."""
_DAMAGED = ("vault_damaged", "slots_damaged")
"""Errors after which a backup is offered."""


class LockScreen(QWidget):
    """Emits `unlock_asked(passphrase)` or `pin_asked(PIN)`; the answer is `show_error`, or the window shows the pages.

    Where this computer has a PIN for the vault, it is asked for first, and the passphrase is one button away.
    """

    unlock_asked = Signal(str)
    pin_asked = Signal(str)
    forgotten_asked = Signal()
    """The passphrase is not known any more."""
    mend_asked = Signal(str)
    """The passphrase, to open with the key file of a backup: the vault's own is damaged."""
    restore_asked = Signal()
    """A backup instead of this vault, which is damaged."""
    other_asked = Signal()
    """Another vault instead of this one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reason_key, self._since, self._waiting = "lock.reason.start", desk.clock.now(), 0
        self._error: BaseException | None = None
        self._busy = self._mends = self._damaged = False
        self._picture = QLabel(self)
        self._title = label("title")
        self._reason = label("quiet")
        self._sending = label("strong")
        self._name = label("label")
        self._pin_known = self._by_pin = False
        self.field = PassphraseField(desk)
        self.pin = PinField(desk)
        self.pin.returnPressed.connect(self._on_submitted)
        self.pin.textChanged.connect(self._on_typed)
        self.field.submitted.connect(self._on_submitted)
        self.field.changed.connect(self._on_typed)
        self._problem = label("error")
        self._unlock = button(desk, "lock.open", self._on_submitted, icon="unlock", kind="primary")
        self._way = button(desk, "lock.other_way", self._on_other_way, icon="key", kind="plain")
        self._forgotten = button(desk, "lock.forgotten", self.forgotten_asked.emit, kind="plain")
        self._restore = button(desk, "lock.restore", self.restore_asked.emit, icon="undo-2", kind="plain")
        self._other = button(desk, "lock.other", self.other_asked.emit, icon="folder-open", kind="plain")
        self._lay_out()  # first: what is shown without a place to be in is a window for a moment
        desk.follow(self, self._show)

    def show_lock(self, reason_key: str, since: Instant, waiting: int, *, has_pin: bool = False) -> None:
        """`reason_key` is lock.reason.start, .asked, .idle, .sleep or .left; `waiting` entries are not sent yet."""
        self._reason_key, self._since, self._waiting = reason_key, since, waiting
        self._error, self._busy, self._mends = None, False, False
        self._pin_known = self._by_pin = has_pin
        self._clear()
        self._show()
        self._focus()

    def show_busy(self) -> None:
        """The passphrase or PIN is being tried."""
        self._busy = True
        self._show()

    def show_error(self, error: BaseException) -> None:
        """Unlocking failed: say why and let the person try again."""
        self._error, self._busy = error, False
        code = getattr(error, "code", "")
        # The passphrase is asked for once more, and again where it was mistyped.
        self._mends = code == "slots_damaged" or (self._mends and code == "wrong_passphrase")
        self._damaged = self._mends or code in _DAMAGED
        if code in _PIN_GONE or self._mends:
            self._pin_known = self._by_pin = False
        self._clear()
        self._error = error
        self._show()
        self._focus()

    def problem(self) -> str:
        return self._problem.text()

    def _typed(self) -> str:
        return self.pin.text() if self._by_pin else self.field.text()

    def _clear(self) -> None:
        self.field.clear()
        self.pin.clear()

    def _focus(self) -> None:
        (self.pin if self._by_pin else self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_submitted(self) -> None:
        if self._busy or not self._typed():
            return
        if self._mends:
            self.mend_asked.emit(self._typed())
        else:
            (self.pin_asked if self._by_pin else self.unlock_asked).emit(self._typed())

    def _on_other_way(self) -> None:
        self._by_pin = not self._by_pin
        self._clear()
        self._show()
        self._focus()

    def _on_typed(self) -> None:
        if self._typed() and self._error is not None:
            self._error = None
            self._show()
        self._unlock.setEnabled(bool(self._typed()) and not self._busy)

    def _show(self) -> None:
        words = self._desk.words
        self._picture.setPixmap(self._desk.theme.pixmap("lock", Tone.ACCENT, 40))
        self._title.setText(words.text("lock.title"))
        self._reason.setText(words.text(self._reason_key, moment=self._since))
        self._sending.setText(words.text("lock.waiting", count=self._waiting))
        self._sending.setVisible(self._waiting > 0)
        self._name.setText(words.text("vault.pin") if self._by_pin else words.text("passphrase"))
        self.field.setVisible(not self._by_pin)
        self.pin.setVisible(self._by_pin)
        self._unlock.setText(words.text("lock.mend" if self._mends else "lock.open"))
        self._unlock.setAccessibleName(self._unlock.text())
        self._restore.setVisible(self._damaged)
        self._way.setVisible(self._pin_known)
        self._way.setText(words.text("lock.by_passphrase") if self._by_pin else words.text("lock.by_pin"))
        self._way.setAccessibleName(self._way.text())
        told = error_text(self._error, words) if self._error else None
        self._problem.setText(f"{told.what} {told.do}" if told else words.text("lock.busy") if self._busy else "")
        self._problem.setProperty("role", "error" if told else "quiet")
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)
        self._problem.setVisible(bool(self._problem.text()))
        self.field.set_wrong(told is not None)
        self._unlock.setEnabled(bool(self._typed()) and not self._busy)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(560 if self._desk.theme.scale < 1.5 else 900)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addWidget(self._picture)
        for part in (self._title, self._reason, self._sending, self._name, self.field, self.pin, self._problem):
            column.addWidget(part)
        row = FlowLayout()
        for each in (self._unlock, self._restore, self._way, self._forgotten, self._other):
            row.addWidget(each)
        column.addLayout(row)
        inside = QWidget()
        middle = QHBoxLayout(inside)
        middle.addStretch(1)
        middle.addWidget(card, 4, Qt.AlignmentFlag.AlignVCenter)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(inside))
