"""Planning a week: the sheet, what the law says of it, and the signature under what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.ledger.contract import Finding, NoParameter
from core.vault.drafts import KeptDraft
from desktop.desk import Desk
from desktop.domains.labour.pages.plan_grid import PlanGrid
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.planning import DAYS, PLAN, PlanRow, plan_rows, record_plan, warnings
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.words import error_text
from desktop.words.errors import finding_text


class PlanPanel(QWidget):
    """Asks for the employer's PIN once something is different from what the ledger has."""

    def __init__(self, desk: Desk, context: PageContext, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._waits = desk, context, waiting
        self._draft: KeptDraft | None = None
        waiting.changed.connect(self._on_waiting)
        self._monday = date.min
        self._hint, self._told = label("quiet"), label("strong")
        self.grid = PlanGrid(desk)
        self.grid.changed.connect(self._on_changed)
        self.empty = EmptyState(desk, "calendar", "labour.plan.nobody")
        self.repeat = keyed_button(desk, "labour.plan.repeat", self._on_repeat_asked, icon="copy")
        self.back = keyed_button(desk, "labour.plan.back", self.look, icon="undo-2")
        self.remarks, self.outcome = Remarks(desk), Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.plan.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self._signing = card(self._told, self.sign_panel)
        buttons = QHBoxLayout()
        buttons.addWidget(self.repeat)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.outcome, self.grid, self.empty, self._hint):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.remarks)
        column.addWidget(self._signing)
        column.addStretch(1)
        desk.follow(self, self._show)

    def show_week(self, monday: date) -> None:
        """Look at another week."""
        self._monday = monday
        self.outcome.clear()
        self.look()

    def open_draft(self, draft: KeptDraft, monday: date) -> None:
        """Show the week of a draft as it was typed."""
        self._draft = draft
        self.show_week(monday)

    def _on_waiting(self) -> None:
        """What was typed stays while it waits, and can be changed again where it is taken back."""
        free = not self._waits.waits_any(PLAN)
        for part in (self.grid, self.repeat, self.back):
            part.setEnabled(free)
        self._on_changed()

    def look(self) -> None:
        """Read the plan anew; what was typed and not signed is given up."""
        monday = self._monday
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        self._context.session.read(
            lambda vault, replica: plan_rows(vault, replica.network_id, monday),
            owner=self,
            on_done=self._on_rows,
            on_error=self.remarks.say_error,
        )

    def is_changed(self) -> bool:
        """Whether something stands in the sheet that is not signed."""
        return bool(self.grid.changes() or self.grid.problems())

    def _on_rows(self, rows: Sequence[PlanRow]) -> None:
        self.empty.setVisible(not rows)
        for part in (self.grid, self.repeat, self._hint):
            part.setVisible(bool(rows))
        self.grid.show_week(rows, self._monday)
        if self._draft is not None:
            draft, self._draft = self._draft, None
            self.grid.set_typed(self._waits.go_on(draft)["days"])
        self._on_changed()

    def _on_repeat_asked(self) -> None:
        before = self._monday - timedelta(days=DAYS)
        self._context.session.read(
            lambda vault, replica: plan_rows(vault, replica.network_id, before),
            owner=self,
            on_done=lambda rows: self.grid.fill(rows, DAYS),
            on_error=self.remarks.say_error,
        )

    def _on_changed(self) -> None:
        words, changes = self._desk.words, self.grid.changes()
        said = []
        for problem in self.grid.problems():
            told = error_text(problem, words)
            said.append(Remark(told.what, told.do, Tone.BAD))
        for row, days in self.grid.weeks():
            if any(days):
                said += [self._remark(row, one) for one in self._warned(row, days)]
        self.remarks.say(said)
        count = sum(len(days) for _, days in changes)
        self._told.setText(words.text("labour.plan.changed", count=count))
        free = not self._waits.waits_any(PLAN)
        self._signing.setVisible(bool(count) and not self.grid.problems() and free)
        self.back.setVisible(self.is_changed())

    def _warned(self, row: PlanRow, days: Any) -> Sequence[Finding]:
        try:
            return warnings(row, days, self._monday)
        except NoParameter as missing:
            facts = {"name": missing.name, "day": missing.day.isoformat()}
            return (Finding("figure_unknown", facts=facts),)

    def _remark(self, row: PlanRow, found: Finding) -> Remark:
        return Remark(f"{row.name or row.number}: {finding_text(found, self._desk.words, PLAN)}")

    def _on_signed(self) -> None:
        words, changes, monday = self._desk.words, self.grid.changes(), self._monday
        reason, count = words.text("labour.plan.reason"), sum(len(days) for _, days in changes)

        def done(recorded: Any) -> None:
            self.look()
            self.outcome.say([Remark(words.text("labour.plan.done"), tone=Tone.GOOD)])

        self._waits.hold(
            Step(
                PLAN,
                [row.employment for row, _ in changes],
                {"monday": monday.isoformat(), "days": self.grid.typed()},
                words.text("labour.plan.waits", first=words.day(monday), count=count),
                lambda vault, replica, signing, attached: record_plan(
                    vault, replica.network_id, changes, reason, signing
                ),
            ),
            self.sign_panel,
            on_held=self._on_waiting,
            on_signed=done,
        )

    def _show(self) -> None:
        self._hint.setText(self._desk.words.text("labour.plan.hint"))
