"""The table of a page: a filter above, rows that are fetched as they are looked at, columns that can be put away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.desk import Desk
from desktop.theme.fonts import column_font
from desktop.widgets.buttons import icon_button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.paged_rows import PagedRows, RowSource, ShownColumn

_COLUMN_CHARACTERS_MIN = 7
_TOP = (-1, 0)


class DataTable(QWidget):
    """`name` is what its column choice is remembered under. Ctrl+F filters; Enter or a double click opens a row."""

    opened = Signal(object)
    """The id of the row that was opened."""
    selected = Signal(object)
    """The id of the row under the cursor."""

    def __init__(
        self, desk: Desk, name: str, source: RowSource, columns: Sequence[ShownColumn], empty: QWidget,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._name = desk, name
        self._place = _TOP
        self.model = PagedRows(desk, source, columns, self)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.entered_row.connect(self._on_opened)
        self.view.doubleClicked.connect(self._on_opened)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._filter = QLineEdit(self)
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(lambda text: self.model.set_filter("", text))
        self._count = label("quiet", wrap=False)
        self.filters = FlowLayout()
        self.filters.addWidget(self._filter)
        head = QHBoxLayout()
        head.addLayout(self.filters, 1)
        head.addWidget(self._count)
        head.addWidget(icon_button(desk, "table.columns", "list", self._on_columns_asked))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        find = QShortcut(QKeySequence.StandardKey.Find, self, self._filter.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.model.counted.connect(self._on_counted)
        self.model.modelReset.connect(self._on_reset)
        self.setFocusProxy(self.view)
        desk.follow(self, self._show)

    def reload(self) -> None:
        """Ask the source anew; whoever looks at the table stays where they are."""
        self._place = (self.view.currentIndex().row(), self.view.verticalScrollBar().value())
        if max(self._place) > 0:
            self.model.refresh()
        else:
            self.model.reload()

    def shown_columns(self) -> list[ShownColumn]:
        """The columns that are not put away, in their order."""
        hidden = self._desk.settings.hidden_columns(self._name)
        return [column for column in self.model.columns if column.name not in hidden]

    def heading(self, column: ShownColumn) -> str:
        """What stands above a column."""
        return self.model.heading(column)

    def current_id(self) -> bytes | str | None:
        row = self.model.row(self.view.currentIndex().row()) if self.view.currentIndex().isValid() else None
        return None if row is None else row.id

    def _on_opened(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self.opened.emit(row.id)

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        if row is not None:
            self.selected.emit(row.id)

    def _on_reset(self) -> None:
        """Another filter or order begins at its beginning."""
        if self._place == _TOP:
            self.view.scrollToTop()

    def _on_counted(self, count: int) -> None:
        nothing_at_all = count == 0 and not self._filter.text()
        self._stack.setCurrentIndex(1 if nothing_at_all else 0)
        self._count.setText(self._desk.words.text("table.count", count=count))
        row, scrolled = self._place
        self._place = _TOP
        if 0 <= row < count:
            self.view.setCurrentIndex(self.model.index(row, 0))
            self.view.updateGeometries()  # the bar does not know of the new rows yet
            self.view.verticalScrollBar().setValue(scrolled)

    def _on_columns_asked(self) -> None:
        menu = QMenu(self)
        hidden = self._desk.settings.hidden_columns(self._name)
        for column in self.model.columns:
            action = QAction(self._desk.words.text(column.heading_key), menu)
            action.setCheckable(True)
            action.setChecked(column.name not in hidden)
            action.toggled.connect(lambda on, name=column.name: self._show_column(name, on))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().topRight()))

    def _show_column(self, name: str, on: bool) -> None:
        hidden = self._desk.settings.hidden_columns(self._name)
        hidden = hidden - {name} if on else hidden | {name}
        if len(hidden) < len(self.model.columns):  # one always stays
            self._desk.settings.hide_columns(self._name, hidden)
            self._show()

    def _show(self) -> None:
        words = self._desk.words
        self._filter.setPlaceholderText(words.text("table.filter"))
        self._filter.setAccessibleName(words.text("table.filter"))
        self._filter.setMinimumWidth(self.fontMetrics().horizontalAdvance(words.text("table.filter")) + 60)
        self.view.setAccessibleName(words.text("table.name"))
        self.view.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self.view.setIconSize(QSize(self._desk.theme.icon_px, self._desk.theme.icon_px))
        self._count.setText(words.text("table.count", count=self.model.rowCount()))
        hidden = self._desk.settings.hidden_columns(self._name)
        for place, column in enumerate(self.model.columns):
            self.view.setColumnHidden(place, column.name in hidden)
        self.view.fit_columns()


class _View(QTableView):
    entered_row = Signal(QModelIndex)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(column_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Share the room by the columns' widths, but never below what a heading needs; then the table scrolls."""
        model = self.model()
        if not isinstance(model, PagedRows):
            return
        shown = [place for place in range(len(model.columns)) if not self.isColumnHidden(place)]
        least = self.fontMetrics().averageCharWidth() * _COLUMN_CHARACTERS_MIN
        wanted = {
            place: (
                model.columns[place].width,
                max(self.horizontalHeader().sectionSizeFromContents(place).width(), least),
            )
            for place in shown
        }
        for place, width in _shared(self.viewport().width(), wanted).items():
            self.setColumnWidth(place, width)


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
