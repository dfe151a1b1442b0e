"""What a worker objects to in a slip, the employer's answer, and the end that both sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.labour.rules.v1.career import OUTCOMES
from core.domains.labour.rules.v1.fields import choice, text
from desktop.desk import Desk
from desktop.domains.labour.pages.slots import EMPLOYER, WORKER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.settling import ANSWER, CONTESTED, MonthRow, answer, settle
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label

_ANSWER, _OUTCOME = (text("answer", 1000),), (choice("outcome", OUTCOMES),)


class DisputeCard(QWidget):
    """Shows the objection; asks for an answer while there is none, and then how it ended."""

    done = Signal(str)
    """The key of what to say."""

    def __init__(self, desk: Desk, context: PageContext, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._waits = desk, context, waiting
        self._where: Mapping[str, Any] = {}
        self._row: MonthRow | None = None
        self._heading, self._claim, self._answer = label("section"), label("strong"), label("")
        self.form = EntryForm(desk, _ANSWER, "labour.dispute.answer")
        self.ending = EntryForm(desk, _OUTCOME, "labour.dispute.settle")
        name_fields(self.form, _ANSWER)
        name_fields(self.ending, _OUTCOME)
        self.answering = SignPanel(desk, "labour.dispute.sign_answer")
        self.answering.signed.connect(self._on_answered)
        self.settling = SignPanel(desk, "labour.dispute.sign_end")
        self.settling.signed.connect(self._on_settled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._claim, self._answer, self.form, self.answering, self.ending, self.settling):
            column.addWidget(part)
        desk.follow(self, self._show)

    def ask(self, row: MonthRow, where: Mapping[str, Any]) -> None:
        """Show what this person objects to; `where` is the period as it is typed."""
        self._where = where
        if self._row is None or self._row.employment != row.employment:
            self.form.clear()
            self.ending.clear()
        self._row = row
        standing = self._context.standing()
        self.answering.ask([EMPLOYER], standing)
        self.settling.ask([EMPLOYER, WORKER], standing)
        self.settling.propose(row.worker)
        self._show()

    def _on_answered(self) -> None:
        values, row = self.form.values(), self._row
        if row is not None and not values.findings:
            said = values.body["answer"]
            self._waits.hold(
                Step(
                    ANSWER,
                    [row.employment],
                    {**self._where, **self.form.typed()},
                    self._desk.words.text("labour.dispute.waits", who=row.name or row.number, answer=said),
                    lambda vault, replica, signing, attached: answer(vault, replica.network_id, row, said, signing),
                ),
                self.answering,
                on_held=self.form.clear,
                on_signed=lambda recorded: self.done.emit("labour.dispute.answered"),
            )

    def _on_settled(self) -> None:
        values, row = self.ending.values(), self._row
        if row is None or row.dispute is None or values.findings:
            return
        outcome, dispute = values.body["outcome"], row.dispute
        signed = zip(self.settling.signers(), self.settling.pins(), strict=True)
        signings = tuple(one.signing(pin) for one, pin in signed)

        def work(vault: Any, replica: Any) -> object:
            return settle(vault, replica.network_id, row.employment, dispute, outcome, signings)

        def done(recorded: object) -> None:
            self.settling.clear()
            self.done.emit("labour.dispute.settled")

        # Both sign, each with a PIN of their own: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(work, owner=self, on_done=done, on_error=self.settling.tell)

    def _show(self) -> None:
        words, row = self._desk.words, self._row
        self._heading.setText(words.text("labour.dispute.title"))
        dispute = row.dispute if row is not None else None
        if row is None or dispute is None:
            return
        line = words.text(f"labour.line.{dispute['line']}") if dispute.get("line") else ""
        self._claim.setText(words.text("labour.dispute.claim", line=line, claim=dispute["claim"]))
        self._answer.setText(words.text("labour.dispute.said", answer=dispute.get("answer", "")))
        asked = row.state == CONTESTED
        self._answer.setVisible(not asked)
        for part, shown in (
            (self.form, asked),
            (self.answering, asked),
            (self.ending, not asked),
            (self.settling, not asked),
        ):
            part.setVisible(shown)
