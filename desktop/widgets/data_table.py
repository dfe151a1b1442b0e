"""The table of a page: a filter above, rows that are fetched as they are looked at, columns that can be put away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import icon_button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.line_edit import ClearableEdit
from desktop.widgets.paged_rows import PagedRows, RowSource, ShownColumn
from desktop.widgets.table_view import TableView

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
        self.view = TableView(desk, name, self)
        self.view.setModel(self.model)
        self.view.entered_row.connect(self._on_opened)
        self.view.doubleClicked.connect(self._on_opened)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._filter = ClearableEdit(desk, self)
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
        menu.addSeparator()
        usual = QAction(self._desk.words.text("table.widths_usual"), menu)
        usual.setEnabled(bool(self._desk.settings.column_widths(self._name)))
        usual.triggered.connect(self.view.forget_widths)
        menu.addAction(usual)
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
        self._filter.set_name(words.text("table.filter"))
        self._filter.setMinimumWidth(self.fontMetrics().horizontalAdvance(words.text("table.filter")) + 60)
        self.view.setAccessibleName(words.text("table.name"))
        self.view.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self.view.setIconSize(QSize(self._desk.theme.icon_px, self._desk.theme.icon_px))
        self._count.setText(words.text("table.count", count=self.model.rowCount()))
        hidden = self._desk.settings.hidden_columns(self._name)
        for place, column in enumerate(self.model.columns):
            self.view.setColumnHidden(place, column.name in hidden)
        self.view.fit_columns()
