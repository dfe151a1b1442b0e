"""The head of a battery's history: chips, flags, and figures that always carry their band, date and source."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.battery import days_left
from desktop.desk import Desk
from desktop.domains.battery.pages.battery_rows import SOON_DAYS, STATUS_MARKS
from desktop.entries.story import Story
from desktop.entries.wording import findings_text
from desktop.theme import Tone
from desktop.widgets.figure_card import FigureCard
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.state_chip import Chip


class Summary(QWidget):
    """Shows a Story's battery."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._what = label("quiet")
        self._status = Chip(desk)
        self._conflict = Chip(desk)
        self._conflict.show_words("battery.conflict", "arrow-right-left", Tone.WARN)
        self.remarks = Remarks(desk)
        self.health, self.grade, self.storage = FigureCard(), FigureCard(), FigureCard()
        chips = FlowLayout(spacing=6)
        chips.addWidget(self._status)
        chips.addWidget(self._conflict)
        figures = FlowLayout(spacing=12)
        for one in (self.health, self.grade, self.storage):
            figures.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._what)
        column.addLayout(chips)
        column.addLayout(figures)
        column.addWidget(self.remarks)

    def show_story(self, story: Story) -> None:
        """Show another battery, or the same one anew."""
        words, state = self._desk.words, story.subject.state
        identity = state.get("identity") or {}
        if identity:
            self._what.setText(
                words.text(
                    "battery.what",
                    maker=identity["maker"],
                    model=identity["model"],
                    chemistry=words.text(f"choice.chemistry.{identity['chemistry']}"),
                    rated=words.quantity(identity["rated_mah"], 1000, "Ah"),
                    holder=state.get("holder") or "–",
                )
            )
        status = state.get("status") or "registered"
        icon, tone = STATUS_MARKS.get(status, ("info", Tone.INFO))
        self._status.show_words(f"status.{status}", icon, tone)
        self._conflict.setVisible(len(story.heads) > 1)
        self.remarks.say([Remark(text) for text in findings_text(story.subject.flags, words)])
        self._show_health(state)
        self._show_grade(state)
        self._show_storage(state, story.today)

    def _show_health(self, state: dict) -> None:
        words, health = self._desk.words, state.get("soh")
        self.health.setVisible(health is not None)
        if health is None:
            return
        soh, low, high = (
            words.quantity(health[name], 10, decimals=1) for name in ("soh_permille", "low_permille", "high_permille")
        )
        band = words.text("battery.soh.interval", low=low, high=high)
        source = words.text("battery.figure.on", day=words.day(health["day"]))
        self.health.show_figure(words.text("battery.figure.health"), soh, "%", source, band)

    def _show_grade(self, state: dict) -> None:
        words, grade = self._desk.words, state.get("grade")
        self.grade.setVisible(grade is not None)
        if grade is None:
            return
        legal = words.text(f"choice.legal_grade.{grade['legal_grade']}")
        until = words.text("battery.figure.until", day=words.day(grade["valid_until"]))
        graded = words.text("battery.figure.graded", day=words.day(grade["day"]))
        self.grade.show_figure(words.text("battery.figure.grade"), grade["letter"], legal, graded, until)

    def _show_storage(self, state: dict, today: date) -> None:
        words, left = self._desk.words, days_left(state, today)
        self.storage.setVisible(left is not None)
        if left is None:
            return
        key, tone = ("days_over", Tone.BAD) if left < 0 else ("days_left", Tone.WARN if left <= SOON_DAYS else Tone.INK)
        until = words.text("battery.figure.until", day=words.day(state["store_until"]))
        arrived = words.text("battery.figure.arrived", day=words.day(state.get("arrived_on")))
        days = words.text("battery.figure.days")
        name = words.text(f"battery.figure.{key}")
        self.storage.show_figure(name, words.number(abs(left)), days, arrived, until, tone)
