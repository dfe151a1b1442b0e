"""Reading a QR code from a picture file or from the clipboard (a screenshot, a photo from a phone)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.printing.qr import read_qr_file, read_qr_image
from desktop.widgets.buttons import button
from desktop.widgets.file_field import FileField
from desktop.widgets.labels import label
from desktop.words import error_text


class QrReader(QWidget):
    """Emits `read(str)` with what the code says; `prefix` names the codes that are meant here."""

    read = Signal(str)

    def __init__(self, desk: Desk, prefix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._prefix = desk, prefix
        self._file = FileField(desk, "qr.choose", ("*.png", "*.jpg", "*.jpeg"))
        self._file.chosen.connect(self._on_file_chosen)
        self._paste = button(desk, "qr.paste", self._on_paste, icon="copy")
        QShortcut(QKeySequence.StandardKey.Paste, self, self._on_paste)
        self._problem = label("error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._file)
        column.addWidget(self._paste)
        column.addWidget(self._problem)

    def problem(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return self._problem.text() if not self._problem.isHidden() else ""

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

    def _refuse(self, error: Exception) -> None:
        told = error_text(error, self._desk.words)
        self._problem.setText(f"{told.what} {told.do}")
        self._problem.show()
