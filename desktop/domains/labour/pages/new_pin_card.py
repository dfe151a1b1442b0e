"""A new PIN for a worker who forgot theirs and stands here: who, how they were recognised, the PIN twice, the owner."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domains.labour.rules.v1.person import REKEY as REKEY_TYPE
from core.errors import InputError
from core.identity.pin import check_pin
from desktop.desk import Desk
from desktop.domains.labour.keeping import people
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.renewing import REKEY, renew_pin
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import keyed_button, name_fields
from desktop.widgets.labels import label, labelled
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.secret_fields import PinField

_FIELDS = tuple(one for one in REKEY_TYPE.fields if one.name == "identified_by")


class NewPinCard(QWidget):
    """`wanted` says whether anybody works here; folded until it is asked for."""

    wanted = Signal(bool)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._heading, self._why = label("section"), label("quiet")
        self.begin = keyed_button(desk, "labour.new_pin.begin", self._on_begin_asked, icon="key")
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.edit.setObjectName("field.new_pin.worker")
        self.form = EntryForm(desk, _FIELDS, REKEY)
        name_fields(self.form, _FIELDS)
        self.pin, self.again = PinField(desk), PinField(desk, "pin.again")
        self._names = {"pin.new": label("label"), "pin.again": label("label")}
        self.pin.setObjectName("field.new_pin")
        self.again.setObjectName("field.new_pin.again")
        self.sign_panel = SignPanel(desk, "labour.new_pin.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.remarks = Remarks(desk)
        pins = (labelled(self._names["pin.new"], self.pin), labelled(self._names["pin.again"], self.again))
        self._asked = (self._why, self.picker, self.form, *pins, self.sign_panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self.begin, self.remarks, *self._asked):
            column.addWidget(part)
        self._fold(True)
        desk.follow(self, self._show)

    def look(self) -> None:
        """Whether there is anybody to renew a PIN for."""
        now = self._desk.clock.now()
        self._context.session.read(
            lambda vault, replica: bool(people(vault, replica.network_id, now)),
            owner=self,
            on_done=self.wanted.emit,
        )

    def _on_begin_asked(self) -> None:
        self.remarks.clear()
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        self._fold(False)
        self.picker.suggest()

    def _fold(self, folded: bool) -> None:
        self.begin.setVisible(folded)
        for part in self._asked:
            part.setVisible(not folded)

    def _on_signed(self) -> None:
        row, values, pin = self.picker.subject(), self.form.values(), self.pin.text()
        if row is None or values.findings:
            return
        try:
            check_pin(pin)
            if pin != self.again.text():
                raise InputError("pin_differs", field="again")
        except InputError as error:
            self.sign_panel.tell(error)
            return
        employer, known = self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0]), values.body["identified_by"]

        def work(vault: Any, replica: Any) -> object:
            return renew_pin(vault, replica.network_id, row.id, pin, known, employer)

        self._context.session.act(
            work, owner=self, on_done=lambda recorded: self._on_done(row.title), on_error=self._on_refused
        )

    def _on_done(self, number: str) -> None:
        for field in (self.pin, self.again):
            field.clear()
        self.sign_panel.clear()
        self.form.clear()
        self._fold(True)
        self.remarks.say([Remark(self._desk.words.text("labour.new_pin.done", number=number), tone=Tone.GOOD)])

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.remarks.say_findings(findings, REKEY)

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.new_pin.title"))
        self._why.setText(words.text("labour.new_pin.why"))
        for key, name in self._names.items():
            name.setText(words.text(key))
