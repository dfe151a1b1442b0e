"""Files that go along with an entry: photos, papers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import icon_button
from desktop.widgets.file_field import FileField
from desktop.widgets.labels import ElidedLabel


class FileList(QWidget):
    """Choose one after another; each may be taken away again."""

    changed = Signal()

    def __init__(self, desk: Desk, hint_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._paths: list[Path] = []
        self._field = FileField(desk, hint_key)
        self._field.chosen.connect(self._on_chosen)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addLayout(self._rows)

    def paths(self) -> tuple[Path, ...]:
        return tuple(self._paths)

    def clear(self) -> None:
        self._paths.clear()
        self._show()

    def _on_chosen(self, path: Path) -> None:
        if path not in self._paths:
            self._paths.append(path)
        self._field.clear()
        self._show()

    def _on_removed(self, path: Path) -> None:
        self._paths.remove(path)
        self._show()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for path in self._paths:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            name = ElidedLabel()
            name.setText(path.name)
            row.addWidget(name, 1)
            row.addWidget(icon_button(self._desk, "files.remove", "x", partial(self._on_removed, path)))
            self._rows.addWidget(line)
        self.changed.emit()
