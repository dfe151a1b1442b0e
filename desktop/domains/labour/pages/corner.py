"""The worker's corner in the window: my contract, my slips with their reasons, an objection, a certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from core.domains.labour.rules.v1.career import REQUEST as REQUEST_TYPE
from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.corner import (
    REQUEST,
    Corner,
    Slip,
    ask_certificate,
    confirm_payment,
    contest,
    open_corner,
    receive,
    signing_of,
    withdraw,
)
from desktop.domains.labour.keeping import people
from desktop.domains.labour.pages.hours_panel import ANSWER, CORRECT, HoursPanel
from desktop.domains.labour.pages.office_card import OfficeCard
from desktop.domains.labour.pages.slip_table import SlipTable
from desktop.domains.labour.present import Standing
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.idle_watch import IdleWatch
from desktop.widgets.keyed import keyed_button, name_fields
from desktop.widgets.labels import label, labelled, unseen_name
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.scrolled import Scrolled
from desktop.widgets.secret_fields import PinField
from desktop.widgets.side_by_side import stacked

IDLE_MS = 120_000
"""Long enough to read a slip; whoever walks away leaves nothing open."""

EVER = date(1970, 1, 1)


class CornerPage(Page):
    """Name and PIN open it; then it is theirs alone, until they are done, do nothing for a while, or leave the page."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.corner.title")
        self._context = context
        self._people: list[Standing] = []
        self._open: tuple[Standing, str, Corner] | None = None
        self.names = QListWidget(self)
        self.names.setObjectName("labour.corner.names")
        self.pin = PinField(desk)
        self.pin.setObjectName("field.corner_pin")
        self.pin.returnPressed.connect(self._on_open_asked)
        self.opener = keyed_button(desk, "labour.corner.open", self._on_open_asked, icon="key", kind="primary")
        self.remarks = Remarks(desk)
        self._slip_heading, self._net = label("section"), label("strong")
        self.period = QComboBox(self)
        self.period.setObjectName("field.slip_period")
        self._period_name = unseen_name(self.period)
        self.period.activated.connect(lambda place: self._show_slip())
        self._state, self._objection, self._answer = label("quiet"), label("strong"), label("")
        self.lines = SlipTable(desk, "labour.corner.lines")
        self.taken = keyed_button(desk, "labour.corner.receive", self._on_receive_asked, icon="check")
        self.paid = keyed_button(desk, "labour.corner.confirm", self._on_confirm_asked, icon="circle-check")
        self.back = keyed_button(desk, "labour.corner.withdraw", self._on_withdraw_asked, icon="undo-2")
        self.line = QComboBox(self)
        self.line.setObjectName("field.contested_line")
        self._line_name = unseen_name(self.line)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("field.contest_reason")
        self.objection = keyed_button(desk, "labour.corner.contest", self._on_contest_asked, icon="alert-triangle")
        self._closed = EmptyState(desk, "user", "labour.corner.closed")
        self._hours_heading = label("section")
        self.hours = HoursPanel(desk, "worker")
        self.correct = keyed_button(desk, "labour.hours.propose", self._on_step_asked, icon="pencil")
        self.answer = keyed_button(desk, "labour.hours.answer", self._on_step_asked, icon="check")
        self.hours.step_changed.connect(self._show_step)
        self._career_heading, self._pin_name, self._contract = label("section"), label("label"), label("quiet")
        self.chosen = EntryForm(desk, REQUEST_TYPE.fields, REQUEST)
        name_fields(self.chosen, REQUEST_TYPE.fields)
        self.ask = keyed_button(desk, "labour.corner.ask", self._on_ask_asked, icon="award")
        self._slip_card = card(
            self._slip_heading,
            self._contract,
            self.period,
            self._state,
            self.lines,
            self._net,
            self.taken,
            self.paid,
            self._objection,
            self._answer,
            self.back,
            self.line,
            self.reason,
            self.objection,
        )
        self._hours_card = card(self._hours_heading, self.hours, self.correct, self.answer)
        self.office = OfficeCard(desk, context)
        self._office_card = card(self.office)
        self._career_card = card(self._career_heading, self.chosen, self.ask)
        self.done = self.add_action(PageAction("labour.corner.done", self._on_done, "lock"))
        self.idle = IdleWatch(IDLE_MS, self)
        self.idle.over.connect(self._on_done)
        self._faces, self._door = QStackedWidget(), QWidget()
        self._lay_out()
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._close()
        now = self.desk.clock.now()
        self._context.session.read(
            lambda vault, replica: people(vault, replica.network_id, now),
            owner=self,
            on_done=self._on_people,
            on_error=self.show_error,
        )

    def _on_people(self, found: Sequence[Standing]) -> None:
        self._people = list(found)
        self.names.clear()
        self.names.addItems([one.name or one.number for one in self._people])

    def _on_open_asked(self) -> None:
        place = self.names.currentRow()
        if not 0 <= place < len(self._people) or not self.pin.is_complete():
            return
        who, pin = self._people[place], self.pin.text()
        self.pin.clear()
        self._context.session.read(
            lambda vault, replica: open_corner(vault, replica.network_id, who, pin),
            owner=self,
            on_done=lambda corner: self._on_opened(who, pin, corner),
            on_error=self.remarks.say_error,
        )

    def _on_opened(self, who: Standing, pin: str, corner: Corner) -> None:
        entered = self._open is None
        self._open = (who, pin, corner)
        self.remarks.clear()
        self._show_corner()
        if entered:
            self.idle.start()
            self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    def _slip(self) -> Slip | None:
        """The slip of the period that is chosen; the newest first."""
        slips = self._open[2].slips if self._open else ()
        return slips[max(self.period.currentIndex(), 0)] if slips else None

    def _show_corner(self) -> None:
        words = self.desk.words
        self._faces.setCurrentWidget(self._door if self._open is None else self._own)
        self.done.setVisible(self._open is not None)
        if self._open is None:
            self.set_title(words.text("labour.corner.title"))
            return
        who, _, corner = self._open
        self.set_title(words.text("labour.corner.of", name=who.name or who.number))
        self.office.ask((who.employment, who.number, (EVER, self.desk.clock.now().day())))
        told = (
            {"starts": corner.contract["starts"], "hourly": words.won(corner.contract["hourly"])}
            if corner.contract
            else {}
        )
        self._contract.setText(
            words.text("labour.corner.contract", **told) if told else words.text("labour.corner.none")
        )
        self.hours.show_rows(corner.hours)
        place = max(self.period.currentIndex(), 0)
        self.period.clear()
        self.period.addItems([one.body["period"] for one in corner.slips])
        self.period.setCurrentIndex(place if place < len(corner.slips) else 0)
        self._show_slip()

    def _show_slip(self) -> None:
        """The slip that is chosen, and what its worker can say to it."""
        words, slip = self.desk.words, self._slip()
        dispute = slip.dispute if slip is not None else None
        always: tuple[QWidget, ...] = (self.period, self.lines, self._net, self._state)
        objecting: tuple[QWidget, ...] = (self.line, self.reason, self.objection)
        for part in always:
            part.setVisible(slip is not None)
        for part in objecting:
            part.setVisible(slip is not None and dispute is None)
        self._objection.setVisible(dispute is not None)
        self.back.setVisible(dispute is not None)
        self._answer.setVisible(dispute is not None and "answer" in dispute)
        self.taken.setVisible(slip is not None and not slip.received)
        self.paid.setVisible(slip is not None and slip.payment is not None and not slip.payment["confirmed"])
        if slip is None:
            return
        self._state.setText(words.text(f"labour.month.state.{slip.state}"))
        self.lines.show_slip(slip.body)
        totals = {name: slip.body[name] for name in ("gross", "deducted", "net")}
        self._net.setText(words.text("labour.cli.net", **totals))
        if dispute is not None:
            line = words.text(f"labour.line.{dispute['line']}") if dispute.get("line") else ""
            self._objection.setText(words.text("labour.dispute.claim", line=line, claim=dispute["claim"]))
            self._answer.setText(words.text("labour.dispute.said", answer=dispute.get("answer", "")))
        self.line.clear()
        for one in (*slip.body["pay"], *slip.body["deductions"]):
            self.line.addItem(words.text(f"labour.line.{one['item']}"), one["item"])

    def _show_step(self) -> None:
        self.correct.setVisible(self.hours.step() == CORRECT)
        self.answer.setVisible(self.hours.step() == ANSWER)

    def _on_step_asked(self) -> None:
        try:
            step = self.hours.work()
        except InputError as error:
            self.remarks.say_error(error)
            return
        told = "labour.hours.told.proposed" if self.hours.step() == CORRECT else "labour.hours.told.answered"
        self._do(told, lambda vault, net, who, pin: step(vault, net, who.employment, signing_of(who, pin)))

    def _on_receive_asked(self) -> None:
        slip = self._slip()
        if slip is not None:
            self._do("labour.corner.received", lambda vault, net, who, pin: receive(vault, net, who, pin, slip.entry))

    def _on_confirm_asked(self) -> None:
        slip = self._slip()
        if slip is not None and (payment := slip.payment) is not None:
            self._do(
                "labour.corner.confirmed",
                lambda vault, net, who, pin: confirm_payment(vault, net, who, pin, payment),
            )

    def _on_withdraw_asked(self) -> None:
        slip = self._slip()
        if slip is not None and (dispute := slip.dispute) is not None:
            self._do("labour.corner.withdrawn", lambda vault, net, who, pin: withdraw(vault, net, who, pin, dispute))

    def _on_contest_asked(self) -> None:
        slip, line, reason = self._slip(), str(self.line.currentData()), self.reason.text().strip()
        if slip is not None and reason:
            entry = slip.entry
            self._do(
                "labour.corner.contested",
                lambda vault, net, who, pin: contest(vault, net, who, pin, entry, line, reason),
            )

    def _on_ask_asked(self) -> None:
        values = self.chosen.values()
        if not values.findings:
            names = values.body["certified"]
            self._do("labour.corner.asked", lambda vault, net, who, pin: ask_certificate(vault, net, who, pin, names))

    def _do(self, key: str, work: Callable[[Any, bytes, Standing, str], object]) -> None:
        """Record something in the worker's name, then look anew."""
        if self._open is None:
            return
        who, pin, _ = self._open

        def act(vault: Any, replica: Any) -> Corner:
            work(vault, replica.network_id, who, pin)
            return open_corner(vault, replica.network_id, who, pin)

        def done(corner: Corner) -> None:
            self._on_opened(who, pin, corner)
            self.remarks.say([Remark(self.desk.words.text(key), tone=Tone.GOOD)])

        # The worker signs and goes: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(act, owner=self, on_done=done, on_error=self.remarks.say_error)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is in front."""
        super().hideEvent(event)
        self._close()

    def _on_done(self) -> None:
        self._close()
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        """Forget the PIN, and all that was shown."""
        self._open = None
        self.idle.stop()
        self.pin.clear()
        self.reason.clear()
        self.remarks.clear()
        self.hours.show_rows(())
        self.lines.setRowCount(0)
        self._show_corner()

    def _lay_out(self) -> None:
        own = stacked(self._slip_card, self._hours_card, self._career_card, self._office_card)
        self._own = Scrolled(own)
        who = stacked(self._closed, self.names, labelled(self._pin_name, self.pin), self.opener)
        row = QHBoxLayout(self._door)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(Scrolled(who), 2)
        row.addStretch(1)
        self._faces.addWidget(self._door)
        self._faces.addWidget(self._own)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.remarks)
        column.addWidget(self._faces, 1)
        self.set_content(body)

    def _show(self) -> None:
        words = self.desk.words
        self._slip_heading.setText(words.text("labour.slip.title"))
        self._hours_heading.setText(words.text("labour.hours.title"))
        self._career_heading.setText(words.text("labour.career.title"))
        self._pin_name.setText(words.text("pin"))
        self.pin.setAccessibleName(words.text("pin"))
        self.names.setAccessibleName(words.text("labour.kiosk.names"))
        self.lines.setAccessibleName(words.text("labour.month.lines"))
        for chosen, shown, key in (
            (self.line, self._line_name, "labour.corner.line"),
            (self.period, self._period_name, "labour.slip.period"),
        ):
            shown.setText(words.text(key))
            chosen.setAccessibleName(words.text(key))
        self.reason.setAccessibleName(words.text("labour.corner.reason"))
        self.reason.setPlaceholderText(words.text("labour.corner.reason"))
        self._show_corner()
