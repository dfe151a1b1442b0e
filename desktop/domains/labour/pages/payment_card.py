"""Recording what was paid: one slip or all that wait, the amount beside the slip's, and why where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from core.domains.labour.rules.v1.fields import choice, day, text, won
from core.domains.labour.rules.v1.wages import METHODS
from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.settling import PAY, MonthRow, Payment, check_reasons, pay
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label

_FIELDS = (day("paid_on"), choice("pay_method", METHODS), won("won"), text("reason", 300, required=False))
_OF_ONE = ("won", "reason")


class PaymentCard(QWidget):
    """For one chosen slip; the box at the top takes everybody whose slip of the period is not paid yet."""

    done = Signal(int)
    """So many payments were recorded."""

    def __init__(self, desk: Desk, context: PageContext, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._waits = desk, context, waiting
        self._where: Mapping[str, Any] = {}
        self._row: MonthRow | None = None
        self._waiting: list[MonthRow] = []
        self._heading = label("section")
        self.all = QCheckBox(self)
        self.all.setObjectName("field.pay_all")
        self.all.toggled.connect(self._on_toggled)
        self.form = EntryForm(desk, _FIELDS, "labour.pay")
        name_fields(self.form, _FIELDS)
        self.sign_panel = SignPanel(desk, "labour.pay.sign")
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self.all, self.form, self.sign_panel):
            column.addWidget(part)
        desk.follow(self, self._show)

    def ask(self, row: MonthRow, rows: Sequence[MonthRow], where: Mapping[str, Any]) -> None:
        """Ask for the payment of this slip; `rows` are all of the period, `where` is the period as it is typed."""
        other = self._row is None or self._row.employment != row.employment
        self._row, self._where = row, where
        self._waiting = [one for one in rows if one.is_unpaid and not self._waits.waits(one.employment, PAY)]
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        if other:
            self.all.setChecked(False)
            today = self._desk.clock.now().day().isoformat()
            method = "transfer" if row.account else "cash"
            self.form.set_values({"paid_on": today, "pay_method": method, "won": row.net, "reason": None})
        self._show()

    def fill(self, typed: Mapping[str, Any]) -> None:
        """Put a draft back."""
        self.all.setChecked(bool(typed["all"]))
        self.form.set_typed(typed)

    def _on_toggled(self, everybody: bool) -> None:
        for name in _OF_ONE:
            self.form.set_field_visible(name, not everybody)

    def _on_signed(self) -> None:
        values, row = self.form.values(), self._row
        if row is None or values.findings:
            return
        body = values.body
        one = Payment(row, body["won"], body.get("reason", ""))
        everybody = [Payment(other, other.net or 0) for other in self._waiting]
        payments = everybody if self.all.isChecked() else [one]
        paid_on, method = date.fromisoformat(body["paid_on"]), body["pay_method"]
        try:
            check_reasons(payments)
        except InputError as error:
            self.sign_panel.tell(error)
            return
        total, count = sum(one.won for one in payments), len(payments)
        whom = "all" if self.all.isChecked() else "one"
        self._waits.hold(
            Step(
                PAY,
                [one.row.employment for one in payments],
                {**self._where, **self.form.typed(), "all": self.all.isChecked()},
                self._desk.words.text(f"labour.pay.waits.{whom}", count=count, total=total, who=row.name or row.number),
                lambda vault, replica, signing, attached: pay(
                    vault, replica.network_id, payments, paid_on, method, signing
                ),
            ),
            self.sign_panel,
            on_held=self._on_held,
            on_signed=lambda recorded: self.done.emit(count),
        )

    def _on_held(self) -> None:
        self._row = None

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.pay.title"))
        total = sum(one.net or 0 for one in self._waiting)
        self.all.setText(words.text("labour.pay.all", count=len(self._waiting), total=total))
        self.all.setVisible(len(self._waiting) > 1)
