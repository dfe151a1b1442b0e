"""A week of planned shifts as a sheet: workers down, days across; a cell is typed as "10-14:30/30"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.planning import DAYS, PlannedShift, PlanRow, minutes_of, moved, read_cell
from desktop.theme import Tone

_FIRST_DAY, _TOTAL = 1, 1 + DAYS
_WIDEST_TOTAL = "  168:00  "
Days = tuple[tuple[PlannedShift, ...], ...]


class PlanGrid(QTableWidget):
    """Arrows move, typing or F2 writes, Delete clears, Ctrl+D takes the day before; nothing is recorded from here."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, _TOTAL + 1, parent)
        self._desk = desk
        self._rows: list[PlanRow] = []
        self._wanted: list[list[tuple[PlannedShift, ...]]] = []
        self._monday = date.min
        self._problems: dict[tuple[int, int], InputError] = {}
        self.setObjectName("labour.plan")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(_TOTAL, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._on_typed)
        desk.follow(self, self._show)

    def show_week(self, rows: Sequence[PlanRow], monday: date) -> None:
        """Show what is planned; what was typed and not recorded is gone."""
        self._rows, self._monday = list(rows), monday
        self._wanted = [list(one.days) for one in rows]
        self._problems.clear()
        self._show()

    def fill(self, rows: Sequence[PlanRow], days_later: int) -> None:
        """Take the plan of another week into the cells that are empty, so many days later."""
        known = {one.employment: one.days for one in rows}
        for at, row in enumerate(self._rows):
            for day, shifts in enumerate(known.get(row.employment, ())):
                if not self._wanted[at][day]:
                    self._wanted[at][day] = moved(shifts, days_later)
        self._show()
        self.changed.emit()

    def copy_day_before(self) -> None:
        """Plan the chosen day like the day to its left."""
        at, day = self.currentRow(), self.currentColumn() - _FIRST_DAY
        if 0 <= at < len(self._rows) and 0 < day < DAYS:
            self._put(at, day, moved(self._wanted[at][day - 1], 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete clears the day, Ctrl+D copies the one before."""
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy_day_before()
            return
        at, day = self.currentRow(), self.currentColumn() - _FIRST_DAY
        if event.key() == Qt.Key.Key_Delete and 0 <= at < len(self._rows) and 0 <= day < DAYS:
            self._put(at, day, ())
            return
        super().keyPressEvent(event)

    def weeks(self) -> list[tuple[PlanRow, Days]]:
        """Everybody's week as it stands in the sheet."""
        return [(row, tuple(days)) for row, days in zip(self._rows, self._wanted, strict=True)]

    def changes(self) -> list[tuple[PlanRow, Mapping[int, Sequence[PlannedShift]]]]:
        """The days that are not as the ledger has them."""
        found: list[tuple[PlanRow, Mapping[int, Sequence[PlannedShift]]]] = []
        for row, days in zip(self._rows, self._wanted, strict=True):
            other = {day: shifts for day, shifts in enumerate(days) if not _same(row.days[day], shifts)}
            if other:
                found.append((row, other))
        return found

    def typed(self) -> dict[str, str]:
        """The changed days as they are typed, for `set_typed`."""
        return {
            f"{row.employment.hex()}/{day}": ", ".join(one.text() for one in shifts)
            for row, days in self.changes()
            for day, shifts in days.items()
        }

    def set_typed(self, typed: Mapping[str, str]) -> None:
        """Put the days of a draft back, of whoever still works here."""
        for at, row in enumerate(self._rows):
            for day in range(DAYS):
                text = typed.get(f"{row.employment.hex()}/{day}")
                if text is not None:
                    self._wanted[at][day] = read_cell(text, self._monday + timedelta(days=day))
        self._show()
        self.changed.emit()

    def problems(self) -> list[InputError]:
        """Cells that cannot be read."""
        return list(self._problems.values())

    def _put(self, at: int, day: int, shifts: Sequence[PlannedShift]) -> None:
        self._wanted[at][day] = tuple(shifts)
        self._problems.pop((at, day), None)
        self._show()
        self.changed.emit()

    def _on_typed(self, item: QTableWidgetItem) -> None:
        at, day = item.row(), item.column() - _FIRST_DAY
        if not 0 <= day < DAYS:
            return
        try:
            self._put(at, day, read_cell(item.text(), self._monday + timedelta(days=day)))
        except InputError as error:
            self._problems[at, day] = error
            self.blockSignals(True)
            item.setIcon(self._desk.theme.icon("alert-triangle", Tone.BAD))
            self.blockSignals(False)
            self.changed.emit()

    def _show(self) -> None:
        words, place = self._desk.words, (self.currentRow(), self.currentColumn())
        self.blockSignals(True)
        self.setAccessibleName(words.text("labour.plan.title"))
        self.horizontalHeader().setMinimumSectionSize(self.fontMetrics().horizontalAdvance(_WIDEST_TOTAL))
        self.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self.setIconSize(QSize(self._desk.theme.icon_px, self._desk.theme.icon_px))
        days = [self._monday + timedelta(days=ahead) for ahead in range(DAYS)] if self._rows else []
        heads = [f"{one.day}. {words.text(f'labour.weekday.{one.weekday()}')}" for one in days]
        self.setHorizontalHeaderLabels([words.text("labour.plan.worker"), *heads, words.text("labour.plan.total")])
        self.setRowCount(len(self._rows))
        for at, (row, wanted) in enumerate(zip(self._rows, self._wanted, strict=True)):
            self.setItem(at, 0, _fixed(row.name or row.number))
            total = sum(minutes_of(one) for shifts in wanted for one in shifts)
            self.setItem(at, _TOTAL, _fixed(f"{total // 60}:{total % 60:02d}"))
            for day, shifts in enumerate(wanted):
                if (at, day) in self._problems:
                    continue
                item = QTableWidgetItem(", ".join(one.text() for one in shifts))
                told = f"{row.name or row.number}, {words.day(days[day])}: {item.text() or '–'}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
                if not _same(row.days[day], shifts):
                    font = self.font()
                    font.setBold(True)
                    item.setFont(font)
                    item.setBackground(QBrush(self.palette().color(QPalette.ColorRole.AlternateBase)))
                self.setItem(at, day + _FIRST_DAY, item)
        if self._rows:
            self.setCurrentCell(min(max(place[0], 0), len(self._rows) - 1), place[1] if place[1] > 0 else _FIRST_DAY)
        self.blockSignals(False)
        lines = sum(self.rowHeight(row) for row in range(self.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines + bar + 2 * self.frameWidth())


def _same(held: Sequence[PlannedShift], wanted: Sequence[PlannedShift]) -> bool:
    return [one.body() for one in held] == [one.body() for one in wanted]


def _fixed(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item
