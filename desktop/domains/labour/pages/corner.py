"""The worker's corner in the window: my contract, my slips with their reasons, an objection, a certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget

from core.domains.labour.rules.v1.career import REQUEST as REQUEST_TYPE
from desktop.desk import Desk
from desktop.domains.labour.corner import (
    REQUEST,
    Corner,
    Slip,
    ask_certificate,
    contest,
    open_corner,
    receive,
)
from desktop.domains.labour.keeping import Standing, people
from desktop.domains.labour.pages.slip_table import SlipTable
from desktop.session import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import keyed_button, name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.secret_fields import PinField
from desktop.widgets.side_by_side import SideBySide, stacked


class CornerPage(Page):
    """Name and PIN open it; it closes with the page, and the PIN is forgotten."""

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
        self.lines = SlipTable(desk, "labour.corner.lines")
        self.taken = keyed_button(desk, "labour.corner.receive", self._on_receive_asked, icon="check")
        self.line = QComboBox(self)
        self.line.setObjectName("field.contested_line")
        self.reason = QLineEdit(self)
        self.reason.setObjectName("field.contest_reason")
        self.objection = keyed_button(desk, "labour.corner.contest", self._on_contest_asked, icon="alert-triangle")
        self._career_heading, self._pin_name, self._contract = label("section"), label("label"), label("quiet")
        self.chosen = EntryForm(desk, REQUEST_TYPE.fields, REQUEST)
        name_fields(self.chosen, REQUEST_TYPE.fields)
        self.ask = keyed_button(desk, "labour.corner.ask", self._on_ask_asked, icon="award")
        self._slip_card = card(
            self._slip_heading,
            self._contract,
            self.lines,
            self._net,
            self.taken,
            self.line,
            self.reason,
            self.objection,
        )
        self._career_card = card(self._career_heading, self.chosen, self.ask)
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
        self._open = (who, pin, corner)
        self.remarks.clear()
        self._show_corner()

    def _slip(self) -> Slip | None:
        """The newest slip."""
        return self._open[2].slips[0] if self._open and self._open[2].slips else None

    def _show_corner(self) -> None:
        words, slip = self.desk.words, self._slip()
        self._career_card.setVisible(self._open is not None)
        self._slip_card.setVisible(self._open is not None)
        for part in (self.lines, self._net, self.line, self.reason, self.objection):
            part.setVisible(slip is not None)
        self.taken.setVisible(slip is not None and slip.status == "issued")
        if self._open is None:
            return
        contract = self._open[2].contract
        told = {"starts": contract["starts"], "hourly": words.won(contract["hourly"])} if contract else {}
        self._contract.setText(
            words.text("labour.corner.contract", **told) if told else words.text("labour.corner.none")
        )
        if slip is not None:
            self.lines.show_slip(slip.body)
            totals = {name: slip.body[name] for name in ("gross", "deducted", "net")}
            self._net.setText(words.text("labour.cli.net", **totals))
            self.line.clear()
            for one in (*slip.body["pay"], *slip.body["deductions"]):
                self.line.addItem(words.text(f"labour.line.{one['item']}"), one["item"])

    def _on_receive_asked(self) -> None:
        slip = self._slip()
        if slip is not None:
            self._do("labour.corner.received", lambda vault, net, who, pin: receive(vault, net, who, pin, slip.entry))

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

        self._context.session.act(act, owner=self, on_done=done, on_error=self.remarks.say_error)

    def _close(self) -> None:
        self._open = None
        self.pin.clear()
        self.remarks.clear()
        self._show_corner()

    def _lay_out(self) -> None:
        left = stacked(self.names, self._pin_name, self.pin, self.opener)
        right = stacked(self.remarks, self._slip_card, self._career_card)
        self.set_content(SideBySide(self.desk, left, right))

    def _show(self) -> None:
        words = self.desk.words
        self._slip_heading.setText(words.text("labour.slip.title"))
        self._career_heading.setText(words.text("labour.career.title"))
        self._pin_name.setText(words.text("pin"))
        self.pin.setAccessibleName(words.text("pin"))
        self.names.setAccessibleName(words.text("labour.kiosk.names"))
        self.lines.setAccessibleName(words.text("labour.month.lines"))
        self.line.setAccessibleName(words.text("labour.corner.line"))
        self.reason.setAccessibleName(words.text("labour.corner.reason"))
        self.reason.setPlaceholderText(words.text("labour.corner.reason"))
        self._show_corner()
