"""Saving what a table shows as a file: the rows of its filter, in its order, in the columns that are not put away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.errors import InputError
from desktop.desk import Desk
from desktop.jobs import Job, Lane, Progress
from desktop.printing.preview import PrintPreview
from desktop.printing.to_printer import ask_printer
from desktop.tables.export import Column, Format, Written, as_csv, as_xlsx
from desktop.widgets.data_table import DataTable
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.paged_rows import Row, ShownColumn
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.remarks import Remarks
from desktop.widgets.save_row import SaveRow
from desktop.widgets.segment import Segment

PAGE = 500
_PREVIEW_HEIGHT_PX = 360


class SaveTablePanel(QWidget):
    """`title` names the file and stands on the PDF; rows are read on the vault lane, written on the files' lane."""

    ready = Signal()
    """The file's bytes are made; the path can be chosen."""

    def __init__(self, desk: Desk, table: DataTable, title: str) -> None:
        super().__init__()
        self._desk, self._table, self._title = desk, table, title
        self._job: Job | None = None
        self._format = Format.XLSX
        self.remarks, self.progress = Remarks(desk), ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stop)
        self.save = SaveRow(desk, "export.save", "export.path")
        self._formats: dict[Format, QPushButton] = {}
        row, group = QHBoxLayout(), QButtonGroup(self)
        for one in Format:
            made = Segment()
            made.setText(desk.words.text(f"export.{one}"))
            made.setAccessibleName(made.text())
            made.setObjectName(f"export.{one}")
            made.clicked.connect(partial(self.choose, one))
            group.addButton(made)
            row.addWidget(made)
            self._formats[one] = made
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        count = table.model.rowCount()
        column.addWidget(label("quiet", desk.words.text("export.why", count=count)))
        column.addLayout(row)
        self._pdf = b""
        self.printer = keyed_button(desk, "export.print", self._on_print_asked, icon="printer")
        printing = FlowLayout()
        printing.addWidget(self.printer)
        self.preview = PrintPreview(desk.words.text("export.preview"))
        for part in (self.progress, self.remarks, self.save):
            column.addWidget(part)
        column.addLayout(printing)
        column.addWidget(self.preview, 100)
        column.addStretch(1)
        self.setFocusProxy(self._formats[Format.XLSX])
        self.choose(Format.XLSX)

    def choose(self, chosen: Format, checked: bool = True) -> None:
        """Make the file in this format."""
        self._on_stop()
        self._format = chosen
        self._formats[chosen].setChecked(True)
        self.save.setEnabled(False)
        for part in (self.printer, self.preview):
            part.hide()
        self.remarks.clear()
        self.progress.begin(self._desk.words.text("export.reading"))
        shown = self._table.shown_columns()
        self._job = self._desk.jobs.run_long(
            partial(_read, self._table),
            owner=self,
            on_done=lambda rows: self._on_read(shown, rows),
            on_error=self._on_failed,
            on_progress=self.progress.advance,
            on_cancelled=self.progress.end,
            lane=Lane.VAULT,
        )

    def _on_read(self, shown: Sequence[ShownColumn], rows: Sequence[Row]) -> None:
        words = self._desk.words
        columns = [Column(self._table.heading(one), one.figures) for one in shown]
        cells = [[one.write(row.cells.get(one.name), words) for one in shown] for row in rows]
        told = words.text("export.told", at=self._desk.clock.now(), count=len(cells))
        table = Written(self._title, columns, cells, told)
        self._desk.jobs.run(
            partial(_made, table, self._format),
            owner=self,
            on_done=partial(self._on_made, self._format),
            on_error=self._on_failed,
            lane=Lane.IO,
        )

    def _on_made(self, made_as: Format, data: bytes) -> None:
        self.progress.end()
        if made_as is self._format:
            day = self._desk.clock.now().day().isoformat()
            self.save.offer(f"{self._title} {day}.{made_as}", lambda: data)
            self.save.setEnabled(True)
            if made_as is Format.PDF:
                self._show_paper(data)
            self.ready.emit()

    def _show_paper(self, pdf: bytes) -> None:
        """What is seen, saved and printed is this file."""
        self._pdf = pdf
        for part in (self.printer, self.preview):
            part.show()
        self.preview.setMinimumHeight(round(_PREVIEW_HEIGHT_PX * max(1.0, self._desk.theme.scale)))
        self.preview.show_pdf(pdf)

    def _on_print_asked(self) -> None:
        try:
            ask_printer(self._pdf, self, self._desk.jobs)
        except InputError as error:
            self.remarks.say_error(error)

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_failed(self, error: BaseException) -> None:
        self.progress.end()
        self.remarks.say_error(error)


def _read(table: DataTable, progress: Progress) -> list[Row]:
    source, filters, sort = table.model.asked()
    count = source.count(filters, sort)
    found: list[Row] = []
    while len(found) < count:
        progress.report(len(found), count)
        page = source.rows(filters, sort, len(found), PAGE)
        if not page:
            break
        found += page
    progress.report(count, count)
    return found


def _made(table: Written, chosen: Format) -> bytes:
    if chosen is Format.PDF:
        from desktop.tables.pdf import as_pdf  # noqa: PLC0415 - fonts are loaded only for paper

        return as_pdf(table)
    return as_csv(table) if chosen is Format.CSV else as_xlsx(table)
