"""Saving something as a file under a path that can be typed; an existing file is never written over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from core.vault.disk import write_whole
from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.words import error_text


def write_new(path: Path, content: bytes) -> Path:
    """Write a file that is not there yet, durably; a half of it is never left under its name.

    Raises:
        InputError: `file_in_the_way`, `file_not_written`.
    """
    try:
        if path.exists():
            raise InputError("file_in_the_way", path=str(path))
        write_whole(path, content)
    except OSError as error:
        raise InputError("file_not_written", path=str(path), reason=error.strerror or type(error).__name__) from error
    return path


def documents_folder() -> Path:
    """Where this person's documents lie."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


class SaveRow(QWidget):
    """A path with a name put in, and the button; says below what came of it."""

    def __init__(self, desk: Desk, key: str, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._key = desk, key
        self._content: Callable[[], bytes] | None = None
        self._saved: Path | None = None
        self._error: BaseException | None = None
        self.edit = QLineEdit(self)
        self.edit.setObjectName(f"field.{field}")
        self.button = keyed_button(desk, key, self._on_save_asked, icon="download")
        self.edit.returnPressed.connect(self._on_save_asked)
        self._name = label("label")
        self._told = label("quiet")
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self.edit)
        column.addLayout(row)
        column.addWidget(self._told)
        desk.follow(self, self._show)

    def offer(self, name: str, content: Callable[[], bytes]) -> None:
        """Offer to save under this file name; `content` is asked on the files' lane."""
        self._content, self._saved, self._error = content, None, None
        self.edit.setText(str(documents_folder() / name))
        self.edit.setCursorPosition(0)
        self._show()

    def told(self) -> str:
        """What came of saving; empty before."""
        return self._told.text()

    def _on_save_asked(self) -> None:
        content, path = self._content, Path(self.edit.text().strip()).expanduser()
        if content is None:
            return
        self._desk.jobs.run(
            lambda: write_new(path, content()),
            owner=self,
            on_done=lambda saved: self._come(saved, None),
            on_error=lambda error: self._come(None, error),
            lane=Lane.IO,
        )

    def _come(self, saved: Path | None, error: BaseException | None) -> None:
        self._saved, self._error = saved, error
        self._show()

    def _show(self) -> None:
        words = self._desk.words
        self._name.setText(words.text("save.path"))
        self.edit.setAccessibleName(f"{words.text('save.path')}: {words.text(self._key)}")
        told = ""
        if self._error is not None:
            text = error_text(self._error, words)
            told = f"{text.what} {text.do}"
        elif self._saved is not None:
            told = words.text("save.done", path=str(self._saved))
        self._told.setProperty("role", "error" if self._error else "quiet")
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(told)
        self._told.setVisible(bool(told))
