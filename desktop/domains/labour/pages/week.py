"""A week of the shop: the plan for everybody, or what somebody worked with its corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QComboBox, QVBoxLayout, QWidget

from core.domains.labour.pay.shifts import SEOUL
from core.errors import InputError
from core.vault.drafts import KeptDraft
from core.vault.views import subject
from desktop.desk import Desk
from desktop.domains.labour.hours import AGREE, WorkedShift, worked_shifts
from desktop.domains.labour.hours import CORRECT as PROPOSE
from desktop.domains.labour.keeping import people
from desktop.domains.labour.pages.hours_panel import ANSWER, CORRECT, HoursPanel
from desktop.domains.labour.pages.plan_panel import PlanPanel
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.planning import DAYS
from desktop.domains.labour.planning import PLAN as PLAN_TYPE
from desktop.domains.labour.present import Standing
from desktop.domains.labour.today import WEEK
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.labels import label, labelled
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.segment import Segment
from desktop.widgets.side_by_side import SideBySide, stacked

PLAN, HOURS = "plan", "hours"
_STEPS = {CORRECT: PROPOSE, ANSWER: AGREE}
"""The type that a draft of each step names; an answer that refuses is a draft of the same form."""


class WeekPage(Page):
    """Two looks at the same seven days; `opened` with an employment goes to its hours."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.week.title")
        self._context = context
        self._people: list[Standing] = []
        self._monday = self._this_monday()
        self._days = label("quiet", wrap=False)
        self._days.setContentsMargins(8, 8, 0, 0)  # on the line of the buttons beside it
        self.waiting = Waiting(context, WEEK, self)
        self.waiting.changed.connect(self._on_step)
        self._draft: KeptDraft | None = None
        """What is to be gone on with, as soon as its shifts are shown."""
        self.plan = PlanPanel(desk, context, self.waiting)
        self.worker = QComboBox(self)
        self.worker.setObjectName("field.worker")
        self.worker.currentIndexChanged.connect(lambda place: self._look_at_hours())
        self.hours = HoursPanel(desk, "employer")
        self.hours.step_changed.connect(self._on_step)
        self.outcome = Remarks(desk)
        self.panels = {CORRECT: SignPanel(desk, "labour.hours.propose"), ANSWER: SignPanel(desk, "labour.hours.answer")}
        for panel in self.panels.values():
            panel.signed.connect(partial(self._on_signed, panel))
        self._worker_name = label("label")
        self._modes: dict[str, Segment] = {}
        self._lay_out()
        self.add_action(PageAction("labour.week.before", lambda: self._turn(-1), icon="chevron-left", keys="Ctrl+PgUp"))
        self.add_action(
            PageAction("labour.week.after", lambda: self._turn(1), icon="chevron-right", keys="Ctrl+PgDown")
        )
        self.add_action(PageAction("labour.plan.repeat", self.plan.repeat.click, icon="copy", keys="Ctrl+R")).hide()
        context.session.changed.connect(self._on_news)
        self._choose(PLAN)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        if isinstance(target, KeptDraft):
            self._open_draft(target)
            return
        standing = self._context.standing()
        for panel in self.panels.values():
            panel.ask([EMPLOYER], standing)
        self._choose(HOURS if isinstance(target, bytes) else PLAN)
        if not self.plan.is_changed():
            self._monday = self._this_monday()
            self._show()
            self.plan.show_week(self._monday)
        self._look(target if isinstance(target, bytes) else None)

    def _open_draft(self, draft: KeptDraft) -> None:
        """The week as it was typed, or the shift of somebody."""
        self._monday = date.fromisoformat(draft.entry.typed["monday"])
        for panel in self.panels.values():
            panel.ask([EMPLOYER], self._context.standing())
        self._choose(PLAN if draft.entry.type == PLAN_TYPE else HOURS)
        self._show()
        if draft.entry.type == PLAN_TYPE:
            self.plan.open_draft(draft, self._monday)
        else:
            self._draft = draft
        self._look(draft.entry.subject)

    def _this_monday(self) -> date:
        today = self.desk.clock.now().local().astimezone(SEOUL).date()
        return today - timedelta(days=today.weekday())

    def _turn(self, weeks: int) -> None:
        self._monday += timedelta(days=DAYS * weeks)
        self.outcome.clear()
        self._show()
        self.plan.show_week(self._monday)
        self._look_at_hours()

    def _on_news(self) -> None:
        """Something was recorded; a page that is not in front looks when it is opened."""
        if self.isVisibleTo(self.window()):
            self._look()

    def _look(self, wanted: bytes | None = None) -> None:
        now = self.desk.clock.now()
        if not self.plan.is_changed():
            self.plan.look()
        self._context.session.read(
            lambda vault, replica: people(vault, replica.network_id, now),
            owner=self,
            on_done=lambda found: self._on_people(found, wanted),
            on_error=self.show_error,
        )

    def _on_people(self, found: Sequence[Standing], wanted: bytes | None) -> None:
        before = self._chosen()
        keep = wanted or (before.employment if before else None)
        self._people = list(found)
        self.worker.blockSignals(True)
        self.worker.clear()
        self.worker.addItems([one.name or one.number for one in self._people])
        place = next((at for at, one in enumerate(self._people) if one.employment == keep), 0)
        self.worker.setCurrentIndex(place if self._people else -1)
        self.worker.blockSignals(False)
        self._look_at_hours()

    def _chosen(self) -> Standing | None:
        place = self.worker.currentIndex()
        return self._people[place] if 0 <= place < len(self._people) else None

    def _look_at_hours(self) -> None:
        who, first = self._chosen(), self._monday
        if who is None:
            return

        def work(vault: Any, replica: Any) -> list[WorkedShift]:
            return worked_shifts(subject(replica, who.employment).state, first, first + timedelta(days=DAYS - 1))

        self._context.session.read(work, owner=self, on_done=self._on_shifts, on_error=self.show_error)

    def _on_shifts(self, rows: list[WorkedShift]) -> None:
        self.hours.show_rows(rows)
        if self._draft is not None:
            draft, self._draft = self._draft, None
            self.hours.set_typed(self.waiting.go_on(draft))

    def _on_step(self) -> None:
        """Nothing more is signed about somebody's hours while their last step waits."""
        who = self._chosen()
        waits = who is not None and self.waiting.waits(who.employment, *_STEPS.values())
        for step, panel in self.panels.items():
            panel.setVisible(self.hours.step() == step and not waits)

    def _on_signed(self, panel: SignPanel) -> None:
        who = self._chosen()
        if who is None:
            return
        try:
            step = self.hours.work()
        except InputError as error:
            self.outcome.say_error(error)
            panel.clear()
            return
        words, which, shift = self.desk.words, self.hours.step(), self.hours.shift()
        assert shift is not None
        key = "proposed" if which == CORRECT else "answered"

        def done(recorded: Any) -> None:
            self.outcome.say([Remark(words.text(f"labour.hours.told.{key}"), tone=Tone.GOOD)])

        day = words.day(shift.record["start"][:10])
        self.waiting.hold(
            Step(
                _STEPS[which],
                [who.employment],
                {"monday": self._monday.isoformat(), **self.hours.typed()},
                words.text(f"labour.hours.waits.{key}", who=who.name or who.number, day=day),
                lambda vault, replica, signing, attached: step(vault, replica.network_id, who.employment, signing),
            ),
            panel,
            on_held=lambda: None,
            on_signed=done,
        )

    def _choose(self, mode: str) -> None:
        self._modes[mode].setChecked(True)
        self.plan.setVisible(mode == PLAN)
        self._worked.setVisible(mode == HOURS)

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        for mode in (PLAN, HOURS):
            made = Segment(self)
            made.setObjectName(f"field.mode.{mode}")
            made.clicked.connect(partial(self._choose, mode))
            group.addButton(made)
            self._modes[mode] = made
            self.filters.addWidget(made)
        self.filters.addWidget(self._days)
        left = stacked(card(labelled(self._worker_name, self.worker), self.hours))
        right = stacked(self.outcome, card(*self.panels.values()))
        self._worked = SideBySide(self.desk)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plan)
        column.addWidget(self._worked, 1)
        self.set_content(whole, scroll=True)
        self._worked.fill(left, right)

    def _show(self) -> None:
        words = self.desk.words
        last = self._monday + timedelta(days=DAYS - 1)
        self._days.setText(words.text("labour.week.days", first=words.day(self._monday), last=words.day(last)))
        self._worker_name.setText(words.text("labour.plan.worker"))
        self.worker.setAccessibleName(self._worker_name.text())
        for mode, made in self._modes.items():
            made.setText(words.text(f"labour.week.mode.{mode}"))
            made.setAccessibleName(made.text())
