"""What was read from a cycler file: how each column is understood, the tests in it, what to mind, and the curves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.battery.cyclers import CapacityTest
from core.domains.battery.measured import Reading
from desktop.desk import Desk
from desktop.domains.battery.pages.measuring import charts, cycle_chart
from desktop.domains.battery.pages.small_table import fill, small_table
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.widgets.chart_panel import ChartPanel
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.words.errors import finding_text


class ReadingView(QWidget):
    """Emits `test_chosen(CapacityTest)` when the cursor goes to another test."""

    test_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading: Reading | None = None
        self._summary = label("strong")
        self.columns = small_table("battery.columns")
        self.tests = small_table("battery.tests")
        self.tests.currentCellChanged.connect(self._on_row_changed)
        self._no_tests = label("error")
        self.remarks = Remarks(desk)
        self._headings = {name: label("section") for name in ("columns", "tests")}
        self.voltage, self.current, self.capacity = ChartPanel(desk), ChartPanel(desk), ChartPanel(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(card(self._summary, self.remarks))
        column.addWidget(card(self._headings["tests"], self.tests, self._no_tests))
        self._curves = card(self.voltage, self.current, self.capacity)
        column.addWidget(self._curves)
        column.addWidget(card(self._headings["columns"], self.columns))
        desk.follow(self, self._show)

    def show_reading(self, reading: Reading) -> None:
        """Show another reading; the last test of the file is the chosen one."""
        self._reading = reading
        self._show()
        if reading.tests:
            self.tests.blockSignals(True)
            self.tests.setCurrentCell(len(reading.tests) - 1, 0)
            self.tests.blockSignals(False)
            self._show_remarks()
            self.test_chosen.emit(reading.tests[-1])

    def choose(self, row: int) -> None:
        """Go to a test, if there is one at this place."""
        if 0 <= row < self.tests.rowCount():
            self.tests.setCurrentCell(row, 0)

    def chosen(self) -> CapacityTest | None:
        """The test under the cursor."""
        row = self.tests.currentRow()
        tests = self._reading.tests if self._reading else ()
        return tests[row] if 0 <= row < len(tests) else None

    def _on_row_changed(self, row: int, column: int, old_row: int, old_column: int) -> None:
        test = self.chosen()
        if test is not None and row != old_row:
            self._show_remarks()
            self.test_chosen.emit(test)

    def _show(self) -> None:
        words, reading = self._desk.words, self._reading
        self._headings["columns"].setText(words.text("battery.import.columns"))
        self._headings["tests"].setText(words.text("battery.import.tests"))
        self._no_tests.setText(words.text("cycler.no_tests"))
        for table, name in ((self.columns, "columns"), (self.tests, "tests")):
            table.setAccessibleName(words.text(f"battery.import.{name}"))
            table.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        if reading is None:
            return
        measured = reading.measurement
        self._summary.setText(
            words.text("battery.import.read", format=measured.format, rows=measured.rows, encoding=measured.encoding)
        )
        kept = self.tests.currentRow()
        fill(self.columns, self._column_headings(), self._column_rows(reading))
        fill(self.tests, self._test_headings(), [self._test_row(one) for one in reading.tests], figures=range(7))
        self.tests.setVisible(bool(reading.tests))
        self._no_tests.setVisible(not reading.tests)
        if kept >= 0:
            self.tests.setCurrentCell(kept, 0)
        voltage, current = charts(measured, words)
        self.voltage.show_chart(voltage)
        self.current.show_chart(current)
        per_cycle = cycle_chart(reading, words)
        self.capacity.setVisible(per_cycle is not None)
        if per_cycle is not None:
            self.capacity.show_chart(per_cycle)
        self._show_remarks()

    def _show_remarks(self) -> None:
        words, test = self._desk.words, self.chosen()
        said = []
        if test is not None:
            said += [Remark(finding_text(one, words), tone=Tone.BAD) for one in test.refusals]
            said += [Remark(finding_text(one, words)) for one in test.findings]
        if self._reading is not None:
            said += [Remark(finding_text(one, words), tone=Tone.INFO) for one in self._reading.findings]
        self.remarks.say(list({one.what: one for one in said}.values()))

    def _column_headings(self) -> list[str]:
        return [self._desk.words.text(f"battery.import.column.{name}") for name in ("header", "meaning", "unit")]

    def _column_rows(self, reading: Reading) -> list[list[str]]:
        words = self._desk.words
        return [
            [one.header, words.text(f"cycler.meaning.{one.meaning}"), one.unit or "–"]
            for one in reading.measurement.columns
        ]

    def _test_headings(self) -> list[str]:
        words = self._desk.words
        names = [words.text(f"cycler.column.{name}") for name in ("number", "cycle", "counted", "file", "rate")]
        units = ("", "", " (Ah)", " (Ah)", " (C)")
        own = [words.text("battery.import.column.end"), words.text("battery.import.column.duration")]
        return [*(f"{name}{unit}" for name, unit in zip(names, units, strict=True)), f"{own[0]} (V)", f"{own[1]} (min)"]

    def _test_row(self, test: CapacityTest) -> list[str]:
        words = self._desk.words
        return [
            words.number(test.number),
            "–" if test.cycle is None else words.number(test.cycle),
            words.quantity(test.capacity_mah, 1000, decimals=3),
            words.quantity(test.file_mah, 1000, decimals=3),
            words.quantity(test.rate_mc, 1000, decimals=2),
            words.quantity(test.end_mv, 1000, decimals=3),
            words.number(test.duration_s // 60),
        ]
