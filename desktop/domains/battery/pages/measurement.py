"""Bringing in a measurement: battery, file and circumstances; then what was read; then the signature."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.domains.battery.measured import Circumstances, Reading, read_file
from core.ledger.contract import Finding, Severity
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow
from desktop.chosen_file import ChosenFile
from desktop.desk import Desk
from desktop.domains.battery.importers import TYPE
from desktop.domains.battery.pages import measuring
from desktop.domains.battery.pages.measuring import FIELDS, Measured, Prepared, check_unchanged, circumstances
from desktop.domains.battery.pages.measuring_outcome import about_text, outcome_remarks, prepared_text
from desktop.domains.battery.pages.picker import BatteryPicker
from desktop.domains.battery.pages.places import GRADING, HISTORY, IMPORT, battery_of
from desktop.domains.battery.pages.reading_view import ReadingView
from desktop.entries.recording import typed_entry
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Signer, Slot
from desktop.entries.wording import findings_text, in_a_line
from desktop.holding import Intent
from desktop.jobs import Job, Lane, Progress
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.file_field import FileField
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.keyed import keyed_button, name_fields
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.remarks import Remark, Remarks

PATTERNS = ("*.csv", "*.txt", "*.mpt")
TESTERS = frozenset({"jtp_test"})
_FILE, _TEST = "file", "test"
"""What a draft keeps beside the form: where the file lay, and which of its tests was chosen."""


class MeasurementPage(Page):
    """One page from file to signature; nothing is recorded before the PIN, and the seconds after it, are over."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "battery.import.title")
        self._context = context
        self._job: Job | None = None
        self._read: tuple[SubjectRow, Path, Reading, Circumstances] | None = None
        self._prepared: Prepared | None = None
        self._warned: frozenset[str] = frozenset()
        self._signed: Measured | None = None
        self._draft: KeptDraft | None = None
        self.file: FileField
        self.form: EntryForm
        self.picker = BatteryPicker(desk, context.session)
        self.picker.chosen.connect(self._on_battery_chosen)
        self.file = FileField(desk, "battery.import.file", PATTERNS)
        self.file.findChildren(QLineEdit)[0].setObjectName("field.file")
        self.file.chosen.connect(lambda path: self.form.setFocus(Qt.FocusReason.OtherFocusReason))
        self.form = EntryForm(desk, FIELDS, TYPE)
        name_fields(self.form, FIELDS)
        self.form.submitted.connect(self._on_read_asked)
        self.form.changed.connect(self._on_said_otherwise)
        self.read_button = keyed_button(desk, "battery.import.go", self._on_read_asked, icon="search", kind="primary")
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_cancelled)
        self.problems = Remarks(desk)
        self.view = ReadingView(desk)
        self.view.test_chosen.connect(self._prepare)
        self._sentence = label("strong")
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk)
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self._grade = keyed_button(
            desk, "battery.import.grade", lambda: self._go(GRADING), icon="scale", kind="primary"
        )
        self._look = keyed_button(desk, "battery.record.look", lambda: self._go(HISTORY), icon="history")
        self._lay_out()
        self.tab_parts = (self.picker, self.file, self.form, self.read_button, self.view, self.sign_panel)
        context.session.changed.connect(self.picker.suggest)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        battery = battery_of(target)
        if isinstance(target, KeptDraft):
            self._open_draft(target)
        elif battery is not None:
            self._start_anew()
            self.picker.choose(battery)
        else:
            self.picker.suggest()

    def _open_draft(self, draft: KeptDraft) -> None:
        """What was said of the file, and the file itself where it still lies there."""
        self._start_anew()
        self._draft, typed = draft, draft.entry.typed
        self.form.set_typed(typed)
        self.file.set_path(Path(typed[_FILE]))
        if draft.entry.subject is not None:
            self.picker.choose(draft.entry.subject)

    def _on_battery_chosen(self, row: SubjectRow) -> None:
        self._on_said_otherwise()
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._draft is not None and self.file.path() is not None:
            self._on_read_asked()

    def _on_said_otherwise(self) -> None:
        """What was read under other circumstances is not signed: the file is to be read again."""
        if self._read is not None:
            self._forget_reading()

    # -- reading ---------------------------------------------------------------------------------------------------

    def _on_read_asked(self) -> None:
        values, path, battery = self.form.values(), self.file.path(), self.picker.battery()
        if battery is None:
            self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
            self.problems.say([Remark(self.desk.words.text("battery.import.no_battery"), tone=Tone.BAD)])
            return
        if path is None:
            self.file.setFocus(Qt.FocusReason.OtherFocusReason)
            self.problems.say([Remark(self.desk.words.text("battery.import.no_file"), tone=Tone.BAD)])
            return
        if values.findings or self._job is not None:
            return
        said = circumstances(values.body)
        self._forget_reading()
        self.progress.begin(self.desk.words.text("battery.import.reading", name=path.name))
        self._shut(True)

        def work(progress: Progress) -> Reading:
            return read_file(path, battery.state, said, progress=progress.report, cancelled=progress.cancelled)

        self._job = self.desk.jobs.run_long(
            work,
            owner=self,
            on_done=lambda reading: self._on_read(battery, path, reading, said),
            on_error=self._on_read_failed,
            on_progress=self.progress.advance,
            on_cancelled=self._on_reading_stopped,
        )
        if not self.progress.isVisibleTo(self):  # it was over at once
            self._job = None

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_reading_stopped(self) -> None:
        self._end_reading()
        self.problems.say([Remark(self.desk.words.text("battery.import.stopped"), tone=Tone.INFO)])
        self.read_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read_failed(self, error: BaseException) -> None:
        self._end_reading()
        self.problems.say_error(error)
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_reading(self) -> None:
        self._job = None
        self.progress.end()
        self._shut(False)

    def _shut(self, reading: bool) -> None:
        """What is being read is read as it was said: nothing is changed meanwhile."""
        for part in (self.picker, self.file, self.form, self.read_button):
            part.setEnabled(not reading)

    def _on_read(self, battery: SubjectRow, path: Path, reading: Reading, said: Circumstances) -> None:
        self._end_reading()
        self._read = (battery, path, reading, said)
        self.view.show_reading(reading)
        if self._draft is not None:
            self.view.choose(self._draft.entry.typed[_TEST])
        self._show()
        if self.view.chosen() is not None:
            self.view.tests.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what will be signed ---------------------------------------------------------------------------------------

    def _prepare(self, test: object) -> None:
        """Make the bodies for the test under the cursor and ask the door about them."""
        chosen = self.view.chosen()
        if self._read is None or chosen is None:
            return
        battery, _, reading, said = self._read
        self._prepared, self._warned = None, frozenset()
        self.remarks.clear()
        self.sign_panel.ask([Slot(TESTERS)], self._context.standing())
        signers = self.sign_panel.signers()

        def work(vault, replica):
            prepared = measuring.prepare(vault, replica, battery.state, reading, chosen, said)
            findings = measuring.ask(vault, replica, battery.id, prepared, signers[0]) if signers else []
            return prepared, findings

        self._context.session.read(work, owner=self, on_done=self._on_prepared, on_error=self._on_not_preparable)

    def _on_prepared(self, answer: tuple[Prepared, list[Finding]]) -> None:
        self._prepared, findings = answer
        self._say(findings)
        self._show()

    def _on_not_preparable(self, error: BaseException) -> None:
        self._show()
        self.remarks.say_error(error)
        if getattr(error, "code", "") == "temperature_not_stated":
            self.form.show_findings([Finding("temperature_unknown", "temp_dc")])

    def _say(self, findings: list[Finding]) -> None:
        said = [
            Remark(text, tone=Tone.BAD if one.severity is Severity.REFUSE else Tone.WARN)
            for one in findings
            for text in findings_text([one], self.desk.words, TYPE)
        ]
        self._warned = frozenset(one.code for one in findings)
        self.form.show_findings([one for one in findings if one.severity is Severity.REFUSE])
        self.remarks.say(said)
        refused = any(one.severity is Severity.REFUSE for one in findings)
        self.sign_panel.button.setEnabled(not refused and bool(self.sign_panel.signers()))

    def _on_signed(self) -> None:
        if self._read is None or self._prepared is None:
            return
        battery, path, _, _ = self._read
        prepared, pins, signer = self._prepared, self.sign_panel.pins(), self.sign_panel.signers()[0]
        measured = Measured(battery.id, prepared, (signer.signing(pins[0]),))
        self.sign_panel.setEnabled(False)
        self.desk.jobs.run(
            lambda: check_unchanged(path, prepared),
            owner=self,
            on_done=lambda nothing: self._hold(measured, battery, path, signer),
            on_error=self._on_refused,
            lane=Lane.IO,
        )

    def _hold(self, measured: Measured, battery: SubjectRow, path: Path, signer: Signer) -> None:
        """Test and health wait as one, with the file in the vault."""
        entry = typed_entry(
            self._context.standing(),
            measured.prepared.test_type,
            {**self.form.typed(), _FILE: str(path), _TEST: self.view.tests.currentRow()},
            sentence=in_a_line(self._sentence.text(), about_text(battery.title, self.desk.words)),
            signer=signer,
            subject=measured.battery,
            form=IMPORT,
        )
        if entry is None:
            return
        kept = self._draft.id if self._draft is not None else None
        self._context.holding.hold(
            Intent(entry, measured.signings, measured.record, (ChosenFile(path),), kept),
            owner=self,
            on_held=self._begin_next,
            on_signed=lambda recorded: self._on_recorded(measured),
            on_error=self._on_refused,
        )

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self._say(list(findings))

    def _on_recorded(self, measured: Measured) -> None:
        """Where the next file is not begun yet, the keyboard is where one usually goes on."""
        self._signed = measured
        self._show()
        if self._read is None and self.file.path() is None:
            target = self._grade if measured.prepared.health is not None else self._look
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- showing -----------------------------------------------------------------------------------------------------

    def _go(self, place: str) -> None:
        self.go.emit(place, self._signed.battery if self._signed else None)

    def _start_anew(self) -> None:
        self.form.clear()
        self._begin_next()

    def _begin_next(self) -> None:
        """Tester, day and limits are most often those of the next file too."""
        self._draft = None
        self.sign_panel.clear()
        self.file.clear()
        self._forget_reading()

    def _forget_reading(self) -> None:
        self._read = self._prepared = self._signed = None
        self.problems.clear()
        self._show()

    def _lay_out(self) -> None:
        self._asking = card(self.picker, self.file, self.form, self.read_button, self.progress, self.problems)
        self._heading = label("section")
        after = FlowLayout()
        after.addWidget(self._grade)
        after.addWidget(self._look)
        self._signing = card(self._heading, self._sentence, self.remarks, self.sign_panel)
        left, left_column = _column()
        right, right_column = _column()
        left_column.addWidget(self._asking)
        left_column.addWidget(self.view)
        right_column.addWidget(self.outcome)
        right_column.addLayout(after)
        right_column.addWidget(self._signing)
        self.set_sides(left, right).setFocusProxy(self.picker)

    def _show(self) -> None:
        words = self.desk.words
        self._heading.setText(words.text("battery.sign.title"))
        self.view.setVisible(self._read is not None)
        signing = self._prepared is not None or (self._read is not None and bool(self._read[2].tests))
        self._signing.setVisible(signing)
        if self._prepared is not None and self._read is not None:
            self._sentence.setText(prepared_text(self._read[0].title, self._prepared, words))
        else:
            self._sentence.setText("")
        done = self._signed
        self.outcome.say(outcome_remarks(done.prepared, words) if done else [])
        self._look.setVisible(done is not None)
        self._grade.setVisible(done is not None and done.prepared.health is not None)


def _column() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    return made, column
