"""Fields for what nobody else should read: a passphrase with a button that shows it, and a PIN of digits."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from core.identity.pin import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from desktop.desk import Desk
from desktop.widgets.buttons import icon_button

_NOTHING_REMEMBERED = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class PassphraseField(QWidget):
    """A passphrase; `name_key` is what it is called. Enter is `submitted`."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, desk: Desk, name_key: str = "passphrase", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._name_key = desk, name_key
        self._edit = QLineEdit(self)
        self._edit.setObjectName(f"field.{name_key}")
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._edit.setInputMethodHints(_NOTHING_REMEMBERED)
        self._eye = icon_button(desk, "passphrase.show", "eye", self._on_eye_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._edit, 1)
        row.addWidget(self._eye)
        self.setFocusProxy(self._edit)
        self._edit.returnPressed.connect(self.submitted)
        self._edit.textChanged.connect(self.changed)
        desk.follow(self, self._show)

    def text(self) -> str:
        return self._edit.text()

    def clear(self) -> None:
        """Forget what was typed, and hide again."""
        self._edit.clear()
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._show()

    def set_wrong(self, wrong: bool) -> None:
        self._edit.setProperty("wrong", wrong)
        self._edit.style().unpolish(self._edit)
        self._edit.style().polish(self._edit)

    def _on_eye_pressed(self) -> None:
        hidden = self._edit.echoMode() is QLineEdit.EchoMode.Password
        self._edit.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._show()

    def _show(self) -> None:
        hidden = self._edit.echoMode() is QLineEdit.EchoMode.Password
        words = self._desk.words
        self._edit.setAccessibleName(words.text(self._name_key))
        self._desk.theme.put_icon(self._eye, "eye" if hidden else "eye-off")
        told = words.text("passphrase.show" if hidden else "passphrase.hide")
        self._eye.setAccessibleName(f"{told}: {words.text(self._name_key)}")
        self._eye.setToolTip(told)


class PinField(QLineEdit):
    """A PIN of 6 to 12 digits, never shown."""

    def __init__(self, desk: Desk, name_key: str = "pin", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"field.{name_key}")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(_NOTHING_REMEMBERED | Qt.InputMethodHint.ImhDigitsOnly)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{PIN_DIGITS_MAX}}}"), self))
        desk.follow(self, lambda: self.setAccessibleName(desk.words.text(name_key)))

    def is_complete(self) -> bool:
        """Whether there are enough digits."""
        return len(self.text()) >= PIN_DIGITS_MIN
