"""The log in the window: to be read, copied, or saved for a maintainer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from core.errors import InputError
from core.vault.disk import write_whole
from desktop.desk import Desk
from desktop.logs import Log
from desktop.page_context import PageContext
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.widgets.save_field import SaveField
from desktop.words import error_text


class LogsPanel(QWidget):
    """It names nobody, so it may be sent to whoever helps."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._log = Log(desk.clock)
        words = desk.words
        self.text = QPlainTextEdit(self._log.text() or words.text("logs.none"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(words.text("vault.logs"))
        self.field = SaveField(desk, "logs.file", "logs.save", ".txt")
        self.field.propose("jangbu-log")
        self.field.asked.connect(self._on_save)
        self.told = label("strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label("quiet", words.text("logs.text")))
        column.addWidget(self.text, 1)
        column.addWidget(button(desk, "logs.copy", self._on_copy, icon="copy"))
        column.addWidget(self.field)
        column.addWidget(self.told)
        self.setFocusProxy(self.text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._log.diagnostics())

    def _on_save(self, path: Path) -> None:
        try:
            write_whole(path, self._log.diagnostics().encode())
        except OSError as error:
            refused = InputError("file_not_written", path=str(path), reason=error.strerror or "")
            told = error_text(refused, self._desk.words)
            self.told.setText(f"{told.what} {told.do}")
            return
        self.told.setText(self._desk.words.text("logs.written", path=str(path)))
