"""The contract's form as numbered steps; what a kind of contract does not ask for is not shown and not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.domains.labour.rules.v1.contract_form import FORM, TERM_KINDS
from core.ledger.contract import Finding
from desktop.desk import Desk
from desktop.domains.labour.keeping import PROPOSE
from desktop.domains.labour.pages.week_table import WeekTable
from desktop.shell.page import card
from desktop.widgets.entry_form import EntryForm, FormValues
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label

STEPS: Mapping[str, tuple[str, ...]] = {
    "form": ("kind", "also_in", "starts", "ends", "open_ended"),
    "work": ("place", "duties", "job_code", "simple_labour"),
    "hours": (),
    "wage": ("hourly", "other_pay", "excess_percent", "pay_day", "pay_method", "probation_months"),
    "rest": ("leave", "lodging", "meals", "insurances", "clauses"),
}
"""The fields of each step; that of the hours has a table of its own."""
_ALWAYS = frozenset({"place", "duties", "pay_day", "pay_method", "leave"})
"""What the law asks of every contract (제17조): a proposal may lack it in the ledger, where the door names the gap."""
_FOREIGN_ONLY = frozenset({"lodging", "meals"})
WEEKDAYS = range(7)


def left_out(kind: str) -> frozenset[str]:
    """Fields that a kind of contract does not ask for."""
    found = set() if kind == "foreign" else set(_FOREIGN_ONLY)
    if kind == "full_time":
        found |= {"ends", "open_ended"}
    if kind in TERM_KINDS:
        found.add("open_ended")
    return frozenset(found)


class ContractSteps(QWidget):
    """One card a step, below each other; Enter goes on through all of them. `changed` with everything typed."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        fields = {one.name: replace(one, required=one.required or one.name in _ALWAYS) for one in FORM}
        self._forms: dict[str, EntryForm] = {}
        self._headings = {step: label("section") for step in STEPS}
        self.week = WeekTable(desk)
        self._holiday_name = label("label")
        self.holiday = QComboBox(self)
        self._holiday_name.setBuddy(self.holiday)
        self.holiday.setObjectName("field.weekly_holiday")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for step, names in STEPS.items():
            own = tuple(fields[name] for name in names if name in fields)
            parts: list[QWidget] = [self._headings[step]]
            if own:
                self._forms[step] = EntryForm(desk, own, PROPOSE)
                name_fields(self._forms[step], own)
                self._forms[step].changed.connect(self._on_changed)
                parts.append(self._forms[step])
            else:
                parts += [self.week, self._holiday_name, self.holiday]
            column.addWidget(card(*parts))
        self.week.changed.connect(self.changed)
        self.holiday.currentIndexChanged.connect(lambda place: self.changed.emit())
        self._chain()
        desk.follow(self, self._show)

    def set_values(self, body: Mapping[str, Any]) -> None:
        """Put stored values in, and show what this kind asks for."""
        for form in self._forms.values():
            form.set_values({name: value for name, value in body.items() if form.has(name)})
        if "weekly_holiday" in body:
            self.holiday.setCurrentIndex(body["weekly_holiday"])
        if "days" in body:
            self.week.set_days(body["days"])
        self._fit()

    def clear(self) -> None:
        """Empty every step."""
        for form in self._forms.values():
            form.clear()
        self.week.set_days([])

    def peek(self) -> dict[str, Any]:
        """What can be read so far."""
        body: dict[str, Any] = {}
        for form in self._forms.values():
            body |= form.peek()
        return self._asked(body)

    def values(self) -> FormValues:
        """Read every step; what is wrong is said under its field, and the first of them has the focus."""
        body: dict[str, Any] = {}
        findings: list[Finding] = []
        for form in reversed(self._forms.values()):
            read = form.values()
            body |= read.body
            findings += read.findings
        return FormValues(self._asked(body), tuple(findings))

    def kind(self) -> str:
        """Which form is filled in; that of part-timers before anything was chosen."""
        return str(self._forms["form"].peek().get("kind") or "part_time")

    def _asked(self, body: dict[str, Any]) -> dict[str, Any]:
        days = self.week.days()
        hidden = left_out(self.kind())
        told = {name: value for name, value in body.items() if name not in hidden}
        return {**told, "weekly_holiday": self.holiday.currentIndex(), **({"days": days} if days else {})}

    def _on_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        hidden = left_out(self.kind())
        for form in self._forms.values():
            for name in (name for names in STEPS.values() for name in names if form.has(name)):
                form.set_field_visible(name, name not in hidden)

    def _chain(self) -> None:
        """From the last field of a step the keyboard goes on to the next step."""
        for step, following in pairwise(STEPS):
            after = self._forms.get(following, self.week)
            if step in self._forms:
                self._forms[step].submitted.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))

    def _show(self) -> None:
        words = self._desk.words
        for number, (step, heading) in enumerate(self._headings.items(), 1):
            heading.setText(f"{number}. {words.text(f'labour.steps.{step}')}")
        chosen = max(self.holiday.currentIndex(), 0)
        self.holiday.blockSignals(True)
        self.holiday.clear()
        self.holiday.addItems([words.text(f"labour.weekday.{day}") for day in WEEKDAYS])
        self.holiday.setCurrentIndex(chosen)
        self.holiday.blockSignals(False)
        self._holiday_name.setText(words.text("labour.steps.weekly_holiday"))
        self.holiday.setAccessibleName(self._holiday_name.text())
