"""A join request to be shown, saved or copied: the QR code, the words two people compare, a file, the text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import InputError
from core.vault.disk import write_whole
from desktop.desk import Desk
from desktop.shown_request import ShownRequest
from desktop.widgets.buttons import button
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.qr_view import QrView
from desktop.widgets.save_field import SaveField
from desktop.words import error_text

SUFFIX = ".jangbu-join"


class RequestView(QWidget):
    """`saved(Path)` when the file was written."""

    saved = Signal(Path)

    def __init__(self, desk: Desk, request: ShownRequest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._request = desk, request
        self.qr = QrView(desk, "onboarding.join.qr")
        self.qr.show_text(request.qr_text)
        self._facts = KeyValues(desk)
        self.save = SaveField(desk, "onboarding.join.file", "onboarding.join.save", SUFFIX)
        self.save.propose(request.file_name.removesuffix(SUFFIX))
        self.save.asked.connect(self._on_save_asked)
        self._told = label("")
        self._told.hide()
        copy = button(desk, "onboarding.join.copy", self._on_copy, icon="copy")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._facts)
        column.addWidget(self.save)
        column.addWidget(self._told)
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.save)
        desk.follow(self, self._show)

    def told(self) -> str:
        """What saving came to."""
        return self._told.text()

    def _on_save_asked(self, path: Path) -> None:
        try:
            write_whole(path, self._request.file_bytes)
        except OSError as error:
            refused = InputError("file_not_written", path=str(path), reason=error.strerror or "")
            told = error_text(refused, self._desk.words)
            self._tell("error", f"{told.what} {told.do}")
        else:
            self._tell("strong", self._desk.words.text("onboarding.join.saved", path=str(path)))
            self.saved.emit(path)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._request.qr_text)
        self._tell("strong", self._desk.words.text("onboarding.join.copied"))

    def _tell(self, role: str, text: str) -> None:
        self._told.setText(text)
        self._told.setProperty("role", role)
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.show()

    def _show(self) -> None:
        name = self._desk.words.text("onboarding.join.fingerprint")
        self._facts.show_pairs([(name, self._request.fingerprint)], frozenset({name}))
