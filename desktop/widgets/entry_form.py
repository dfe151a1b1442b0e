"""The form of an entry type, drawn from its fields: one column, labels above, the error under the field.

1. Enter goes to the next field; from the last one it is `submitted`, as Ctrl+Enter is anywhere.
2. `values()` never refuses silently: each field that cannot be taken has a finding, shown under it.
3. Fields that people do not type (ids, bytes, records) are given by the page with `set_value` and kept as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.errors import InputError
from core.ledger.body import check_body
from core.ledger.contract import Field, FieldKind, Finding, Severity
from desktop.desk import Desk
from desktop.widgets.entries_editor import EntriesEditor
from desktop.widgets.field_editors import Editor, EntryEditor, editor_for
from desktop.widgets.labels import label
from desktop.widgets.records_editor import RecordsEditor
from desktop.words import finding_text
from desktop.words.errors import field_label


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the form holds: a body to record, and findings; the body is complete only where `findings` is empty."""

    body: Mapping[str, Any]
    findings: tuple[Finding, ...]


class EntryForm(QWidget):
    """`prefix` is the entry type: words are field.<prefix>.<name>, help.<prefix>.<name>, choice.<name>.<value>."""

    submitted = Signal()
    changed = Signal()

    def __init__(
        self, desk: Desk, fields: Sequence[Field], prefix: str, *, picking: bool = False, parent: QWidget | None = None
    ) -> None:
        """`picking` shows fields that name entries as lists (the page says with `offer_entries` what is in them), and
        records one below the other."""
        super().__init__(parent)
        self._desk, self._fields, self._prefix = desk, tuple(fields), prefix
        self._rows: dict[str, _Row] = {}
        self._given: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for field in fields:
            editor = editor_for(field, desk, partial(self._say_choice, field.name))
            if picking and editor is None:
                editor = self._picked(field)
            if editor is None:
                continue
            row = _Row(desk, field, editor, prefix, self)
            editor.changed.connect(self.changed)
            editor.entered.connect(partial(self._on_entered, field.name))
            column.addWidget(row)
            self._rows[field.name] = row
        column.addStretch(1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.submitted.emit)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if self._rows:
            self.setFocusProxy(next(iter(self._rows.values())).editor)

    def _picked(self, field: Field) -> Editor | None:
        match field.kind:
            case FieldKind.ENTRY:
                return EntryEditor()
            case FieldKind.ENTRIES:
                return EntriesEditor()
            case FieldKind.RECORDS:
                return RecordsEditor(field, self._desk, self._prefix, self._say_choice)
        return None

    def offer_entries(self, entries: Sequence[tuple[bytes, str]]) -> None:
        """What may be chosen in fields that name an entry: ids, and what people call them."""
        for row in self._rows.values():
            if isinstance(row.editor, EntryEditor | EntriesEditor):
                row.editor.offer(entries)

    def set_value(self, name: str, value: Any) -> None:
        """Put a stored value in: a likely value, a draft, or what the page itself knows."""
        if name in self._rows:
            self._rows[name].editor.set_value(value)
        else:
            self._given[name] = value

    def set_values(self, body: Mapping[str, Any]) -> None:
        for name, value in body.items():
            self.set_value(name, value)

    def typed(self) -> dict[str, Any]:
        """What stands in the form, whole or not, as `set_typed` takes it back."""
        found = {name: row.editor.typed() for name, row in self._rows.items()}
        return {name: value for name, value in found.items() if value is not None}

    def set_typed(self, typed: Mapping[str, Any]) -> None:
        """Put a draft back; fields that the form no longer has are left out."""
        for name, value in typed.items():
            if name in self._rows:
                self._rows[name].editor.set_typed(value)

    def peek(self) -> dict[str, Any]:
        """What can be read so far, saying nothing of the rest."""
        body = dict(self._given)
        for name, row in self._rows.items():
            try:
                body[name] = row.editor.value()
            except InputError:
                continue
        return {name: value for name, value in body.items() if value is not None}

    def clear(self) -> None:
        """Empty every field, for the next entry."""
        self._given.clear()
        for row in self._rows.values():
            row.editor.set_value(None)
            row.tell("")

    def has(self, name: str) -> bool:
        """Whether a field is shown for people to fill in."""
        return name in self._rows

    def editor(self, name: str) -> Editor:
        """The editor of a field, for a page that ties it to something else."""
        return self._rows[name].editor

    def set_field_visible(self, name: str, visible: bool) -> None:
        self._rows[name].setVisible(visible)

    def values(self) -> FormValues:
        """Read the form, show what is wrong under each field, and put the focus on the first such field."""
        body = {name: value for name, value in self._given.items() if value is not None}
        findings: list[Finding] = []
        for name, row in self._rows.items():
            try:
                value = row.editor.value()
            except InputError as error:
                findings.append(Finding(error.code, name, facts=error.facts))
            else:
                if value is not None:
                    body[name] = value
        unreadable = {finding.field for finding in findings}
        findings += [one for one in check_body(self._fields, body) if one.field not in unreadable]
        refused = tuple(one for one in findings if one.severity is Severity.REFUSE)
        self.show_findings(refused)
        return FormValues(body, refused)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say each finding under its field; a page may add those of its rules. The first wrong field gets the focus."""
        told: dict[str, str] = {}
        for finding in findings:
            told.setdefault(finding.field.split(".")[0], finding_text(finding, self._desk.words, self._prefix))
        wrong = [row for name, row in self._rows.items() if name in told]
        for name, row in self._rows.items():
            row.tell(told.get(name, ""))
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def problem(self, name: str) -> str:
        """What stands under a field; empty when nothing is wrong."""
        return self._rows[name].problem()

    def _on_entered(self, name: str) -> None:
        names = [known for known, row in self._rows.items() if not row.isHidden()]
        place = names.index(name) + 1
        if place < len(names):
            self._rows[names[place]].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def _say_choice(self, name: str, choice: str) -> str:
        return self._desk.words.text(f"choice.{name}.{choice}")


class _Row(QWidget):
    def __init__(self, desk: Desk, field: Field, editor: Editor, prefix: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor = editor
        self._desk, self._field, self._prefix = desk, field, prefix
        self._name = label("label")
        self._help = label("quiet")
        self._problem: QLabel = label("error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._name, editor, self._problem, self._help):
            column.addWidget(part)
        self._name.setBuddy(editor.target())
        desk.follow(self, self._show)

    def tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.editor.set_wrong(bool(problem))
        self._describe()

    def problem(self) -> str:
        return self._problem.text()

    def _show(self) -> None:
        words = self._desk.words
        name = field_label(self._field.name, words, self._prefix)
        if self._field.kind is FieldKind.INTEGERS and self._field.shown_unit:
            name = f"{name} ({self._field.shown_unit})"  # there is no single line to put the unit into
        shown = name if self._field.required else words.text("form.optional", name=name)
        self._name.setText(shown)
        self.editor.set_name(name)
        key = f"help.{self._prefix}.{self._field.name}"
        self._help.setText(words.text(key) if words.has(key) else "")
        self._help.setVisible(bool(self._help.text()))
        self._describe()

    def _describe(self) -> None:
        told = " ".join(part for part in (self._problem.text(), self._help.text()) if part)
        self.editor.target().setAccessibleDescription(told)
