"""The kiosk: names, a PIN, in and out. It works offline, full screen, and shows the hours of the week so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from core.actions.record import Recorded
from core.errors import InputError
from core.identity.pin import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from desktop.desk import Desk
from desktop.domains.labour.keeping import CLOCK_IN, CLOCK_OUT, Standing, clock, people, typed_break, wall_time
from desktop.entries.clock_question import ClockQuestion
from desktop.session import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.secret_fields import PinField
from desktop.widgets.side_by_side import SideBySide, stacked
from desktop.words.errors import finding_text


class KioskPage(Page):
    """Choose your name, type your PIN; the button says whether it clocks in or out."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.kiosk.title")
        self._context = context
        self._people: list[Standing] = []
        self.names = QListWidget(self)
        self.names.setObjectName("labour.kiosk.names")
        self.names.currentRowChanged.connect(lambda place: self._show_chosen())
        self._who = label("title")
        self._week = label("quiet")
        self._pin_name, self._break_name = label("label"), label("label")
        self.pin = PinField(desk)
        self.pin.setObjectName("field.kiosk_pin")
        self.names.itemActivated.connect(lambda item: self.pin.setFocus(Qt.FocusReason.OtherFocusReason))
        self.pin.returnPressed.connect(self._on_asked)
        self.pause_start, self.pause_end = QLineEdit(self), QLineEdit(self)
        self.pause_start.setObjectName("field.pause_start")
        self.pause_end.setObjectName("field.pause_end")
        self.come = keyed_button(desk, "labour.kiosk.in", self._on_asked, icon="clock", kind="primary")
        self.leave = keyed_button(desk, "labour.kiosk.out", self._on_asked, icon="clock", kind="primary")
        self.clock = ClockQuestion(desk)
        self.outcome = Remarks(desk)
        self._lay_out()
        self.add_action(PageAction("labour.kiosk.full", self._on_full_asked, keys="F11"))
        context.session.changed.connect(self._look)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        self._look()

    def chosen(self) -> Standing | None:
        """Whoever's name is chosen."""
        place = self.names.currentRow()
        return self._people[place] if 0 <= place < len(self._people) else None

    def _look(self) -> None:
        self.clock.ask(self._context.standing().clocks)
        now = self.desk.clock.now()
        self._context.session.read(
            lambda vault, replica: people(vault, replica.network_id, now),
            owner=self,
            on_done=self._on_people,
            on_error=self.show_error,
        )

    def _on_people(self, found: Sequence[Standing]) -> None:
        before = self.chosen()
        self._people = list(found)
        self.names.clear()
        words = self.desk.words
        for one in self._people:
            inside = words.text("labour.kiosk.since", time=one.since[11:]) if one.since else ""
            self.names.addItem(QListWidgetItem(" · ".join(part for part in (one.name or one.number, inside) if part)))
        place = next((at for at, one in enumerate(self._people) if before and one.key == before.key), -1)
        self.names.setCurrentRow(place)
        self._show_chosen()

    def _on_asked(self) -> None:
        who = self.chosen()
        if who is None:
            return
        if not self.clock.is_settled():
            self.clock.agreed.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            if not self.pin.is_complete():
                raise InputError("pin_shape", minimum=PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)
            breaks = typed_break(who.since, *self._typed_pause()) if who.since else []
        except InputError as error:
            self.outcome.say_error(error)
            return
        pin, kind = self.pin.text(), CLOCK_OUT if who.since else CLOCK_IN
        self.pin.clear()
        self._context.session.act(
            lambda vault, replica: clock(vault, replica.network_id, who, pin, breaks),
            owner=self,
            on_done=lambda recorded: self._on_clocked(who, recorded),
            on_error=lambda error: self._on_refused(error, kind),
        )

    def _on_refused(self, error: BaseException, kind: str) -> None:
        if not self.outcome.say_findings_of(error, kind):
            self.outcome.say_error(error)

    def _typed_pause(self) -> tuple[str, str]:
        return self.pause_start.text().strip(), self.pause_end.text().strip()

    def _on_clocked(self, who: Standing, recorded: Recorded) -> None:
        words = self.desk.words
        key, kind = ("labour.kiosk.went", CLOCK_OUT) if who.since else ("labour.kiosk.came", CLOCK_IN)
        told = words.text(key, name=who.name or who.number, time=wall_time(self.desk.clock.now())[11:])
        warned = [Remark(finding_text(one, words, kind)) for one in recorded.findings[0]]
        self.outcome.say([Remark(told, tone=Tone.GOOD), *warned])
        self.pause_start.clear()
        self.pause_end.clear()
        self.names.setCurrentRow(-1)

    def _on_full_asked(self) -> None:
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def _show_chosen(self) -> None:
        who, words = self.chosen(), self.desk.words
        inside = who is not None and bool(who.since)
        self._who.setText((who.name or who.number) if who else words.text("labour.kiosk.choose"))
        hours = f"{who.week_minutes // 60}:{who.week_minutes % 60:02d}" if who else ""
        self._week.setText(words.text("labour.kiosk.week", hours=hours) if who else "")
        always: tuple[QWidget, ...] = (self._pin_name, self.pin)
        leaving: tuple[QWidget, ...] = (self._break_name, self.pause_start, self.pause_end, self.leave)
        for part in always:
            part.setVisible(who is not None)
        for part in leaving:
            part.setVisible(inside)
        self.come.setVisible(who is not None and not inside)

    def _lay_out(self) -> None:
        pauses = QHBoxLayout()
        pauses.addWidget(self.pause_start)
        pauses.addWidget(self.pause_end)
        who = card(self._who, self._week, self._pin_name, self.pin, self._break_name, pauses, self.come, self.leave)
        self.set_content(SideBySide(self.desk, self.names, stacked(self.outcome, self.clock, who)))

    def _show(self) -> None:
        words = self.desk.words
        self.names.setAccessibleName(words.text("labour.kiosk.names"))
        self._pin_name.setText(words.text("pin"))
        self.pin.setAccessibleName(words.text("pin"))
        self._break_name.setText(words.text("labour.kiosk.break"))
        self.pause_start.setAccessibleName(words.text("labour.week.start"))
        self.pause_end.setAccessibleName(words.text("labour.week.end"))
        self.pause_start.setPlaceholderText("12:00")
        self.pause_end.setPlaceholderText("12:30")
        self._show_chosen()
