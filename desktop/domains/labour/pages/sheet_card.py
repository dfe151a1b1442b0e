"""Making a sheet for the agencies: which kind, with which codes, why numbers are opened, and what to press then."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.domains.labour.filing.codes import TABLES
from core.domains.labour.filing.layouts import KINDS, codes
from core.domains.labour.insuring import JOIN, LEAVE, REPORT, Answer
from core.domains.labour.pay.insurance import EMPLOYMENT, HEALTH, PENSION
from core.domains.labour.pay.months import months_after
from core.domains.labour.rules.v1.contract_form import INSURANCES
from core.domains.labour.rules.v1.fields import choice, choices, day, text
from core.errors import InputError
from desktop.desk import Desk
from desktop.domains.labour.filing_sheets import Asked, Filing, prepare_filing
from desktop.domains.labour.insurances import Insured
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.telling import steps_of
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import card
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import keyed_button, name_fields
from desktop.widgets.labels import label, labelled
from desktop.widgets.save_row import SaveRow

_FIELDS = (
    choice("filing_kind", KINDS),
    choices("insurances", INSURANCES),
    text("job_code", 4, required=False),
    text("month", 7, required=False),
    day("paid_on", required=False, ahead=True),
    text("reason", 300),
)
_OF_DAY_WORK = ("month", "paid_on")
_CODED = (PENSION, HEALTH, EMPLOYMENT)
_KIND_OF = {JOIN: "acquisition", LEAVE: "loss", REPORT: "day_work"}


class SheetCard(QWidget):
    """Codes are preselected as the assistant chose them, each list is the agency's; nothing here files anything."""

    prepared = Signal(str)
    """A sheet was made; by when it must be filed."""
    another = Signal()
    """Another sheet is wanted though one still waits for its receipt."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._insured: Insured | None = None
        self._filing: tuple[str, Filing] | None = None
        self._folded = False
        self._heading = label("section")
        self.form = EntryForm(desk, _FIELDS, "labour.sheet")
        name_fields(self.form, _FIELDS)
        self.form.changed.connect(self._on_changed)
        self.codes = {name: QComboBox(self) for name in _CODED}
        self._code_names = {name: label("label") for name in _CODED}
        for name, box in self.codes.items():
            box.setObjectName(f"field.code.{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sign_panel = SignPanel(desk, "labour.sheet.make")
        self.sign_panel.signed.connect(self._on_signed)
        self.steps = label("")
        self._again = keyed_button(desk, "labour.sheet.another", self._on_another_asked, icon="plus")
        self.save = SaveRow(desk, "labour.sheet.save", "sheet_path")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._coded = {name: labelled(self._code_names[name], self.codes[name]) for name in _CODED}
        coded = self._coded.values()
        column.addWidget(card(self._heading, self.form, *coded, self.sign_panel, self.save, self.steps, self._again))
        self.hide()
        desk.follow(self, self._show)

    def ask(self, insured: Insured | None) -> None:
        """Propose the sheet that a worker needs first; hidden where there is none to ask about."""
        other = self._insured is None or insured is None or self._insured.employment != insured.employment
        self._insured = insured
        self.setVisible(insured is not None)
        if insured is None:
            return
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        if other:
            self._filing = None
            kind = next((_KIND_OF[one.todo] for one in insured.answers if one.todo in _KIND_OF), "acquisition")
            month = months_after(self._desk.clock.now().day().replace(day=1), -1)
            likely = {"filing_kind": kind, "month": f"{month:%Y-%m}", "insurances": self._named(kind)}
            self.form.set_values(likely | {"reason": self._desk.words.text("labour.sheet.reason")})
        self._show()

    def fold(self, folded: bool) -> None:
        """Hide what makes a sheet, or show it: one signature at a time is asked for on a page."""
        self._folded = folded
        self._show()

    def _on_another_asked(self) -> None:
        self._filing = None
        self.fold(False)
        self.another.emit()

    def _named(self, kind: str) -> list[str]:
        """The insurances that the assistant would put into a sheet of this kind."""
        told = self._insured.answers if self._insured else ()
        return [one.insurance for one in told if _KIND_OF.get(one.todo) == kind]

    def _kind(self) -> str:
        return str(self.form.peek().get("filing_kind", "acquisition"))

    def _on_changed(self) -> None:
        self._show()

    def _on_signed(self) -> None:
        values, insured = self.form.values(), self._insured
        if insured is None or values.findings:
            return
        signing = self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0])
        try:
            asked = self._asked(values.body)
        except InputError as error:
            self.sign_panel.tell(error)
            return

        def work(vault: Any, replica: Any) -> Filing:
            return prepare_filing(vault, replica.network_id, [insured.employment], asked, (signing,))

        # The sheet is what somebody waits for: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            work, owner=self, on_done=lambda filing: self._on_made(asked.kind, filing), on_error=self.sign_panel.tell
        )

    def _asked(self, body: Any) -> Asked:
        kind = body["filing_kind"]
        month = body.get("month") if kind == "day_work" else None
        try:
            first = date.fromisoformat(f"{month}-01") if month else None
        except ValueError as error:
            raise InputError("filing_month_missing", field="month") from error
        return Asked(
            kind=kind,
            reason=body["reason"],
            insurances=tuple(body["insurances"]),
            job_code=body.get("job_code") or "",
            codes={name: self._written(name, box) for name, box in self.codes.items() if box.count()},
            month=first,
            paid_on=date.fromisoformat(body["paid_on"]) if body.get("paid_on") else None,
        )

    def _on_made(self, kind: str, filing: Filing) -> None:
        self.sign_panel.clear()
        self._filing = (kind, filing)
        assert self._insured is not None
        self.save.offer(f"{kind}-{self._insured.staff}.xlsx", lambda: filing.xlsx)
        self._show()
        self.prepared.emit(filing.due.isoformat())

    def _show(self) -> None:
        words, kind = self._desk.words, self._kind()
        self._heading.setText(words.text("labour.sheet.title"))
        for part in (self.form, self.sign_panel):
            part.setVisible(not self._folded)
        self._again.setVisible(self._folded)
        for name in _OF_DAY_WORK:
            self.form.set_field_visible(name, kind == "day_work")
        for name, box in self.codes.items():
            self._offer_codes(name, box, kind)
        self.save.setVisible(self._filing is not None)
        self.steps.setVisible(self._filing is not None)
        if self._filing is not None:
            made, filing = self._filing
            self.steps.setText("\n".join(steps_of(made, filing.due, words)))

    def _offer_codes(self, name: str, box: QComboBox, kind: str) -> None:
        """The agency's own list in its own words, with the code that fits put forward."""
        table = codes().get(TABLES.get(kind, {}).get(name, ""), {})
        chosen, names = self._code_of(name), self._code_names[name]
        shown = not self._folded and bool(table) and name in (self.form.peek().get("insurances") or ())
        if [box.itemData(place) for place in range(box.count())] != list(table):
            box.clear()
            for code, meaning in table.items():
                box.addItem(f"{code} {meaning}", code)
            place = next((at for at, code in enumerate(table) if code.lstrip("0") == chosen.lstrip("0")), 0)
            box.setCurrentIndex(place)
        names.setText(self._desk.words.text(f"labour.sheet.code.{name}"))
        box.setAccessibleName(names.text())
        self._coded[name].setVisible(shown)

    def _written(self, name: str, box: QComboBox) -> str:
        """The code as the sheet writes it: the assistant's own where it was kept, whatever zeros the list shows."""
        chosen, told = str(box.currentData()), self._code_of(name)
        return told if told.lstrip("0") == chosen.lstrip("0") and told else chosen

    def _code_of(self, name: str) -> str:
        told = self._insured.answers if self._insured else ()
        found: Answer | None = next((one for one in told if one.insurance == name), None)
        return found.code if found else ""
