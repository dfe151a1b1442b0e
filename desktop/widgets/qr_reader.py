"""Reading a QR code by a USB reader, from a picture file, or from the clipboard (a screenshot, a photo of a phone)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.printing.qr import read_qr_file, read_qr_image
from desktop.widgets.buttons import button
from desktop.widgets.file_field import FileField
from desktop.widgets.labels import label, labelled
from desktop.words import error_text

_CHARACTERS_MAX = 8_192
"""More than the largest QR code holds (ISO/IEC 18004: 4,296 letters and digits)."""


class QrReader(QWidget):
    """Emits `read(str)` with what the code says; `prefix` names the codes that are meant here."""

    read = Signal(str)

    def __init__(self, desk: Desk, prefix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._prefix = desk, prefix
        self._name = label("label")
        self.typed = _Burst(self)
        self.typed.returnPressed.connect(self._on_typed)
        self.typed.pasted.connect(self._on_paste)
        self._file = FileField(desk, "qr.choose", ("*.png", "*.jpg", "*.jpeg"))
        self._file.chosen.connect(self._on_file_chosen)
        self._paste = button(desk, "qr.paste", self._on_paste, icon="copy")
        QShortcut(QKeySequence.StandardKey.Paste, self, self._on_paste)
        self._problem = label("error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(labelled(self._name, self.typed))
        column.addWidget(self._file)
        column.addWidget(self._paste)
        column.addWidget(self._problem)
        self.setFocusProxy(self.typed)
        desk.follow(self, self._show)

    def problem(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def _on_typed(self) -> None:
        text = self.typed.text().strip()
        self.typed.clear()
        if text:
            self._take((text,))

    def _on_file_chosen(self, path: Path) -> None:
        try:
            self._take(read_qr_file(path))
        except (InputError, OSError) as error:
            self._refuse(error)

    def _on_paste(self) -> None:
        clipboard = QGuiApplication.clipboard()
        image, text = clipboard.image(), clipboard.text().strip()
        self._take((text,) if image.isNull() and text else read_qr_image(image))

    def _take(self, texts: tuple[str, ...]) -> None:
        meant = [text for text in texts if text.startswith(self._prefix)]
        if len(meant) == 1:
            self._problem.hide()
            self.read.emit(meant[0])
        else:
            self._refuse(InputError("qr_several" if meant else "qr_other" if texts else "qr_none"))

    def _show(self) -> None:
        self._name.setText(self._desk.words.text("qr.reader"))
        self.typed.setAccessibleName(self._name.text())

    def _refuse(self, error: Exception) -> None:
        told = error_text(error, self._desk.words)
        self._problem.setText(f"{told.what} {told.do}")
        self._problem.show()


class _Burst(QLineEdit):
    """Where a reader types: no input method makes Hangul of its letters, and nobody reads along."""

    pasted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("field.qr.reader")
        self.setMaxLength(_CHARACTERS_MAX)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is pasted may be a picture."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        else:
            super().keyPressEvent(event)
