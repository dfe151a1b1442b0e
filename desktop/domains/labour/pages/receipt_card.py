"""What became of a sheet: the day on which it was filed, and the receipt number that the agency gave."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.actions.record import Draft, record
from core.domains.labour.rules.v1.fields import choice, day, text
from core.domains.labour.rules.v1.records import Record, records
from core.vault.drafts import KeptDraft
from core.vault.views import subject
from desktop.desk import Desk
from desktop.domains.labour.insurances import Insured
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.working import case_of
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import card
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label

SUBMIT, RECEIPT = "labour.filing.submit", "labour.filing.receipt"
STEPS = ("submitted", "receipted", "rejected")
_OPEN = ("prepared", "submitted")
_FIELDS = (
    choice("filing_step", STEPS),
    day("submitted_on", required=False),
    text("receipt_number", 60, required=False),
)


class ReceiptCard(QWidget):
    """The sheets that name the worker and have no answer yet, newest first; one gets its next step, signed."""

    recorded = Signal()
    waits = Signal(bool)
    """Whether a sheet of the worker waits for its next step."""

    def __init__(self, desk: Desk, context: PageContext, waiting: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self._waits = desk, context, waiting
        self._draft: KeptDraft | None = None
        self._insured: Insured | None = None
        self._filings: list[Record] = []
        self._shop = b""
        self._heading = label("section")
        self.sheets = QComboBox(self)
        self._heading.setBuddy(self.sheets)
        self.sheets.setObjectName("field.filing")
        self.sheets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.form = EntryForm(desk, _FIELDS, "labour.receipt")
        name_fields(self.form, _FIELDS)
        self.form.changed.connect(self._show_fields)
        self.sign_panel = SignPanel(desk, "labour.receipt.sign")
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(self._heading, self.sheets, self.form, self.sign_panel))
        self.hide()
        desk.follow(self, self._show)

    def ask(self, insured: Insured | None) -> None:
        """Look for the sheets that name a worker."""
        self._insured = insured
        self.hide()
        if insured is None:
            self.waits.emit(False)
            return

        def work(vault: Any, replica: Any) -> tuple[bytes, list[Record]]:
            shop = case_of(replica, subject(replica, insured.employment)).shop
            named = [
                one
                for one in records(shop.state, "filings")
                if one["status"] in _OPEN
                and any(row["employment"] == insured.employment.hex() for row in one.get("people") or ())
            ]
            return shop.id, named[::-1]

        self._context.session.read(work, owner=self, on_done=self._on_found)

    def _on_found(self, found: tuple[bytes, list[Record]]) -> None:
        self._shop, self._filings = found
        insured = self._insured
        self.setVisible(bool(self._filings) and not (insured and self._waits.waits(insured.employment)))
        self.waits.emit(bool(self._filings))
        if not self._filings:
            return
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        following = "receipted" if self._filings[0]["status"] == "submitted" else "submitted"
        today = self._desk.clock.now().day().isoformat()
        self.form.set_values({"filing_step": following, "submitted_on": today, "receipt_number": None})
        self._show()
        if self._draft is not None:
            typed, self._draft = self._waits.go_on(self._draft), None
            ids = [one["entry"] for one in self._filings]
            self.sheets.setCurrentIndex(ids.index(typed["filing"]) if typed["filing"] in ids else 0)
            self.form.set_typed(typed)

    def open_draft(self, draft: KeptDraft) -> None:
        """Show it as it was typed, as soon as its sheets are asked for."""
        self._draft = draft

    def _on_signed(self) -> None:
        values, place, insured = self.form.values(), self.sheets.currentIndex(), self._insured
        if insured is None or values.findings or not 0 <= place < len(self._filings):
            return
        body, filing = values.body, bytes.fromhex(self._filings[place]["entry"])
        if body["filing_step"] == "submitted":
            name, told = SUBMIT, {"filing": filing, "submitted_on": body.get("submitted_on")}
        else:
            name, told = RECEIPT, {"filing": filing, "accepted": body["filing_step"] == "receipted"}
            if body.get("receipt_number"):
                told["receipt_number"] = body["receipt_number"]
        shop, sheet = self._shop, self.sheets.currentText()
        step = self._desk.words.text(f"choice.filing_step.{body['filing_step']}")
        self._waits.hold(
            Step(
                name,
                [insured.employment],
                {**self.form.typed(), "filing": self._filings[place]["entry"]},
                self._desk.words.text("labour.receipt.waits", sheet=sheet, step=step),
                lambda vault, replica, signing, attached: record(
                    vault, replica.network_id, [Draft(name, told, shop, (signing,))]
                ),
            ),
            self.sign_panel,
            on_held=self.hide,
            on_signed=lambda recorded: self.recorded.emit(),
        )

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.receipt.title"))
        self.sheets.setAccessibleName(words.text("labour.receipt.title"))
        chosen = max(self.sheets.currentIndex(), 0)
        self.sheets.clear()
        for one in self._filings:
            kind = words.text(f"choice.filing_kind.{one['filing_kind']}")
            status = words.text(f"choice.filing_step.{one['status']}")
            self.sheets.addItem(words.text("labour.receipt.sheet", kind=kind, day=one["event_day"], status=status))
        self.sheets.setCurrentIndex(min(chosen, self.sheets.count() - 1))
        self._show_fields()

    def _show_fields(self) -> None:
        step = self.form.peek().get("filing_step")
        self.form.set_field_visible("submitted_on", step == "submitted")
        self.form.set_field_visible("receipt_number", step == "receipted")
