"""The insurance assistant: each insurance of a worker with its reason, the sheet to file, and what the agency said."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.labour.insuring import CHOOSE, JOIN, LEAVE, REPORT, Answer
from core.domains.labour.pay.standing import ASK
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow, subject
from desktop.desk import Desk
from desktop.domains.labour.insurances import Insured, insured_on
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.receipt_card import ReceiptCard
from desktop.domains.labour.pages.sheet_card import SheetCard
from desktop.domains.labour.pages.waiting import Waiting
from desktop.domains.labour.telling import code_texts, first_month_text, todo_text, why_text, worked_text
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.flag_card import FlagCard, said_by
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import stacked

_TONES = {JOIN: Tone.WARN, LEAVE: Tone.WARN, ASK: Tone.WARN, CHOOSE: Tone.INFO, REPORT: Tone.INFO}


class InsurancePage(Page):
    """Choose who: four answers with reason and article at the left, the sheet and its receipt at the right."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.insurance.title")
        self._context = context
        self._insured: Insured | None = None
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.chosen.connect(self._on_chosen)
        self._heading = label("section")
        self.cards = QWidget(self)
        self._column = QVBoxLayout(self.cards)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.remarks = Remarks(desk)
        self.sheet = SheetCard(desk, context)
        self.sheet.prepared.connect(self._on_prepared)
        self.waiting = Waiting(context, "labour.insurance", self)
        self.waiting.changed.connect(self._look)
        self.receipt = ReceiptCard(desk, context, self.waiting)
        self.receipt.recorded.connect(self._look)
        self.receipt.waits.connect(self.sheet.fold)
        self.sheet.another.connect(self.receipt.hide)
        self.outcome = Remarks(desk)
        answers = card(self._heading, self.remarks, self.cards)
        left, right = stacked(self.picker, answers), stacked(self.outcome, self.sheet, self.receipt)
        self.set_sides(left, right)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        if isinstance(target, KeptDraft):
            self.receipt.open_draft(target)
            target = target.entry.subject
        if isinstance(target, bytes):
            self.picker.choose(target)
        elif self.picker.subject() is None:
            self.picker.suggest()
        else:
            self._look()

    def said(self) -> list[str]:
        """What the cards say, in their order."""
        return said_by(self.cards)

    def _on_chosen(self, row: SubjectRow) -> None:
        self.outcome.clear()
        self._look()

    def _look(self) -> None:
        row = self.picker.subject()
        if row is None:
            return
        today = self.desk.clock.now().day()

        def work(vault: Any, replica: Any) -> list[Insured]:
            return insured_on(vault, replica.network_id, [subject(replica, row.id)], today)

        self._context.session.read(work, owner=self, on_done=self._on_answers, on_error=self._on_impossible)

    def _on_answers(self, found: list[Insured]) -> None:
        self.remarks.clear()
        self._insured = found[0] if found else None
        if self._insured is None:
            self.remarks.say([Remark(self.desk.words.text("error.contract_missing.what"))])
        self.sheet.ask(self._insured)
        self.receipt.ask(self._insured)
        self._show()

    def _on_impossible(self, error: BaseException) -> None:
        self._insured = None
        self.sheet.ask(None)
        self.receipt.ask(None)
        self._show()
        self.remarks.say_error(error)

    def _on_prepared(self, due: str) -> None:
        self.outcome.say([Remark(self.desk.words.text("labour.insurance.made", due=due), tone=Tone.GOOD)])
        self._look()

    def _show(self) -> None:
        words = self.desk.words
        self._heading.setText(words.text("labour.insurance.answers"))
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in self._insured.answers if self._insured else ():
            self._column.addWidget(self._card(one))

    def _card(self, one: Answer) -> FlagCard:
        words = self.desk.words
        name = words.text(f"choice.insurances.{one.insurance}")
        tone = Tone.GOOD if one.joined else _TONES.get(one.todo, Tone.INFO)
        if one.due is not None and one.due < self.desk.clock.now().day():
            tone = Tone.BAD
        more = [*code_texts(one, words), *([first_month_text(one, words)] if one.first_month else [])]
        if one.worked is not None:
            more.append(worked_text(one, one.worked, words))
        return FlagCard(
            self.desk, tone, f"{name}: {todo_text(one, words)}", why=why_text(one.standing, words), do=" ".join(more)
        )
