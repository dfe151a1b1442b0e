"""The sheet for the bank: net pay and account of everybody whose slip waits for its payment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.handing import Transfer, transfer_sheet
from desktop.domains.labour.settling import MonthRow, transfers
from desktop.tables.export import Format
from desktop.widgets.labels import label
from desktop.widgets.save_row import SaveRow
from desktop.widgets.segment import Segment

_FORMATS = (Format.XLSX, Format.CSV)


class TransferCard(QWidget):
    """Hidden while nobody waits for money; the file can be a spreadsheet or CSV."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[Transfer] = []
        self._name = ""
        self._format = Format.XLSX
        self._heading, self._told = label("section"), label("quiet")
        self.save = SaveRow(desk, "labour.transfer.save", "transfer_path")
        formats, group = QHBoxLayout(), QButtonGroup(self)
        self._formats = {one: Segment(self) for one in _FORMATS}
        for one, made in self._formats.items():
            made.setObjectName(f"field.transfer_format.{one}")
            made.setChecked(one is self._format)
            made.clicked.connect(partial(self._choose, one))
            group.addButton(made)
            formats.addWidget(made)
        formats.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._told)
        column.addLayout(formats)
        column.addWidget(self.save)
        desk.follow(self, self._show)

    def show_rows(self, rows: Sequence[MonthRow], month: str) -> None:
        """Offer the sheet of those whose slip is not paid yet."""
        self._rows = transfers(rows)
        self._name = f"transfers-{month}"
        self._choose(self._format)
        self._show()

    def _choose(self, wanted: Format) -> None:
        self._format = wanted
        rows, words = list(self._rows), self._desk.words
        self.save.offer(f"{self._name}.{wanted}", lambda: transfer_sheet(rows, words, wanted))

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.transfer.title"))
        told = words.text("labour.transfer.told", count=len(self._rows), total=sum(one.won for one in self._rows))
        lacking = [one.name or one.staff for one in self._rows if not one.account]
        more = words.text("labour.transfer.no_account", names=", ".join(lacking)) if lacking else ""
        self._told.setText(" ".join(part for part in (told, more) if part))
        for one, made in self._formats.items():
            made.setText(words.text(f"export.{one}"))
            made.setAccessibleName(f"{made.text()} ({self._heading.text()})")
        self.save.edit.setAccessibleName(f"{words.text('save.path')} ({self._heading.text()})")
