"""A map with the line that tells what is pointed at, and the same markers as a table behind Ctrl+T."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.geo_json import Area
from desktop.widgets.labels import label
from desktop.widgets.map_data import Marker
from desktop.widgets.map_view import MapView


class MapPanel(QWidget):
    """What pages use; `opened` tells a marker's id from either form."""

    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._markers: tuple[Marker, ...] = ()
        self._value = label("quiet")
        self.map = MapView(desk)
        self.map.pointed.connect(self._value.setText)
        self.map.opened.connect(self.opened)
        self.table = QTableWidget(0, 2, self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.itemActivated.connect(lambda item: self.opened.emit(self._markers[item.row()].id))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.map)
        self._stack.addWidget(self.table)
        head = QHBoxLayout()
        head.addWidget(self._value, 1)
        head.addWidget(button(desk, "map.switch", self.switch, icon="list"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+T"), self, self.switch)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusProxy(self.map)
        desk.follow(self, self._show)

    def show_map(self, areas: Sequence[Area], markers: Sequence[Marker]) -> None:
        """Replace what is shown, in both forms."""
        self._markers = tuple(markers)
        self.map.show_map(areas, markers)
        self.table.setRowCount(len(markers))
        for row, marker in enumerate(markers):
            self.table.setItem(row, 0, QTableWidgetItem(marker.kind.name))
            self.table.setItem(row, 1, QTableWidgetItem(marker.told))
        self._show()

    def shows_table(self) -> bool:
        return self._stack.currentWidget() is self.table

    def switch(self) -> None:
        """Map to table and back; the focus goes with it."""
        self._stack.setCurrentIndex(0 if self.shows_table() else 1)
        (self.table if self.shows_table() else self.map).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        words = self._desk.words
        self.table.setHorizontalHeaderLabels([words.text("map.kind"), words.text("map.what")])
        self.table.setAccessibleName(words.text("map.table"))
        self.table.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self._value.setText(words.text("map.hint"))
