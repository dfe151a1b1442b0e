"""The grading desk: what the rule gives for a battery, each figure beside its limit, and two signatures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.actions.record import Recorded
from core.domains.battery import Proposal
from core.errors import RefusedError
from core.ledger.contract import Finding
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.battery.grading import GRADE, estimate
from desktop.domains.battery.pages.grading_desk import (
    HEALTH,
    SLOTS,
    Case,
    check_cells,
    grade,
    look,
    made_at,
    ready,
    uses_text,
)
from desktop.domains.battery.pages.picker import BatteryPicker
from desktop.domains.battery.pages.places import GRADING, HISTORY, Task, battery_of
from desktop.domains.battery.pages.small_table import fill, small_table
from desktop.domains.battery.pages.wording import band_text
from desktop.entries.recording import typed_entry
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.figure_card import FigureCard
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.key_values import KeyValues
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import SideBySide
from desktop.words.errors import finding_text

_TONES = {"A": Tone.GOOD, "B": Tone.GOOD, "C": Tone.WARN, "D": Tone.BAD}


class GradingPage(Page):
    """Choose a battery; look at the proposal; a tester and a grader sign it, each with a PIN of their own."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "battery.grading.title")
        self._context = context
        self._case: Case | None = None
        self._graded = False
        self.picker = BatteryPicker(desk, context.session, ready)
        self.picker.chosen.connect(self._on_battery_chosen)
        self.figure = FigureCard()
        self.facts = KeyValues(desk)
        self.checks = small_table("battery.checks")
        self._checks_heading = label("section")
        self._missing = QVBoxLayout()
        self._missing.setContentsMargins(0, 0, 0, 0)
        self._missing.setSpacing(16)
        self._missing_place = QWidget()
        self._missing_place.setLayout(self._missing)
        self._missing_heading = label("section")
        self.remarks = Remarks(desk)
        self._signing_heading = label("section")
        self._sentence = label("strong")
        self.sign_panel = SignPanel(desk, "battery.grading.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.health_panel = SignPanel(desk, "battery.grading.sign_health")
        self.health_panel.signed.connect(self._on_health_signed)
        self._health_heading = label("section")
        self.outcome = Remarks(desk)
        self.certificate = keyed_button(
            desk, "battery.certificate.make", self._on_certificate_asked, icon="award", kind="primary"
        )
        self._lay_out()
        self.tab_parts = (
            self.picker,
            self._missing_place,
            self.checks,
            self.health_panel,
            self.certificate,
            self.sign_panel,
        )
        context.session.changed.connect(self._on_ledger_changed)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        draft = target.entry if isinstance(target, KeptDraft) else None
        battery = draft.subject if draft is not None else battery_of(target)
        if draft is not None:
            self._on_health_asked()
        if battery is not None:
            self.picker.choose(battery)
        else:
            self.picker.suggest()
            self._on_ledger_changed()

    def case(self) -> Case | None:
        """What lies on the desk."""
        return self._case

    def _on_battery_chosen(self, row: SubjectRow) -> None:
        self._graded = False
        self.outcome.clear()
        self._look(row.id)

    def _on_ledger_changed(self) -> None:
        if self._case is not None and not self._graded:
            self._look(self._case.battery.id)

    def _look(self, battery: bytes) -> None:
        self._context.session.read(
            lambda vault, replica: look(vault, replica, battery),
            owner=self,
            on_done=self._on_case,
            on_error=self.show_error,
        )

    def _on_case(self, case: Case) -> None:
        self._case = case
        standing = self._context.standing()
        self.sign_panel.ask(SLOTS, standing)
        self.health_panel.ask([Slot(frozenset({"jtp_test"}))], standing)
        self._show()
        if self.picker.isAncestorOf(self.focusWidget() or self):
            self._start()

    def _start(self) -> None:
        """The keyboard goes to what is next: the first PIN, or what is missing."""
        case = self._case
        if case is not None and case.proposal.complete:
            self.sign_panel.focus_pin()
        else:
            first = self._missing_place.findChild(QWidget, "battery.missing.0")
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- signing -------------------------------------------------------------------------------------------------------

    def _on_signed(self) -> None:
        case, signers, pins = self._case, self.sign_panel.signers(), self.sign_panel.pins()
        if case is None:
            return
        if len({one.person for one in signers}) < len(SLOTS):
            self.sign_panel.tell(RefusedError("signers_same"))
            return
        self.sign_panel.setEnabled(False)
        # Two sign together: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            lambda vault, replica: grade(vault, replica, case, signers, pins),
            owner=self,
            on_done=self._on_graded,
            on_error=self._on_refused,
        )

    def _on_graded(self, answer: Recorded | Case) -> None:
        words = self.desk.words
        self.sign_panel.clear()
        if isinstance(answer, Case):
            self._on_case(answer)
            self.remarks.say([Remark(words.text("battery.grading.changed"), tone=Tone.WARN)])
            return
        self._graded = True
        case = self._case
        assert case is not None
        told = words.text("battery.grading.done", letter=case.proposal.letter, number=case.battery.title)
        self.outcome.say([Remark(told, self._sentence.text(), Tone.GOOD)])
        self._show()
        self.certificate.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self.remarks.say([Remark(finding_text(one, self.desk.words, GRADE), tone=Tone.BAD) for one in findings])

    def _on_health_asked(self) -> None:
        self._health.show()
        self.health_panel.focus_pin()

    def _on_health_signed(self) -> None:
        case, signers, pins = self._case, self.health_panel.signers(), self.health_panel.pins()
        if case is None or not signers:
            return
        self.health_panel.setEnabled(False)
        battery, signing = case.battery.id, signers[0].signing(pins[0])
        told = self.desk.words.text("battery.grading.health.sentence", number=case.battery.title)
        entry = typed_entry(
            self._context.standing(),
            case.health_type,
            {},
            sentence=told,
            signer=signers[0],
            subject=battery,
            form=GRADING,
        )
        if entry is None:
            return
        self._context.holding.hold(
            Intent(
                entry,
                (signing,),
                lambda vault, replica, attached: estimate(vault, replica.network_id, battery, None, (signing,)),
            ),
            owner=self,
            on_held=self._health.hide,
            on_error=self.health_panel.tell,
        )

    def _on_certificate_asked(self) -> None:
        if self._case is not None:
            self.go.emit(HISTORY, Task("certificate", self._case.battery.id))

    def _on_missing_pressed(self, place: str, job: str) -> None:
        if place == HEALTH:
            self._on_health_asked()
        elif self._case is not None:
            self.go.emit(place, Task(job, self._case.battery.id))

    # -- showing -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._result = card(self.facts)
        self._comparison = card(self._checks_heading, self.checks)
        self._lacking = card(self._missing_heading, self._missing_place)
        self._health = card(self._health_heading, self.health_panel)
        self._health.hide()
        self._signing = card(self._signing_heading, self._sentence, self.sign_panel)
        after = QHBoxLayout()
        after.addWidget(self.certificate)
        after.addStretch(1)
        left, left_column = _column()
        right, right_column = _column()
        whole, whole_column = _column()
        for part in (self.figure, self._lacking, self._result, self._comparison):
            left_column.addWidget(part)
        right_column.addWidget(self.outcome)
        right_column.addLayout(after)
        beside: tuple[QWidget, ...] = (self._health, self.remarks, self._signing)
        for one in beside:
            right_column.addWidget(one)
        whole_column.addWidget(self.picker)
        sides = SideBySide(self.desk)
        whole_column.addWidget(sides, 1)
        whole.setFocusProxy(self.picker)
        self.set_content(whole)
        sides.fill(left, right)

    def _show(self) -> None:
        words, case = self.desk.words, self._case
        self._missing_heading.setText(words.text("battery.grading.missing"))
        self._checks_heading.setText(words.text("battery.grading.checks"))
        self._signing_heading.setText(words.text("battery.grading.signing"))
        self._health_heading.setText(words.text("battery.grading.health"))
        self.checks.setAccessibleName(words.text("battery.grading.checks"))
        complete = case is not None and case.proposal.complete
        self.figure.setVisible(complete)
        self._result.setVisible(complete)
        self._signing.setVisible(complete and not self._graded)
        self._lacking.setVisible(case is not None and not complete)
        self._comparison.setVisible(case is not None and bool(case.proposal.checks))
        self.certificate.setVisible(self._graded)
        if case is None:
            return
        if complete:
            self._show_result(case)
        self._show_missing(case.proposal.missing)
        self._show_checks(case.proposal)

    def _show_result(self, case: Case) -> None:
        words, found = self.desk.words, case.proposal
        legal = words.text(f"choice.legal_grade.{found.legal_grade}")
        band = band_text(found.low_permille, found.high_permille, found.soh_permille, words)
        rule = words.text("battery.grading.rule", rule=found.rule, version=found.rule_version, day=words.day(found.day))
        self.figure.show_figure(
            words.text("battery.grading.proposed"), found.letter or "", legal, rule, band, _TONES[found.letter or "D"]
        )
        named = ", ".join(words.text(f"choice.exclusions.{one}") for one in found.exclusions)
        pairs = [
            (words.text("column.number"), case.battery.title),
            (words.text("battery.grading.exclusions"), named or words.text("battery.grading.no_exclusions")),
            (words.text("battery.grading.uses"), uses_text(case, words)),
            (words.text("battery.grading.valid_until"), words.day(found.valid_until)),
        ]
        self.facts.show_pairs(pairs)
        self._sentence.setText(
            words.text(
                "battery.grading.sentence",
                number=case.battery.title,
                letter=found.letter,
                legal_grade=legal,
                band=band,
                valid_until=words.day(found.valid_until),
            )
        )

    def _show_checks(self, found: Proposal) -> None:
        words = self.desk.words
        headings = [
            words.text(f"battery.grading.column.{name}") for name in ("what", "value", "whose", "limit", "result")
        ]
        self.checks.verticalHeader().setDefaultSectionSize(self.desk.theme.row_px)
        fill(self.checks, headings, [check_cells(one, words) for one in found.checks], figures=(1, 3))
        for row, one in enumerate(found.checks):
            mark = ("circle-check", Tone.GOOD) if one.passed else ("x", Tone.BAD)
            cell = self.checks.item(row, 4)
            assert cell is not None
            cell.setIcon(self.desk.theme.icon(*mark))

    def _show_missing(self, missing: Sequence[Finding]) -> None:
        words = self.desk.words
        while (item := self._missing.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        for number, one in enumerate(missing):
            told, told_column = _column(4)  # what is missing, and close below it where it is made
            told_column.addWidget(FlagCard(self.desk, Tone.WARN, finding_text(one, words, GRADE)))
            place, job = made_at(one.code)
            key = f"battery.grading.go.{job or place.split('.')[-1]}"
            made = keyed_button(self.desk, key, partial(self._on_missing_pressed, place, job), icon="chevron-right")
            made.setObjectName(f"battery.missing.{number}")
            told_column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            self._missing.addWidget(told)


def _column(spacing_px: int = 16) -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing_px)
    return made, column
