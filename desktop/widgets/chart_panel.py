"""A chart with the value under its cursor, and the same numbers as a table behind Ctrl+T."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme.fonts import column_font
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.chart_data import Chart
from desktop.widgets.labels import label
from desktop.widgets.line_chart import LineChart


class ChartPanel(QWidget):
    """What pages use: title, chart or table, and the line that tells the value."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._title = label("section")
        self.chart = LineChart(desk, self)
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setFont(column_font())
        self._value = label("quiet")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        switch = button(desk, "chart.switch", self.switch, icon="list")
        tell_apart(desk, switch, "chart.switch", self._title.text)
        self._switch = switch
        head.addWidget(switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addWidget(self._value)
        self.chart.pointed.connect(self._value.setText)
        shortcut = QShortcut(QKeySequence("Ctrl+T"), self, self.switch)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusProxy(self.chart)
        desk.follow(self, self._show)

    def show_chart(self, chart: Chart) -> None:
        """Replace what is shown, in both forms."""
        self._title.setText(chart.title)
        self._switch.setAccessibleName(f"{self._switch.text()}: {chart.title}")
        self.chart.show_chart(chart)
        self._fill_table(chart)
        self._show()

    def shows_table(self) -> bool:
        return self._stack.currentWidget() is self.table

    def switch(self) -> None:
        """Chart to table and back; the focus goes with it."""
        self._stack.setCurrentIndex(0 if self.shows_table() else 1)
        (self.table if self.shows_table() else self.chart).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show()

    def _fill_table(self, chart: Chart) -> None:
        longest = max(chart.lines, key=lambda line: len(line.x), default=None)
        headings = [chart.heading_x()]
        for line in chart.lines:
            headings.append(f"{line.name} ({chart.y_unit})" if chart.y_unit else line.name)
        self.table.setColumnCount(len(headings))
        self.table.setHorizontalHeaderLabels(headings)
        self.table.setRowCount(len(longest.x) if longest else 0)
        for row, x in enumerate(longest.x if longest else ()):
            values = [x, *(line.y[line.nearest(x)] if len(line.x) else None for line in chart.lines)]
            for place, value in enumerate(values):
                item = QTableWidgetItem("–" if value is None else chart.write(value))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, place, item)
        self.table.setAccessibleName(chart.title)
        self.table.resizeColumnsToContents()

    def _show(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        hint = self._desk.words.text("chart.hint")
        self._value.setText("" if self.shows_table() else self.chart.cursor_text() or hint)
