"""Bars with the value under their cursor, one chart or several over one scale, and the numbers as a table (Ctrl+T)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.desk import Desk
from desktop.theme.fonts import column_font
from desktop.widgets.bar_chart import BarChart
from desktop.widgets.bar_data import Bars
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.labels import label

_CHART_WIDTH_PX = 300


class BarPanel(QWidget):
    """Several charts are small multiples: one scale for all, so that their bars can be compared."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[Bars, ...] = ()
        self.charts: list[BarChart] = []
        self._framed: list[QWidget] = []
        self._title, self._value = label("section"), label("quiet")
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setFont(column_font())
        self._stack = QStackedLayout()
        self._stack.addWidget(self._inside)
        self._stack.addWidget(self.table)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self._switch = button(desk, "chart.switch", self.switch, icon="list")
        head.addWidget(tell_apart(desk, self._switch, "chart.switch", self._title.text))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addWidget(self._value)
        shortcut = QShortcut(QKeySequence("Ctrl+T"), self, self.switch)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        desk.follow(self, self._show)

    def show_bars(self, title: str, charts: Sequence[Bars]) -> None:
        """Replace what is shown, in both forms; charts share their scale."""
        for old in self._framed:
            old.hide()
            old.deleteLater()
        self._shown, self.charts, self._framed = tuple(charts), [], []
        self._title.setText(title)
        self._switch.setAccessibleName(f"{self._switch.text()}: {title}")
        reaches = [one.reach() for one in charts]
        shared = (min(low for low, _ in reaches), max(high for _, high in reaches)) if reaches else None
        for bars in charts:
            chart = BarChart(self._desk)
            chart.show_bars(bars, shared)
            chart.pointed.connect(self._value.setText)
            self.charts.append(chart)
            self._framed.append(_framed(chart, bars.title if len(charts) > 1 else ""))
        if self.charts:
            self.setFocusProxy(self.charts[0])
        self._fill_table(title)
        self._arrange()
        self._show()

    def shows_table(self) -> bool:
        return self._stack.currentWidget() is self.table

    def switch(self) -> None:
        """Charts to table and back; the focus goes with it."""
        self._stack.setCurrentIndex(0 if self.shows_table() else 1)
        target = self.table if self.shows_table() or not self.charts else self.charts[0]
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """As many charts beside each other as have room."""
        while self._grid.count():
            self._grid.takeAt(0)
        beside = max(1, int(self.width() // (_CHART_WIDTH_PX * max(1.0, self._desk.theme.scale))))
        for place, framed in enumerate(self._framed):
            row, column = divmod(place, min(beside, len(self._framed)))
            self._grid.addWidget(framed, row, column)

    def _fill_table(self, title: str) -> None:
        lines = [(bars, bar) for bars in self._shown for bar in bars.bars]
        self.table.setColumnCount(3)
        self.table.setRowCount(len(lines))
        for row, (bars, bar) in enumerate(lines):
            for place, text in enumerate((bars.title, bar.name, bars.write(bar.value))):
                item = QTableWidgetItem(text)
                if place == 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, place, item)
        self.table.setColumnHidden(0, len(self._shown) < 2)
        self.table.setAccessibleName(title)
        self.table.resizeColumnsToContents()

    def _show(self) -> None:
        words = self._desk.words
        self.table.setHorizontalHeaderLabels([words.text(f"bars.{name}") for name in ("chart", "name", "value")])
        self.table.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self._value.setText("" if self.shows_table() else words.text("chart.hint"))


def _framed(chart: BarChart, title: str) -> QWidget:
    """One of several charts with its own title above it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    if title:
        column.addWidget(label("label", title))
    column.addWidget(chart, 1)
    return whole
