"""The sealed parts of one entry to be: their fields, and which organisations may open them besides whoever signs.

Words: sealed.<type>.<part> is a part's heading, field.<type>.<part>.<field> the label of a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.sealing_parts import SealedPart
from core.ledger.contract import EntryType, Finding, SealedForm
from desktop.desk import Desk
from desktop.entries.signers import Signer
from desktop.entries.wording import sealed_name
from desktop.standing import Standing
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.field_editors import ChoiceEditor
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label, labelled

SEALED = "sealed"


class SealedSheet(QWidget):
    """Nothing of it is in the sentence that others read. Its device and whoever signs may open every part."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, desk: Desk, standing: Standing, kind: EntryType, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._standing, self._kind = desk, standing, kind
        self._parts = {form.name: form for form in kind.sealed}
        self._forms: dict[str, EntryForm] = {}
        self._headings = {name: label("section") for name in self._parts}
        self._why = label("quiet")
        members = sorted({one.member for one in standing.network.granted}) if standing.network else []
        self.readers = ChoiceEditor(members, str, desk, several=True)
        self._readers_name = label("label")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for name, form in self._parts.items():
            made = EntryForm(desk, form.fields, f"{kind.name}.{name}")
            name_fields(made, form.fields)
            made.changed.connect(self.changed)
            made.submitted.connect(partial(self._on_submitted, name))
            self._forms[name] = made
            column.addWidget(self._headings[name])
            column.addWidget(made)
        column.addWidget(labelled(self._readers_name, self.readers))
        column.addWidget(self._why)
        self.setFocusProxy(next(iter(self._forms.values())))
        desk.follow(self, self._show)

    def parts(self, signers: Sequence[Signer]) -> tuple[tuple[SealedPart, ...], bool]:
        """The parts that were filled in, and whether all of them can be sealed; what is wrong was said."""
        chosen = set(self.readers.value() or ())
        granted = self._standing.network.granted if self._standing.network else ()
        own = [self._standing.device, *(one.person for one in signers)]
        keys = tuple(dict.fromkeys([*own, *(one.key for one in granted if one.member in chosen)]))
        found, fits = [], True
        for name, form in reversed(self._forms.items()):
            if self._parts[name].required or form.typed():
                values = form.values()
                fits = fits and not values.findings
                found.append(SealedPart(name, values.body, keys))
        return tuple(reversed(found)), fits

    def typed(self) -> dict[str, Any]:
        """What stands in the parts, for a draft."""
        return {name: typed for name, form in self._forms.items() if (typed := form.typed())}

    def set_typed(self, typed: Mapping[str, Any]) -> None:
        """Put a draft back."""
        for name, one in typed.items():
            if name in self._forms:
                self._forms[name].set_typed(one)

    def clear(self) -> None:
        """Empty every part; who may open them stays."""
        for form in self._forms.values():
            form.clear()

    def say(self, findings: Sequence[Finding]) -> None:
        """Say what the door found under the field that it is about."""
        for name, form in self._forms.items():
            start = f"{SEALED}.{name}."
            own = [one for one in findings if one.field.startswith(start)]
            form.show_findings([replace(one, field=one.field[len(start) :]) for one in own])

    def _on_submitted(self, name: str) -> None:
        names = list(self._forms)
        place = names.index(name) + 1
        if place < len(names):
            self._forms[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def _show(self) -> None:
        words = self._desk.words
        for name, heading in self._headings.items():
            heading.setText(_heading(self._parts[name], self._kind, words))
        self._readers_name.setText(words.text("sealed.readers"))
        self.readers.set_name(self._readers_name.text())
        self._why.setText(words.text("sealed.readers.why"))


def _heading(form: SealedForm, kind: EntryType, words: Any) -> str:
    told: str = sealed_name(kind.name, form.name, words)
    return told if form.required else words.text("form.optional", name=told)
