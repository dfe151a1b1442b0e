"""Where a file is to be written: a path to type, a dialog for those who prefer it, and the button that writes."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label


class SaveField(QWidget):
    """Emits `asked(Path)`, always with the suffix: nothing but an older file of the same kind can be replaced."""

    asked = Signal(Path)

    def __init__(
        self, desk: Desk, name_key: str, go_key: str, suffix: str, *, icon: str = "download", primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._name_key, self._suffix = desk, name_key, suffix
        self._name = label("label")
        self.edit = QLineEdit(self)
        self.edit.setObjectName(f"field.{name_key}")
        self.go = button(desk, go_key, self._on_go, icon=icon, kind="primary" if primary else "")
        self._choose = button(desk, "save.choose", self._on_choose, icon="folder-open")
        tell_apart(desk, self._choose, "save.choose", lambda: desk.words.text(name_key))
        tell_apart(desk, self.go, go_key, lambda: desk.words.text(name_key))
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(self._choose)
        buttons = FlowLayout()
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addLayout(row)
        column.addSpacing(4)
        column.addLayout(buttons)
        self.setFocusProxy(self.edit)
        self.edit.returnPressed.connect(self._on_go)
        desk.follow(self, self._show)

    def propose(self, name: str) -> None:
        """Put a file name in, in the person's documents folder."""
        self.edit.setText(str(documents_folder() / f"{plain_name(name)}{self._suffix}"))

    def path(self) -> Path | None:
        """What was typed, with the suffix; None where nothing was."""
        text = self.edit.text().strip()
        if not text:
            return None
        path = Path(text).expanduser()
        return path if path.suffix == self._suffix else path.with_name(path.name + self._suffix)

    def _on_go(self) -> None:
        path = self.path()
        if path is None:
            self.edit.setFocus()
        elif self.go.isEnabled():
            self.edit.setText(str(path))
            self.asked.emit(path)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self._desk.words.text(self._name_key), self.edit.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"(*{self._suffix})"])
        dialog.fileSelected.connect(self.edit.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self) -> None:
        name = self._desk.words.text(self._name_key)
        self._name.setText(name)
        self.edit.setAccessibleName(name)


def documents_folder() -> Path:
    """The person's documents, or their home where there is no such folder."""
    documents = Path(platformdirs.user_documents_dir())
    return documents if documents.is_dir() else Path.home()


def plain_name(text: str) -> str:
    """A text as a file name that every system takes."""
    kept = "".join("-" if character in '/\\:*?"<>|' or ord(character) < 32 else character for character in text)
    return kept.strip(" .") or "jangbu"
