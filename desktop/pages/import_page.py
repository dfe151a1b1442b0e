"""Taking a sheet in as entries: choose a type and a file, see every row as it would be recorded, sign once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.errors import InputError
from core.ledger.contract import EntryType, Severity
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.recording import fits_a_sheet, recordable, slots
from desktop.entries.sign_panel import SignPanel
from desktop.jobs import Job, Lane
from desktop.page_context import PageContext
from desktop.pages.import_rows import LookedAtRows, columns_of, state_of
from desktop.pages.mapping_form import MappingForm
from desktop.session import Errand
from desktop.shell.page import Page, card
from desktop.tables.mapping import ColumnOf, guess, recall, remember
from desktop.tables.sheet import Sheet, read_sheet
from desktop.tables.taking_in import LookedAt, look_at, take_in, without_doubles
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.file_field import FileField
from desktop.widgets.labels import label, labelled
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.type_choice import TypeChoice
from desktop.words import finding_line

_HEADINGS_SHOWN = 60


class ImportPage(Page):
    """`opened` with the name of a type turns to it."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "import.title")
        self._context = context
        self._sheet: Sheet | None = None
        self.looked_at: Sequence[LookedAt] = ()
        self.mapping: MappingForm | None = None
        self.table: DataTable | None = None
        self._rows = LookedAtRows()
        self.types = TypeChoice(desk, "import.type")
        self.types.chosen.connect(lambda: self._on_sheet(self._sheet))
        self.file = FileField(desk, "import.file", ("*.csv", "*.xlsx", "*.xls", "*.ods", "*.tsv"))
        self.file.chosen.connect(self._on_file)
        self.remarks, self.progress = Remarks(desk), ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stop)
        self._job: Job | None = None
        self.sign_panel = SignPanel(desk, "import.go")
        self.sign_panel.signed.connect(self._on_signed)
        self._place = QVBoxLayout()
        self._below = QVBoxLayout()
        self._counted = label("strong")
        self.problems = Remarks(desk)
        self._lay_out()
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        standing = self._context.standing()
        self._context.session.read(
            lambda vault, replica: [one for one in recordable(replica, standing) if fits_a_sheet(one)],
            owner=self,
            on_done=partial(self._on_types, target if isinstance(target, str) else ""),
            on_error=self.show_error,
        )

    def _on_types(self, wanted: str, found: Sequence[EntryType]) -> None:
        before = self.types.kind()
        self.types.offer(found, wanted)
        if before != self.types.kind():
            self._on_sheet(self._sheet)

    def _on_file(self, path: Path) -> None:
        self.desk.jobs.run(
            lambda: read_sheet(path), owner=self, on_done=self._on_sheet, on_error=self._on_failed, lane=Lane.IO
        )

    def _on_sheet(self, sheet: Sheet | None) -> None:
        self._sheet, kind = sheet, self.types.kind()
        self.looked_at = ()
        told = [Remark(self.desk.words.text("import.decimal_comma"), tone=Tone.INFO)]
        self.remarks.say(told if sheet is not None and sheet.decimal_comma else ())
        self._offer_headings(sheet)
        self._take_away()
        if sheet is None or kind is None:
            return

        def work(vault: Vault) -> ColumnOf:
            return recall(vault, kind, sheet.headings) or guess(kind, sheet.headings)

        self._context.session.on_vault(
            work, owner=self, on_done=partial(self._on_mapped, sheet, kind), on_error=self._on_failed
        )

    def _offer_headings(self, sheet: Sheet | None) -> None:
        """Which of the rows at the top holds the headings: as guessed, until somebody says otherwise."""
        self.headings.clear()
        for number, row in sheet.top if sheet is not None else ():
            self.headings.addItem(f"{number}: {' · '.join(cell for cell in row if cell)}"[:_HEADINGS_SHOWN])
        self.headings.setCurrentIndex(sheet.heading if sheet is not None else -1)

    def _on_headings_chosen(self, place: int) -> None:
        if self._sheet is not None and place != self._sheet.heading:
            try:
                self._on_sheet(self._sheet.with_headings_in(place))
            except InputError as error:
                self.headings.setCurrentIndex(self._sheet.heading)
                self.remarks.say_error(error)

    def _on_mapped(self, sheet: Sheet, kind: EntryType, chosen: ColumnOf) -> None:
        self._take_away()
        self.mapping = MappingForm(self.desk, kind, sheet.headings, chosen)
        self.mapping.changed.connect(self._look)
        self._place.addWidget(self.mapping)
        self.mapping.show()
        self.sign_panel.ask(slots(kind), self._context.standing())
        self._look()

    def _look(self) -> None:
        """Read every row with the columns as they are chosen now, and ask the door."""
        sheet, kind, mapping = self._sheet, self.types.kind(), self.mapping
        signers = self.sign_panel.signers()
        if sheet is None or kind is None or mapping is None or not signers:
            return
        chosen = mapping.chosen()
        self.progress.begin(self.desk.words.text("import.looking"))
        self._job = self._context.session.read_long(
            lambda errand: look_at(errand, kind, sheet, chosen, signers[0]),
            owner=mapping,
            on_done=partial(self._on_looked, kind, chosen),
            on_error=self._on_failed,
            on_progress=self.progress.advance,
            on_cancelled=self.progress.end,
            lane=Lane.IO,
        )

    def _on_looked(self, kind: EntryType, chosen: ColumnOf, found: Sequence[LookedAt]) -> None:
        self.progress.end()
        self.looked_at = found
        self._rows.show(found, chosen)
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
        empty = EmptyState(self.desk, "inbox", "import.empty")
        self.table = DataTable(self.desk, f"import.{kind.name}", self._rows, columns_of(kind, chosen), empty)
        self.table.selected.connect(partial(self._on_row_selected, kind))
        self._below.addWidget(self.table, 1)
        self.table.show()
        self.table.reload()
        self._show_count()
        first = next((one for one in found if one.refused), None)
        self._say_row(kind, first)

    def _on_row_selected(self, kind: EntryType, number: object) -> None:
        self._say_row(kind, next((one for one in self.looked_at if str(one.row.number) == number), None))

    def _say_row(self, kind: EntryType, one: LookedAt | None) -> None:
        """Everything about a row in full: a cell may be too narrow for it."""
        words, findings = self.desk.words, one.findings if one is not None else ()
        tones = {Severity.REFUSE: Tone.BAD, Severity.WARN: Tone.WARN}
        number = one.row.number if one is not None else 0
        self.problems.say(
            [
                Remark(
                    words.text("import.row", number=number, told=finding_line(finding, words, kind.name)),
                    tone=tones[finding.severity],
                )
                for finding in findings
            ]
        )

    def _on_signed(self) -> None:
        sheet, kind, mapping = self._sheet, self.types.kind(), self.mapping
        rows = without_doubles(self.looked_at)
        if sheet is None or kind is None or mapping is None or not rows:
            self.remarks.say([Remark(self.desk.words.text("import.nothing"))])
            self.sign_panel.clear()
            return
        signer, pin, chosen = self.sign_panel.signers()[0], self.sign_panel.pins()[0], mapping.chosen()
        self.sign_panel.setEnabled(False)
        self.progress.begin(self.desk.words.text("import.recording"))

        def work(errand: Errand) -> int:
            errand.turn(lambda: remember(errand.vault, kind, sheet.headings, chosen))
            return take_in(errand, kind, rows, signer, pin)

        self._job = self._context.session.act_long(
            work,
            owner=self,
            on_done=self._on_recorded,
            on_error=self._on_refused,
            on_progress=self.progress.advance,
            on_cancelled=lambda: self._on_refused(None),
            notices=lambda count: (self._recorded(count),),
            lane=Lane.IO,
        )

    def _on_recorded(self, count: int) -> None:
        self.progress.end()
        self.sign_panel.clear()
        self.file.clear()
        self._on_sheet(None)
        self.notice.emit(self._recorded(count))

    def _recorded(self, count: int) -> Notice:
        return Notice(self.desk.words.text("import.done", count=count), tone=Tone.GOOD)

    def _on_refused(self, error: BaseException | None) -> None:
        """What was recorded before stays; looking again shows it as recorded already."""
        self.progress.end()
        self.sign_panel.clear()
        if error is not None:
            self.sign_panel.tell(error)
        self._look()

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_failed(self, error: BaseException) -> None:
        self.progress.end()
        self.remarks.say_error(error)

    def _take_away(self) -> None:
        for part in (self.mapping, self.table):
            if part is not None:
                part.hide()
                part.deleteLater()
        self.mapping = self.table = None
        self.problems.clear()
        self._show_count()

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column, beside = QVBoxLayout(left), QVBoxLayout(right)
        for one in (column, beside):
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(12)
        column.addWidget(self.types)
        column.addWidget(self.file)
        column.addWidget(self.progress)
        column.addWidget(self._counted)
        column.addWidget(self.problems)
        column.addLayout(self._below, 1)
        self._columns_name = label("section")
        self._headings_name = label("label")
        self.headings = QComboBox(self)
        self.headings.setObjectName("field.headings")
        self.headings.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.headings.activated.connect(self._on_headings_chosen)
        headings = labelled(self._headings_name, self.headings)
        self._card = card(self._columns_name, headings, self._place, self.remarks, self.sign_panel)
        beside.addWidget(self._card)
        beside.addStretch(1)
        self.set_sides(left, right)
        self.setFocusProxy(self.types)

    def _show_count(self) -> None:
        words = self.desk.words
        self._card.setVisible(self.mapping is not None)
        states = [state_of(one) for one in self.looked_at]
        ready = len(without_doubles(self.looked_at))
        facts = {"ready": ready, "refused": states.count("refused"), "twice": states.count("twice")}
        self._counted.setText(words.text("import.counted", **facts) if self.looked_at else "")
        self._counted.setVisible(bool(self.looked_at))
        self.sign_panel.button.setText(words.text("import.go.count", count=ready))
        self.sign_panel.button.setAccessibleName(self.sign_panel.button.text())

    def _show(self) -> None:
        words = self.desk.words
        self._columns_name.setText(words.text("import.columns"))
        self._headings_name.setText(words.text("import.headings"))
        self.headings.setAccessibleName(self._headings_name.text())
        self._show_count()
