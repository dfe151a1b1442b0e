"""The kiosk: names, a PIN, in and out; today's plan, the week's hours and money. It works offline, full screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from core.actions.record import Recorded
from core.errors import InputError
from core.identity.pin import PIN_DIGITS_MAX, PIN_DIGITS_MIN
from desktop.desk import Desk
from desktop.domains.labour.keeping import (
    CLOCK_IN,
    CLOCK_OUT,
    Standing,
    clock,
    clock_out_later,
    people,
    wall_time,
)
from desktop.domains.labour.pages.badge_field import BadgeField
from desktop.domains.labour.pages.owner_pin import OwnerPin
from desktop.domains.labour.typed_times import typed_break
from desktop.entries.clock_question import ClockQuestion
from desktop.session import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.secret_fields import PinField
from desktop.widgets.side_by_side import SideBySide, stacked
from desktop.words.errors import finding_text


class KioskPage(Page):
    """Choose your name, type your PIN; the button says whether it clocks in or out.

    Whoever left without clocking out is asked first when that was; the owner's PIN beside theirs settles it.
    """

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.kiosk.title")
        self._context = context
        self._people: list[Standing] = []
        self._by_badge: bytes | None = None
        self.badge = BadgeField(desk)
        self.badge.read.connect(self._on_badge_read)
        self.names = QListWidget(self)
        self.names.setObjectName("labour.kiosk.names")
        self.names.currentRowChanged.connect(lambda place: self._show_chosen())
        self.empty = EmptyState(desk, "users", "labour.kiosk.nobody", "labour.today.staff", self._on_staff_asked)
        self._who, self._forgotten = label("title"), label("strong")
        self._plan, self._week, self._asked = label(""), label("quiet"), label("strong")
        self._left_name, self._break_name, self._pin_name = label("label"), label("label"), label("label")
        self.left = QLineEdit(self)
        self.left.setObjectName("field.left_at")
        self.left.setPlaceholderText("14:30")
        self.pause_start, self.pause_end = QLineEdit(self), QLineEdit(self)
        self.pause_start.setObjectName("field.pause_start")
        self.pause_end.setObjectName("field.pause_end")
        self.pin = PinField(desk)
        self.pin.setObjectName("field.kiosk_pin")
        self.names.itemActivated.connect(lambda item: self._focus_first())
        self.pin.returnPressed.connect(self._on_asked)
        self.owner = OwnerPin(desk, context)
        self.owner.entered.connect(self._on_asked)
        self.come = keyed_button(desk, "labour.kiosk.in", self._on_asked, icon="clock", kind="primary")
        self.leave = keyed_button(desk, "labour.kiosk.out", self._on_asked, icon="clock", kind="primary")
        self.settle = keyed_button(desk, "labour.kiosk.settle", self._on_asked, icon="check", kind="primary")
        self.clock = ClockQuestion(desk)
        self.outcome = Remarks(desk)
        self._lay_out()
        self.add_action(PageAction("labour.kiosk.full", self._on_full_asked, keys="F11"))
        context.session.changed.connect(self._on_news)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        self._look()
        self.badge.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Standing | None:
        """Whoever's name is chosen."""
        place = self.names.currentRow()
        return self._people[place] if 0 <= place < len(self._people) else None

    def _on_news(self) -> None:
        """Something was recorded; a page that is not in front looks when it is opened."""
        if self.isVisibleTo(self.window()):
            self._look()

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
            state = "" if not one.since else "labour.kiosk.forgotten.short" if one.forgotten else "labour.kiosk.since"
            inside = words.text(state, time=one.since[11:]) if state else ""
            self.names.addItem(QListWidgetItem(" · ".join(part for part in (one.name or one.number, inside) if part)))
        self.names.setVisible(bool(self._people))
        self.badge.setVisible(bool(self._people))
        self.empty.setVisible(not self._people)
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
            work = self._work(who)
        except InputError as error:
            self.outcome.say_error(error)
            return
        kind = CLOCK_OUT if who.since else CLOCK_IN
        self.pin.clear()
        self.owner.clear()
        self._context.session.act(
            work,
            owner=self,
            on_done=lambda recorded: self._on_clocked(who, recorded),
            on_error=lambda error: self._on_refused(error, kind),
        )

    def _work(self, who: Standing) -> Callable[[Any, Any], Recorded]:
        """What the fields ask for.

        Raises:
            InputError: `pin_shape`, and what a break or a time of day can be wrong in.
        """
        if not self.pin.is_complete():
            raise InputError("pin_shape", minimum=PIN_DIGITS_MIN, maximum=PIN_DIGITS_MAX)
        breaks = typed_break(who.since, *self._typed_pause()) if who.since else []
        pin, left = self.pin.text(), self.left.text().strip()
        if not who.forgotten:
            method = "badge" if self._by_badge == who.key else "pin"
            return lambda vault, replica: clock(vault, replica.network_id, who, pin, breaks, method)
        owner = self.owner.signing()
        return lambda vault, replica: clock_out_later(vault, replica.network_id, who, pin, left, breaks, owner)

    def _on_refused(self, error: BaseException, kind: str) -> None:
        if not self.outcome.say_findings_of(error, kind):
            self.outcome.say_error(error)

    def _typed_pause(self) -> tuple[str, str]:
        return self.pause_start.text().strip(), self.pause_end.text().strip()

    def _on_clocked(self, who: Standing, recorded: Recorded) -> None:
        words, kind = self.desk.words, CLOCK_OUT if who.since else CLOCK_IN
        key = "labour.kiosk.settled" if who.forgotten else "labour.kiosk.went" if who.since else "labour.kiosk.came"
        told = words.text(key, name=who.name or who.number, time=wall_time(self.desk.clock.now())[11:])
        warned = [Remark(finding_text(one, words, kind)) for one in recorded.findings[0]]
        self.outcome.say([Remark(told, tone=Tone.GOOD), *warned])
        for field in (self.pause_start, self.pause_end, self.left):
            field.clear()
        if not who.forgotten:  # whoever answered the question came to clock in
            self._by_badge = None
            self.names.setCurrentRow(-1)
            self.badge.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_badge_read(self, key: bytes) -> None:
        """Whoever's badge it is is chosen, and types the PIN."""
        self.outcome.clear()
        place = next((at for at, one in enumerate(self._people) if one.key == key), None)
        if place is None:
            self.badge.refuse(InputError("badge_of_nobody_here"))
            return
        self._by_badge = key
        self.names.setCurrentRow(place)
        self._focus_first()

    def _on_full_asked(self) -> None:
        window = self.window()
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def _on_staff_asked(self) -> None:
        self.go.emit("labour.staff", None)

    def _focus_first(self) -> None:
        who = self.chosen()
        first = self.left if who is not None and who.forgotten else self.pin
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_chosen(self) -> None:
        who, words = self.chosen(), self.desk.words
        inside, forgotten = who is not None and bool(who.since), who is not None and who.forgotten
        self._who.setText((who.name or who.number) if who else words.text("labour.kiosk.choose"))
        if who is not None:
            self._tell(who)
        shown: tuple[tuple[QWidget, bool], ...] = (
            (self._plan, who is not None),
            (self._week, who is not None),
            (self._asked, who is not None and bool(who.asked)),
            (self._forgotten, forgotten),
            (self._left_name, forgotten),
            (self.left, forgotten),
            (self._break_name, inside),
            (self.pause_start, inside),
            (self.pause_end, inside),
            (self._pin_name, who is not None),
            (self.pin, who is not None),
            (self.owner, forgotten),
            (self.come, who is not None and not inside),
            (self.leave, inside and not forgotten),
            (self.settle, forgotten),
        )
        for part, wanted in shown:
            part.setVisible(wanted)
        self.owner.ask()

    def _tell(self, who: Standing) -> None:
        """Today's plan, the week so far, and what waits for an answer."""
        words = self.desk.words
        planned = ", ".join(who.planned)
        self._plan.setText(
            words.text("labour.kiosk.plan", times=planned) if planned else words.text("labour.kiosk.free")
        )
        hours = f"{who.week_minutes // 60}:{who.week_minutes % 60:02d}"
        known = who.week_won is not None
        facts = {"hours": hours, "won": who.week_won} if known else {"hours": hours}
        self._week.setText(words.text("labour.kiosk.week_won" if known else "labour.kiosk.week", **facts))
        self._asked.setText(words.text("labour.kiosk.asked", count=who.asked))
        day, time = who.since[:10], who.since[11:]
        self._forgotten.setText(words.text("labour.kiosk.forgotten", day=words.day(day), time=time) if day else "")

    def _lay_out(self) -> None:
        pauses = QHBoxLayout()
        pauses.addWidget(self.pause_start)
        pauses.addWidget(self.pause_end)
        facts = (self._who, self._plan, self._week, self._asked, self._forgotten, self._left_name, self.left)
        signing = (self._pin_name, self.pin, self.owner, self.come, self.leave, self.settle)
        who = card(*facts, self._break_name, pauses, *signing)
        left = stacked(self.badge, self.names, self.empty)
        self.set_content(SideBySide(self.desk, left, stacked(self.outcome, self.clock, who)))

    def _show(self) -> None:
        words = self.desk.words
        self.names.setAccessibleName(words.text("labour.kiosk.names"))
        self._pin_name.setText(words.text("pin"))
        self.pin.setAccessibleName(words.text("pin"))
        self._left_name.setText(words.text("labour.kiosk.left"))
        self.left.setAccessibleName(self._left_name.text())
        self._break_name.setText(words.text("labour.kiosk.break"))
        self.pause_start.setAccessibleName(words.text("labour.week.start"))
        self.pause_end.setAccessibleName(words.text("labour.week.end"))
        self.pause_start.setPlaceholderText("12:00")
        self.pause_end.setPlaceholderText("12:30")
        self._show_chosen()
