"""Everybody of a pay period in a table: who, what is paid out, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.desk import Desk
from desktop.domains.labour.settling import (
    ACKNOWLEDGED,
    ANSWERED,
    CONFIRMED,
    CONTESTED,
    ISSUED,
    OPEN,
    PAID,
    UNSIGNED,
    MonthRow,
)
from desktop.theme import Tone
from desktop.widgets.table_view import show_rows_only
from desktop.words.catalog import NOTHING

_COLUMNS = ("who", "net", "state")
_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STATES = {
    UNSIGNED: ("file-text", Tone.WARN),
    OPEN: ("pencil", Tone.QUIET),
    ISSUED: ("send", Tone.INFO),
    ACKNOWLEDGED: ("check", Tone.INFO),
    CONTESTED: ("alert-triangle", Tone.BAD),
    ANSWERED: ("alert-triangle", Tone.WARN),
    PAID: ("send", Tone.GOOD),
    CONFIRMED: ("circle-check", Tone.GOOD),
}


class Roster(QTableWidget):
    """Read-only; the arrows go from one to the next, and the page shows whoever is chosen."""

    chosen = Signal(object)
    """The MonthRow under the cursor."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self._desk = desk
        self._rows: list[MonthRow] = []
        self.setObjectName("labour.month.roster")
        show_rows_only(self)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.currentCellChanged.connect(lambda row, column, before, beside: self._on_current(row, before))
        desk.follow(self, self._show)

    def rows(self) -> Sequence[MonthRow]:
        """Everybody who is shown."""
        return self._rows

    def row_shown(self) -> MonthRow | None:
        """Whoever is chosen."""
        place = self.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def show_rows(self, rows: Sequence[MonthRow], wanted: bytes | None = None) -> None:
        """Show these people, and choose whoever was chosen before, or is wanted, or comes first."""
        before = self.row_shown()
        keep = wanted or (before.employment if before else None)
        self._rows = list(rows)
        self._show()
        place = next((at for at, one in enumerate(self._rows) if one.employment == keep), 0)
        if self._rows:
            self.blockSignals(True)
            self.setCurrentCell(place, 0)
            self.blockSignals(False)
            self.chosen.emit(self._rows[place])

    def choose(self, employment: bytes) -> None:
        """Go to somebody who is shown."""
        place = next((at for at, one in enumerate(self._rows) if one.employment == employment), None)
        if place is not None:
            self.setCurrentCell(place, 0)

    def _on_current(self, row: int, before: int) -> None:
        if row != before and 0 <= row < len(self._rows):
            self.chosen.emit(self._rows[row])

    def _show(self) -> None:
        words, place = self._desk.words, self.currentRow()
        self.blockSignals(True)
        self.setAccessibleName(words.text("labour.month.roster"))
        self.verticalHeader().setDefaultSectionSize(self._desk.theme.row_px)
        self.setIconSize(QSize(self._desk.theme.icon_px, self._desk.theme.icon_px))
        self.setHorizontalHeaderLabels([words.text(f"labour.month.roster.{name}") for name in _COLUMNS])
        if (net_heading := self.horizontalHeaderItem(1)) is not None:
            net_heading.setTextAlignment(_FIGURES)
        self.setRowCount(len(self._rows))
        for at, one in enumerate(self._rows):
            icon, tone = _STATES[one.state]
            net = words.won(one.net) if one.net is not None else NOTHING
            who = " ".join(part for part in (one.name, one.number) if part)
            cells = (who, net, words.text(f"labour.month.state.{one.state}"))
            items = [QTableWidgetItem(text) for text in cells]
            items[1].setTextAlignment(_FIGURES)
            items[2].setIcon(self._desk.theme.icon(icon, tone))
            for column, item in enumerate(items):
                self.setItem(at, column, item)
        if 0 <= place < len(self._rows):
            self.setCurrentCell(place, 0)
        self.blockSignals(False)
        self._fit()

    def _fit(self) -> None:
        lines = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines + 2 * self.frameWidth())
