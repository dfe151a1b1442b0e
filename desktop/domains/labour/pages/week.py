"""A week of the shop: the plan for everybody, or what somebody worked with its corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QComboBox, QVBoxLayout, QWidget

from core.domains.labour.pay.shifts import SEOUL
from core.errors import InputError
from core.vault.views import subject
from desktop.desk import Desk
from desktop.domains.labour.hours import WorkedShift, worked_shifts
from desktop.domains.labour.keeping import people
from desktop.domains.labour.pages.hours_panel import ANSWER, CORRECT, HoursPanel
from desktop.domains.labour.pages.plan_panel import PlanPanel
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.planning import DAYS
from desktop.domains.labour.present import Standing
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.labels import label, labelled
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.segment import Segment
from desktop.widgets.side_by_side import SideBySide, stacked

PLAN, HOURS = "plan", "hours"


class WeekPage(Page):
    """Two looks at the same seven days; `opened` with an employment goes to its hours."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.week.title")
        self._context = context
        self._people: list[Standing] = []
        self._monday = self._this_monday()
        self._days = label("quiet", wrap=False)
        self._days.setContentsMargins(8, 8, 0, 0)  # on the line of the buttons beside it
        self.plan = PlanPanel(desk, context)
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
        standing = self._context.standing()
        for panel in self.panels.values():
            panel.ask([EMPLOYER], standing)
        self._choose(HOURS if isinstance(target, bytes) else PLAN)
        if not self.plan.is_changed():
            self._monday = self._this_monday()
            self._show()
            self.plan.show_week(self._monday)
        self._look(target if isinstance(target, bytes) else None)

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

        self._context.session.read(work, owner=self, on_done=self.hours.show_rows, on_error=self.show_error)

    def _on_step(self) -> None:
        for step, panel in self.panels.items():
            panel.setVisible(self.hours.step() == step)

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
        told = "labour.hours.told.proposed" if self.hours.step() == CORRECT else "labour.hours.told.answered"
        signing = panel.signers()[0].signing(panel.pins()[0])

        def done(recorded: Any) -> None:
            panel.clear()
            self.outcome.say([Remark(self.desk.words.text(told), tone=Tone.GOOD)])

        self._context.session.act(
            lambda vault, replica: step(vault, replica.network_id, who.employment, signing),
            owner=self,
            on_done=done,
            on_error=panel.tell,
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
        self._worked = SideBySide(self.desk, left, right)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plan)
        column.addWidget(self._worked, 1)
        self.set_content(whole, scroll=True)

    def _show(self) -> None:
        words = self.desk.words
        last = self._monday + timedelta(days=DAYS - 1)
        self._days.setText(words.text("labour.week.days", first=words.day(self._monday), last=words.day(last)))
        self._worker_name.setText(words.text("labour.plan.worker"))
        self.worker.setAccessibleName(self._worker_name.text())
        for mode, made in self._modes.items():
            made.setText(words.text(f"labour.week.mode.{mode}"))
            made.setAccessibleName(made.text())
