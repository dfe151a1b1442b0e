"""The cells of a table: Enter opens a row, Ctrl+C copies a cell, and columns keep the widths that they were given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from desktop.desk import Desk
from desktop.theme.fonts import column_font
from desktop.widgets.paged_rows import PagedRows

_COLUMN_CHARACTERS_MIN, _STEP_CHARACTERS = 7, 3
_MARKED_CHARACTERS_MIN = 14
"""Of a column with a sign before its words, which say in a word or two how it stands."""
_WIDEN_WITH = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


def show_rows_only(table: QTableView) -> None:
    """As every table of the window is: to be read, a row at a time, left by Tab, with neither grid nor row numbers."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)


class TableView(QTableView):
    """Columns share the room until a person gives one another width; that is kept under the table's name."""

    entered_row = Signal(QModelIndex)

    def __init__(self, desk: Desk, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._name = desk, name
        self._fitting = False
        self.setFont(column_font())
        show_rows_only(self)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._copies = {"table.copy": ("Ctrl+C", self.copy_cell), "table.copy_row": ("Ctrl+Shift+C", self.copy_row)}
        for key, (keys, copy) in self._copies.items():
            action = QAction(self)
            action.triggered.connect(copy)
            self.addAction(action)
            desk.follow(action, partial(self._name_action, action, key, keys))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination()).toString()
        sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() == _WIDEN_WITH and event.key() in sideways:
            self.widen(sideways[Qt.Key(event.key())])
        elif copy := next((copy for keys, copy in self._copies.values() if keys == pressed), None):
            copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _name_action(self, action: QAction, key: str, keys: str) -> None:
        action.setText(f"{self._desk.words.text(key)}\t{keys}")

    def copy_cell(self) -> None:
        """Put the cell under the cursor into the clipboard, as it is shown."""
        self._copy([self.currentIndex()])

    def copy_row(self) -> None:
        """Put the row under the cursor into the clipboard: its shown cells, with tabs, as a sheet takes them."""
        current, header = self.currentIndex(), self.horizontalHeader()
        places = [header.logicalIndex(place) for place in range(header.count())]
        self._copy([current.siblingAtColumn(place) for place in places if not self.isColumnHidden(place)])

    def _copy(self, cells: Sequence[QModelIndex]) -> None:
        told = [" ".join(str(cell.data() or "").split()) for cell in cells if cell.isValid()]
        if told:
            QApplication.clipboard().setText("\t".join(told))

    def widen(self, steps: int) -> None:
        """Give the column under the cursor more room, or less, as a person does by dragging its edge."""
        place = self.currentIndex().column()
        if place >= 0:
            step = steps * _STEP_CHARACTERS * self.fontMetrics().averageCharWidth()
            self.setColumnWidth(place, max(self.columnWidth(place) + step, self._least(place)))

    def forget_widths(self) -> None:
        """Share the room again as it is usual."""
        self._desk.settings.remember_column_widths(self._name, {})
        self.fit_columns()

    def _on_section_resized(self, place: int, before: int, now: int) -> None:
        model, room = self.model(), self.viewport().width()
        if self._fitting or not isinstance(model, PagedRows) or room <= 0 or now <= 0:
            return
        shown = [one for one in range(len(model.columns)) if not self.isColumnHidden(one)]
        widths = {model.columns[one].name: self.columnWidth(one) * 1000 // room for one in shown}
        known = self._desk.settings.column_widths(self._name)
        self._desk.settings.remember_column_widths(self._name, {**known, **widths})

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Share the room by the columns' widths, but never below what a heading needs; then the table scrolls."""
        model = self.model()
        if not isinstance(model, PagedRows):
            return
        shown = [place for place in range(len(model.columns)) if not self.isColumnHidden(place)]
        known = self._desk.settings.column_widths(self._name)
        room, least = self.viewport().width(), {place: self._least(place) for place in shown}
        if all(model.columns[place].name in known for place in shown):
            widths = {place: max(room * known[model.columns[place].name] // 1000, least[place]) for place in shown}
        else:
            widths = _shared(room, {place: (model.columns[place].width, least[place]) for place in shown})
        self._fitting = True
        for place, width in widths.items():
            self.setColumnWidth(place, width)
        self._fitting = False

    def _least(self, place: int) -> int:
        model = self.model()
        marked = isinstance(model, PagedRows) and model.columns[place].mark is not None
        characters = _MARKED_CHARACTERS_MIN if marked else _COLUMN_CHARACTERS_MIN
        words = self.fontMetrics().averageCharWidth() * characters
        return max(self.horizontalHeader().sectionSizeFromContents(place).width(), words)


def _shared(room: int, wanted: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Widths by place, of a weight and the least width each: what the narrow ones need more, the wide ones give.

    Where they would have to give more than a quarter, nobody gives, and the table is wider than its room.
    """
    whole = sum(weight for weight, _ in wanted.values()) or 1
    fair = {place: room * weight // whole for place, (weight, _) in wanted.items()}
    if sum(max(fair[place] * 3 // 4, least) for place, (_, least) in wanted.items()) > room:
        return {place: max(fair[place], least) for place, (_, least) in wanted.items()}
    needy: dict[int, int] = {}
    while True:
        weights = {place: weight for place, (weight, _) in wanted.items() if place not in needy}
        left, whole = room - sum(needy.values()), sum(weights.values()) or 1
        shares = {place: left * weight // whole for place, weight in weights.items()}
        short = {place: wanted[place][1] for place, share in shares.items() if share < wanted[place][1]}
        if not short:
            rest = left - sum(shares.values())
            return needy | {place: share + rest * (place == max(shares)) for place, share in shares.items()}
        needy |= short
