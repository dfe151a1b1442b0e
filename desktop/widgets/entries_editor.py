"""Several of the entries that are offered, by their sentences: the tests that a grade leans on, say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem

from desktop.widgets.field_editors import Editor

_ROWS_SHOWN = 5
_ID = Qt.ItemDataRole.UserRole


class EntriesEditor(Editor):
    """A list with a tick before each; arrows move, space ticks. The answer has the order of the list."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: list[bytes] = []
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTabKeyNavigation(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.itemChanged.connect(lambda item: self.changed.emit())
        self._fit()

    def offer(self, entries: Sequence[tuple[bytes, str]]) -> None:
        """Replace what can be ticked; what was ticked stays where it is still there."""
        wanted = self.value() or self._wanted
        self.list.clear()
        for id, told in entries:
            item = QListWidgetItem(told)
            item.setData(_ID, id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._fit()
        self.set_value(wanted)

    def value(self) -> Any:
        items = [self.list.item(place) for place in range(self.list.count())]
        return [bytes(one.data(_ID)) for one in items if one.checkState() is Qt.CheckState.Checked] or None

    def set_value(self, value: Any) -> None:
        self._wanted = list(value or ())
        for place in range(self.list.count()):
            item = self.list.item(place)
            ticked = bytes(item.data(_ID)) in self._wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.changed.emit()

    def _fit(self) -> None:
        rows = min(max(self.list.count(), 1), _ROWS_SHOWN)
        self.list.setFixedHeight(rows * (self.list.sizeHintForRow(0) if self.list.count() else 36) + 8)
