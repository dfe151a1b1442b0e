"""Recording what was done with a battery: the form at the left, what will be signed and by whom at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.actions.record import Recorded
from core.ledger.contract import EntryType, Finding, Severity
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.battery.pages.filled_job import FilledJob
from desktop.domains.battery.pages.job_forms import JobForms
from desktop.domains.battery.pages.jobs import (
    JOBS,
    Job,
    ask,
    entry_types,
    job,
    job_of,
    likely_job,
    next_job,
)
from desktop.domains.battery.pages.picker import BatteryPicker
from desktop.domains.battery.pages.places import HISTORY, Task, battery_of
from desktop.entries.recording import Order, sign
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot, own_member
from desktop.entries.wording import findings_text
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.field_editors import ChoiceEditor
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import SideBySide


class RecordPage(Page):
    """Choose the job, choose the battery, fill in, look, sign. Ctrl+Enter goes from the form to the PIN.

    What was signed waits some seconds at the bottom of the window, an intake with both its entries as one.
    """

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "battery.record.title")
        self._context = context
        self._job = job("intake")
        self._forms: JobForms | None = None
        self._warned: tuple[str, ...] = ()
        self._done: tuple[bytes, str] | None = None
        self._draft: KeptDraft | None = None
        """What the forms are to be filled from, and what signing takes the place of."""
        self.jobs = ChoiceEditor([one.name for one in JOBS], lambda name: desk.words.text(f"battery.job.{name}"), desk)
        for made, one in zip(self.jobs.findChildren(QPushButton), JOBS, strict=True):
            made.setObjectName(f"field.job.{one.name}")
        self.jobs.target().setObjectName("field.job")
        self.jobs.changed.connect(self._on_job_chosen)
        self.picker = BatteryPicker(desk, context.session)
        self.picker.chosen.connect(self._on_battery_chosen)
        self._place = QVBoxLayout()
        self._sentence = label("strong")
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk)
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self._next = keyed_button(desk, "battery.record.next", self._on_next_asked, icon="chevron-right")
        self._look = keyed_button(desk, "battery.record.look", self._on_look_asked, icon="history")
        self._lay_out()
        context.session.changed.connect(self._on_ledger_changed)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        """A Task names the job and perhaps the battery, a draft both; anything else leaves the page as it was."""
        if isinstance(target, KeptDraft):
            self._open_draft(target)
            return
        battery, named = battery_of(target), target.job if isinstance(target, Task) else ""
        if battery is not None or named:
            self._forget_outcome()
        self._guess = battery is not None and not named
        if named:
            self._turn_to(job(named))
        elif self._forms is None:
            self._turn_to(self._job)
        if battery is not None:
            self.picker.choose(battery)
        else:
            self.picker.suggest()

    def _open_draft(self, draft: KeptDraft) -> None:
        """Show the job as it was typed."""
        self._forget_outcome()
        self._guess = False
        self._turn_to(job_of(draft.entry))
        self._draft, self._touched = draft, False
        if draft.entry.subject is not None:
            self.picker.choose(draft.entry.subject)
        self._fill()

    _guess = False
    """Whether the job follows from the state of the battery that is being looked up."""

    def forms(self) -> JobForms | None:
        """The forms of the job; None while they are being made."""
        return self._forms

    # -- what is chosen ------------------------------------------------------------------------------------------

    def _turn_to(self, wanted: Job) -> None:
        """Show the forms of a job; those that are open already keep what was typed."""
        if wanted is self._job and self._forms is not None:
            return
        self._job, self._draft = wanted, None
        self.jobs.blockSignals(True)
        self.jobs.set_value(wanted.name)
        self.jobs.blockSignals(False)
        self.picker.setVisible(wanted.needs_battery)
        self._take_forms_away()
        self._context.session.read(
            lambda vault, replica: entry_types(replica, wanted.types),
            owner=self,
            on_done=lambda types: self._on_types(wanted, types),
            on_error=self.show_error,
        )

    def _on_types(self, wanted: Job, types: Sequence[EntryType]) -> None:
        if wanted is not self._job:
            return
        self._take_forms_away()
        self._forms = JobForms(self.desk, self._context, types)
        self._forms.submitted.connect(self._on_submitted)
        self._forms.changed.connect(self._on_changed)
        self._place.addWidget(self._forms)
        self.tab_parts = (self.jobs, self.picker, self._forms, self._next, self._look, self.sign_panel)
        self._fill()
        self._settle_focus()

    def _settle_focus(self) -> None:
        """The keyboard starts where the next thing is missing."""
        nobody = self._job.needs_battery and self.picker.battery() is None
        start = self.picker if nobody or self._forms is None else self._forms
        self._whole.setFocusProxy(start)
        inside = self.focusWidget()
        if self.isVisible() and (inside is None or not self.jobs.isAncestorOf(inside)):
            start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_forms_away(self) -> None:
        if self._forms is not None:
            self._place.removeWidget(self._forms)
            self._forms.hide()
            self._forms.deleteLater()
            self._forms = None

    def _on_job_chosen(self) -> None:
        name = self.jobs.value()
        if name is None:
            self.jobs.set_value(self._job.name)
        elif name != self._job.name:
            self._forget_outcome()
            self._turn_to(job(name))

    def _on_battery_chosen(self, row: SubjectRow) -> None:
        if self._done is None or self._done[0] != row.id:
            self._forget_outcome()
        if self._guess:
            self._guess = False
            self._turn_to(job(likely_job(row.state, own_member(self._context.standing()))))
        elif not (self._touched and self._filled_for == (self._job.name, row.id)):
            self._fill()
            self._settle_focus()

    _touched = False
    _filled_for: tuple[str, bytes | None] = ("", None)
    """What was typed is not cleared when the same battery is told once more, as after an entry was recorded."""

    def _fill(self) -> None:
        """Likely values, and who may sign."""
        if self._forms is None:
            return
        standing, row = self._context.standing(), self.picker.battery()
        state = row.state if row is not None and self._job.needs_battery else {}
        self._forms.fill(state, standing, self.desk.clock.now().day())
        if self._draft is not None:
            self._forms.set_typed(self._draft.entry)
        self._forms.setEnabled(row is not None or not self._job.needs_battery)
        roles = frozenset.intersection(*(kind.roles for kind in self._forms.types))
        self.sign_panel.ask([Slot(roles)], standing)
        self._on_changed()
        self._touched, self._filled_for = False, (self._job.name, row.id if row is not None else None)

    # -- what will be signed ---------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._touched = True
        self._warned = ()
        self.remarks.clear()
        self._show_sentence()

    def _filled(self) -> FilledJob | None:
        """The job as it stands on the page; None while its forms are being made."""
        row = self.picker.battery() if self._job.needs_battery else None
        return FilledJob(self._job, self._forms, row) if self._forms is not None else None

    def _show_sentence(self) -> None:
        filled = self._filled()
        if filled is not None:
            self._sentence.setText(filled.sentence(self.desk.words) or self.desk.words.text("battery.sign.empty"))

    def _order(self) -> Order | None:
        """What was filled in, if nothing in it is wrong by itself; else it was said."""
        filled, signers = self._filled(), self.sign_panel.signers()
        if filled is None:
            return None
        if self._job.needs_battery and filled.battery is None:
            self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        bodies, said = filled.read(self._context.standing())
        if said:
            self._say(said)
            return None
        return filled.order(bodies, signers[0]) if signers and filled.is_decided() else None

    def _on_submitted(self) -> None:
        """From the form: ask the door, then the PIN is next."""
        order = self._order()
        if order is not None:
            self._context.session.read(
                lambda vault, replica: ask(vault, replica, order),
                owner=self,
                on_done=self._on_asked,
                on_error=self.remarks.say_error,
            )

    def _on_asked(self, findings: Sequence[Sequence[Finding]]) -> None:
        self._say(findings)
        if not _refused(findings):
            self.sign_panel.focus_pin()

    def _on_signed(self) -> None:
        order, pins = self._order(), tuple(self.sign_panel.pins())
        if order is None:
            return
        self.sign_panel.setEnabled(False)
        self._context.session.read(
            lambda vault, replica: ask(vault, replica, order),
            owner=self,
            on_done=partial(self._on_answer, order, pins),
            on_error=self._on_refused,
        )

    def _on_answer(self, order: Order, pins: tuple[str, ...], findings: Sequence[Sequence[Finding]]) -> None:
        """Let it wait where the door says nothing that was not seen."""
        filled = self._filled()
        told, kept = self._sentence.text(), self._draft.id if self._draft is not None else None
        entry = filled.typed(order, told, self.desk.words, self._context.standing()) if filled is not None else None
        if entry is None or _refused(findings) or set(_codes(findings)) - set(self._warned):
            self.sign_panel.setEnabled(True)
            self._on_asked(findings)
            return
        self._context.holding.hold(
            Intent(entry, order.signings(pins), partial(sign, order, pins), order.files, kept),
            owner=self,
            on_held=partial(self._on_held, order),
            on_signed=partial(self._tell_outcome, self._job, told),
            on_error=self._on_refused,
        )

    def _on_refused(self, error: BaseException) -> None:
        forms = self._forms
        if forms is None:
            self.sign_panel.tell(error)
        elif findings := self.sign_panel.tell_unless_found(error):
            kind = getattr(error, "facts", {}).get("type")
            place = next((at for at, one in enumerate(forms.types) if one.name == kind), 0)
            self._say([findings if at == place else [] for at in range(len(forms.types))])

    def _say(self, findings: Sequence[Sequence[Finding]]) -> None:
        """Refusals under their fields; what has no field, and warnings, beside the signature."""
        forms = self._forms
        if forms is None:
            return
        refused = [[one for one in each if one.severity is Severity.REFUSE] for each in findings]
        forms.show_findings(refused)
        remarks = []
        for kind, each in zip(forms.types, findings, strict=True):
            for one in each:
                if one.severity is Severity.REFUSE and one.field.split(".")[0] in forms.field_names():
                    continue
                tone = Tone.BAD if one.severity is Severity.REFUSE else Tone.WARN
                remarks += [Remark(text, tone=tone) for text in findings_text([one], self.desk.words, kind.name)]
        self._warned = tuple(_codes(findings))
        self.remarks.say(remarks)

    # -- afterwards ------------------------------------------------------------------------------------------------

    def _on_held(self, order: Order) -> None:
        """The bar counts; the page is ready for what comes next, with this battery where it is there already."""
        self._draft = None
        self.outcome.clear()
        self._done = (order.subject, next_job(self._job.name)) if order.subject is not None else None
        self._show()
        self._fill()
        if self._forms is not None and not self._job.needs_battery:
            self._forms.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_outcome(self, done: Job, told: str, recorded: Sequence[Recorded]) -> None:
        """Now it is in the ledger."""
        battery, chosen = recorded[0].subjects[0], self.picker.battery()
        self.outcome.say([Remark(self.desk.words.text("battery.record.done"), told, Tone.GOOD)])
        if self._job is done:
            self._done = (battery, next_job(done.name))
            self._show()
        if not self._touched and chosen is not None and chosen.id == battery:
            self.picker.choose(battery)  # likely values may be others now

    def _forget_outcome(self) -> None:
        self._done = None
        self.outcome.clear()
        self._show()

    def _on_next_asked(self) -> None:
        if self._done is not None:
            battery, name = self._done
            self.opened(Task(name, battery))

    def _on_look_asked(self) -> None:
        if self._done is not None:
            self.go.emit(HISTORY, self._done[0])

    def _on_ledger_changed(self) -> None:
        self.picker.suggest()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.picker)
        column.addLayout(self._place)
        column.addStretch(1)
        self._heading = label("section")
        after = FlowLayout()
        after.addWidget(self._next)
        after.addWidget(self._look)
        self._right = right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(16)
        beside.addWidget(self.outcome)
        beside.addLayout(after)
        beside.addWidget(card(self._heading, self._sentence, self.remarks, self.sign_panel))
        beside.addStretch(1)
        self._whole = whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        rows.addWidget(self.jobs)
        sides = SideBySide(self.desk)
        rows.addWidget(sides, 1)
        self.set_content(whole)
        sides.fill(left, right)

    def _show(self) -> None:
        words = self.desk.words
        self._heading.setText(words.text("battery.sign.title"))
        self.jobs.set_name(words.text("battery.record.job"))
        self._look.setVisible(self._done is not None)
        self._next.setVisible(self._done is not None and bool(self._done[1]))
        if self._done is not None and self._done[1]:
            self._next.setText(words.text("battery.record.next.job", job=words.text(f"battery.job.{self._done[1]}")))
            self._next.setAccessibleName(self._next.text())
        self._show_sentence()


def _codes(findings: Sequence[Sequence[Finding]]) -> list[str]:
    return [f"{one.code} {one.field}" for each in findings for one in each]


def _refused(findings: Sequence[Sequence[Finding]]) -> bool:
    return any(one.severity is Severity.REFUSE for each in findings for one in each)
