"""Recording any type of entry by its form: what every workspace gets from the description of its types.

1. What is typed is kept as a draft after each pause, when another type is turned to, and when the page goes; nobody is
   asked to save.
2. The sentence at the right says what will be signed. The door is asked before the PIN, and again when signing.
3. An entry that one person signs waits some seconds and can be stopped; what several sign together is signed at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.contract import EntryType, Finding, Severity
from core.vault.drafts import KeptDraft
from desktop.desk import Desk
from desktop.entries.record_sheet import RecordSheet
from desktop.entries.recording import Order, ask, last_body, recordable, sign, slots
from desktop.entries.sign_panel import SignPanel
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.type_choice import TypeChoice

KEEP_AFTER_MS = 800
RECORD = "record"


@dataclass(frozen=True, slots=True)
class RecordTask:
    """What to record: a type (the one shown last where empty), and about whom."""

    type: str = ""
    subject: bytes | None = None


def where_typed(draft: KeptDraft, reachable: frozenset[str]) -> tuple[str, KeptDraft]:
    """The page that shows a draft as it was typed, its own or that of any type, and what to open it with."""
    return (draft.entry.form if draft.entry.form in reachable else RECORD), draft


class RecordPage(Page):
    """`opened` with a RecordTask or a draft; anything else leaves the page as it was."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "record.title")
        self._context = context
        self._draft: bytes | None = None
        self._warned: frozenset[str] = frozenset()
        self._holding = False
        """Whether it is being made ready to wait; what was typed is kept with that."""
        self._task: RecordTask | KeptDraft = RecordTask()
        self.sheet: RecordSheet | None = None
        self.add_action(PageAction("record.last", self.copy_last, "copy", "Ctrl+D"))
        self.types = TypeChoice(desk, "record.type")
        self.types.chosen.connect(self._on_type_chosen)
        self._place = QVBoxLayout()
        self._heading, self._sentence, self._kept = label("section"), label("strong"), label("quiet")
        self.remarks, self.outcome = Remarks(desk), Remarks(desk)
        self.sign_panel = SignPanel(desk)
        self.sign_panel.signed.connect(self._on_signed)
        self._keep_timer = QTimer(self, interval=KEEP_AFTER_MS, singleShot=True)
        self._keep_timer.timeout.connect(self.keep)
        self._lay_out()
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        if isinstance(target, (RecordTask, KeptDraft)):
            self.keep()
            self._task = target
        standing = self._context.standing()
        self._context.session.read(
            lambda vault, replica: recordable(replica, standing),
            owner=self,
            on_done=self._on_types,
            on_error=self.show_error,
        )

    def leaving(self) -> None:
        """A PIN that was given while the door is asked signs nothing any more, and that is told."""
        asked = not self.sign_panel.isEnabled() and not self._holding
        self.keep()
        if asked:
            words = self.desk.words
            told = words.text("undo.stopped", sentence=self._sentence.text())
            self._context.session.told.emit(Notice(told, words.text("undo.stopped.do")))

    # -- what is recorded --------------------------------------------------------------------------------------------

    def _on_types(self, found: Sequence[EntryType]) -> None:
        task, self._task = self._task, RecordTask()
        self.types.offer(found, task.entry.type if isinstance(task, KeptDraft) else task.type)
        if task != RecordTask() or self.sheet is None:
            self._turn_to(self.types.kind(), task)

    def _on_type_chosen(self) -> None:
        self.keep()
        self._turn_to(self.types.kind(), RecordTask())

    def _turn_to(self, kind: EntryType | None, task: RecordTask | KeptDraft) -> None:
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
        self.sheet, self._draft = None, None
        self.outcome.clear()
        self._kept.setText("")
        if kind is not None:
            self.sheet = RecordSheet(self.desk, self._context, kind)
            self.sheet.submitted.connect(self._on_submitted)
            self.sheet.changed.connect(self._on_changed)
            self._place.addWidget(self.sheet)
            self.sheet.show()
            self.sign_panel.ask(slots(kind), self._context.standing())
            self.tab_parts = (self.types, self.sheet, self.sign_panel)
            if isinstance(task, KeptDraft):
                self._draft = task.id
                self.sheet.fill(task.entry, task.entry.subject)
            else:
                self.sheet.fill(None, task.subject)
        self._show_sentence()

    def copy_last(self) -> None:
        """Put in what was recorded last in this type on this laptop."""
        sheet = self.sheet
        if sheet is not None:
            self._context.session.read(
                lambda vault, replica: last_body(replica, sheet.kind.name),
                owner=sheet,
                on_done=self._on_last,
                on_error=self.show_error,
            )

    def _on_last(self, body: Mapping[str, Any]) -> None:
        if self.sheet is not None and body:
            self.sheet.form.set_values(body)
        else:
            self.remarks.say([Remark(self.desk.words.text("record.no_last"), tone=Tone.INFO)])

    def keep(self) -> None:
        """Keep what was typed as a draft, now."""
        self._keep_timer.stop()
        sheet = self.sheet if not self._holding else None
        entry = sheet.typed(next(iter(self.sign_panel.signers()), None), self._sentence.text()) if sheet else None
        if entry is not None and (entry.typed or self._draft is not None):
            draft = self._draft
            self._context.session.on_vault(
                lambda vault: vault.drafts.save(entry, draft),
                owner=self,
                on_done=lambda kept: self._on_kept(sheet, kept),
            )

    def _on_kept(self, sheet: RecordSheet | None, kept: KeptDraft) -> None:
        if sheet is not None and sheet is self.sheet and sheet.typed_so_far():
            self._draft = kept.id
            self._kept.setText(self.desk.words.text("record.kept", at=f"{kept.saved_at.local():%H:%M}"))

    # -- signing -----------------------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._warned = frozenset()
        self.remarks.clear()
        self._show_sentence()
        if self.sheet is not None and self.sheet.typed_so_far():
            self._keep_timer.start()

    def _on_submitted(self) -> None:
        """From the form: ask the door, then the PIN is next."""
        order = self.sheet.order(self.sign_panel.signers()) if self.sheet else None
        if order is not None:
            self._ask(order, self._say)

    def _on_signed(self) -> None:
        order = self.sheet.order(self.sign_panel.signers()) if self.sheet else None
        if order is not None:
            self.sign_panel.setEnabled(False)
            self._ask(order, partial(self._on_answer, order, tuple(self.sign_panel.pins())))

    def _ask(self, order: Order, then: Any) -> None:
        self._context.session.read(
            lambda vault, replica: ask(vault, replica, order), owner=self, on_done=then, on_error=self._on_refused
        )

    def _on_answer(self, order: Order, pins: tuple[str, ...], findings: Sequence[Finding]) -> None:
        """Sign where the door says nothing that was not seen."""
        sheet = self.sheet
        refused = any(one.severity is Severity.REFUSE for one in findings)
        if sheet is None or refused or {one.code for one in findings} - self._warned:
            self.sign_panel.setEnabled(True)
            self._say(findings)
            return
        self._keep_timer.stop()
        told = self._sentence.text()
        entry = sheet.typed(order.signers[0], told)
        if entry is None:
            return
        intent = Intent(entry, order.signings(pins), partial(sign, order, pins), order.files, self._draft)
        self._holding = True
        self._context.holding.hold(
            intent,
            owner=self,
            on_held=lambda: self._begin_anew(sheet),
            on_signed=lambda recorded: self._tell_done(sheet, told),
            on_error=self._on_refused,
        )

    def _begin_anew(self, sheet: RecordSheet) -> None:
        """The bar counts; the form is ready for the next one."""
        self._draft, self._holding = None, False
        self.sign_panel.clear()
        self._kept.setText("")
        self._keep_timer.stop()
        sheet.begin_anew()

    def _tell_done(self, sheet: RecordSheet, told: str) -> None:
        if self.sheet is sheet:
            self.outcome.say([Remark(self.desk.words.text("record.done"), told, Tone.GOOD)])

    def _on_refused(self, error: BaseException) -> None:
        self._holding = False
        if findings := self.sign_panel.tell_unless_found(error):
            self._say(list(findings))

    def _say(self, findings: Sequence[Finding]) -> None:
        if self.sheet is not None:
            self.remarks.say(self.sheet.say(findings))
            self._warned = frozenset(one.code for one in findings)
            if not any(one.severity is Severity.REFUSE for one in findings):
                self.sign_panel.focus_pin()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column, beside = QVBoxLayout(left), QVBoxLayout(right)
        for one in (column, beside):
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(16)
        column.addWidget(self.types)
        column.addLayout(self._place)
        column.addStretch(1)
        beside.addWidget(self.outcome)
        beside.addWidget(card(self._heading, self._sentence, self._kept, self.remarks, self.sign_panel))
        beside.addStretch(1)
        self.set_sides(left, right)
        self.setFocusProxy(self.types)

    def _show_sentence(self) -> None:
        words = self.desk.words
        told = self.sheet.sentence(words) if self.sheet else words.text("record.nobody")
        self._sentence.setText(told or words.text("record.empty"))

    def _show(self) -> None:
        words = self.desk.words
        self._heading.setText(words.text("record.signing"))
        self._show_sentence()
