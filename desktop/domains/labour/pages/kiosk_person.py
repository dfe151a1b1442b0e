"""One person before the kiosk: what is planned, the week so far, and what can be recorded now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.present import Standing
from desktop.shell.page import card
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.scrolled import Scrolled

IN, PAUSE, RESUME, OUT, SETTLE = "in", "pause", "resume", "out", "settle"
BUTTON_PX = 96
_ICONS = {IN: "clock", PAUSE: "pause", RESUME: "clock", OUT: "home", SETTLE: "check"}


def possible(who: Standing) -> tuple[str, ...]:
    """What somebody can record now, the likeliest first."""
    if who.forgotten:
        return (SETTLE,)
    if who.pausing:
        return (RESUME,)
    return (OUT, PAUSE) if who.since else (IN,)


class KioskPerson(QWidget):
    """Emits `asked` with what they want to record, and `left` for the way back."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._who: Standing | None = None
        self.greeting, self.plan, self.week = label("question"), label("section"), label("section")
        self.state, self.waiting, self.question = label("section"), label("section"), label("question")
        self.buttons = {kind: self._button(kind) for kind in (IN, OUT, PAUSE, RESUME, SETTLE)}
        self.back = keyed_button(desk, "labour.kiosk.names.back", self.left.emit, icon="chevron-left", kind="step")
        self._lay_out()
        desk.follow(self, self._show)

    def show_person(self, who: Standing) -> None:
        self._who = who
        self._show()
        self.setFocusProxy(self.buttons[possible(who)[0]])

    def _button(self, kind: str) -> QPushButton:
        return keyed_button(
            self._desk,
            f"labour.kiosk.{kind}",
            lambda: self.asked.emit(kind),
            icon=_ICONS[kind],
            kind="step" if kind == PAUSE else "first-step",
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        for one in self.buttons.values():
            one.setMinimumHeight(BUTTON_PX)
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(one)
        inside = QWidget()
        told = QVBoxLayout(inside)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(16)
        told.addWidget(card(self.greeting, self.state, self.plan, self.week, self.waiting))
        told.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(Scrolled(inside), 1)
        column.addWidget(self.question)
        column.addLayout(row)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)

    def _show(self) -> None:
        who, words = self._who, self._desk.words
        if who is None:
            return
        self.greeting.setText(words.text("labour.kiosk.greeting", name=who.name or who.number))
        key, facts = _state_of(who)
        self.state.setText(words.text(key, **facts))
        planned = ", ".join(who.planned)
        self.plan.setText(
            words.text("labour.kiosk.plan", times=planned) if planned else words.text("labour.kiosk.free")
        )
        hours = f"{who.week_minutes // 60}:{who.week_minutes % 60:02d}"
        known = who.week_won is not None
        week = {"hours": hours, "won": who.week_won} if known else {"hours": hours}
        self.week.setText(words.text("labour.kiosk.week_won" if known else "labour.kiosk.week", **week))
        self.waiting.setText(words.text("labour.kiosk.asked", count=who.asked))
        self.waiting.setVisible(bool(who.asked))
        self.question.setText(words.text("labour.kiosk.forgotten.ask" if who.forgotten else "labour.kiosk.ask"))
        for kind, one in self.buttons.items():
            one.setVisible(kind in possible(who))


def _state_of(who: Standing) -> tuple[str, dict[str, str]]:
    """The words of how things stand."""
    if who.forgotten:
        return "labour.kiosk.state.forgotten", {"time": who.since[11:]}
    if who.pausing:
        return "labour.kiosk.state.pausing", {"time": who.since[11:], "pause": who.pausing[11:]}
    if who.since and who.rested:
        return "labour.kiosk.state.rested", {"time": who.since[11:], "breaks": ", ".join(who.rested)}
    return ("labour.kiosk.state.in", {"time": who.since[11:]}) if who.since else ("labour.kiosk.state.away", {})
