"""Choosing a file: by button, by dropping it here, or by typing its path."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.labels import label


class FileField(QFrame):
    """Emits `chosen(Path)` for an existing file (or folder); a path that is not there is said so and not emitted."""

    chosen = Signal(Path)

    def __init__(
        self, desk: Desk, hint_key: str, patterns: tuple[str, ...] = (), *, folder: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`patterns` such as "*.csv" filter the dialog only; anything may be dropped and is judged by its reader."""
        super().__init__(parent)
        self._desk, self._hint_key, self._patterns, self._folder = desk, hint_key, patterns, folder
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self._hint = label("")
        self._edit = QLineEdit(self)
        self._edit.setObjectName(f"field.{hint_key}")
        self._problem = label("error")
        self._problem.hide()
        self._choose = button(desk, "file.choose", self._on_choose_pressed, icon="folder-open")
        tell_apart(desk, self._choose, "file.choose", lambda: desk.words.text(hint_key))
        row = QHBoxLayout()
        row.addWidget(self._edit, 1)
        row.addWidget(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._hint)
        column.addLayout(row)
        column.addWidget(self._problem)
        self.setFocusProxy(self._edit)
        self._edit.returnPressed.connect(self._on_path_entered)
        desk.follow(self, self._show)

    def path(self) -> Path | None:
        """The path in the field, if it exists."""
        text = self._edit.text().strip()
        found = Path(text).expanduser() if text else None
        return found if found is not None and (found.is_dir() if self._folder else found.is_file()) else None

    def set_path(self, path: Path) -> None:
        """Put a path in, as if chosen."""
        self._edit.setText(str(path))
        self._on_path_entered()

    def clear(self) -> None:
        self._edit.clear()
        self._problem.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_path(event.mimeData().urls()) is not None:
            event.acceptProposedAction()
            self._mark_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_over(False)
        path = _local_path(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self.set_path(path)

    def _mark_over(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, self._desk.words.text("file.choose"))
        dialog.setFileMode(QFileDialog.FileMode.Directory if self._folder else QFileDialog.FileMode.ExistingFile)
        if self._patterns:
            dialog.setNameFilters([f"({' '.join(self._patterns)})", "(*)"])
        dialog.fileSelected.connect(lambda chosen: self.set_path(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_path_entered(self) -> None:
        found = self.path()
        self._problem.setVisible(found is None)
        if found is None:
            self._problem.setText(self._desk.words.text("file.missing"))
        else:
            self.chosen.emit(found)

    def _show(self) -> None:
        words = self._desk.words
        self._hint.setText(words.text(self._hint_key))
        self._edit.setPlaceholderText(words.text("file.path"))
        self._edit.setAccessibleName(words.text(self._hint_key))


def _local_path(urls: list) -> Path | None:
    """The dropped file; several at once are no choice."""
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
