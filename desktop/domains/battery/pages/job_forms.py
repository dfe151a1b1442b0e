"""The forms of a job: one for each entry that it makes, in a column, with seldom used fields folded away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from core.errors import InputError
from core.ledger.contract import EntryType, Field, FieldKind, Finding, State
from core.vault.drafts import TypedEntry
from desktop.desk import Desk
from desktop.domains.battery.pages.jobs import SELDOM, likely_values
from desktop.entries.pictures import kept_reader
from desktop.entries.signers import members
from desktop.page_context import PageContext
from desktop.shell.page import card
from desktop.standing import Standing
from desktop.widgets.buttons import tell_apart
from desktop.widgets.entry_form import EntryForm, FormValues
from desktop.widgets.field_editors import LineEditor
from desktop.widgets.file_list import FileList
from desktop.widgets.keyed import TYPED, keyed_button, name_fields
from desktop.widgets.labels import label
from desktop.words.sentences import type_name

VISUAL = "battery.inspect.visual"


class JobForms(QWidget):
    """`submitted` comes when the last field was left with Enter, or with Ctrl+Enter anywhere."""

    submitted = Signal()
    changed = Signal()

    def __init__(
        self, desk: Desk, context: PageContext, types: Sequence[EntryType], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self.types = desk, tuple(types)
        self.forms = [EntryForm(desk, kind.fields, kind.name) for kind in types]
        self.files = FileList(desk, "battery.files", kept_reader(context.session)) if types[0].attachments else None
        self._known: list[frozenset[str]] = [frozenset() for _ in types]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(24)
        for place, (kind, form) in enumerate(zip(types, self.forms, strict=True)):
            column.addWidget(self._framed(kind, form))
            form.submitted.connect(lambda place=place: self._on_submitted(place))
            form.changed.connect(self.changed)
            name_fields(form, kind.fields)
        if self.files is not None:
            column.addWidget(self.files)
        column.addStretch(1)
        self.setFocusProxy(self.forms[0])

    def fill(self, state: State, standing: Standing, today: date) -> None:
        """Put likely values in; what was typed before is cleared. The page is not told of each change."""
        self.blockSignals(True)
        self._known = []
        for kind, form in zip(self.types, self.forms, strict=True):
            form.clear()
            likely = likely_values(kind.name, state, standing, today)
            form.set_values(likely)
            self._known.append(frozenset(likely))
            self._complete_members(kind, form, standing)
        if self.files is not None:
            self.files.clear()
        self.blockSignals(False)

    def known(self) -> list[frozenset[str]]:
        """Fields that were put in beforehand."""
        return list(self._known)

    def complete(self) -> bool:
        """Whether every required field has a value, typed or put in beforehand."""
        return all(
            one.name in (body if one.kind in TYPED else known)
            for kind, body, known in zip(self.types, self.peek(), self._known, strict=True)
            for one in kind.fields
            if one.required
        )

    def typed(self) -> dict[str, Any]:
        """What stands in each form, whole or not, by its type, as `set_typed` takes it back."""
        return {kind.name: form.typed() for kind, form in zip(self.types, self.forms, strict=True)}

    def set_typed(self, draft: TypedEntry) -> None:
        """Put a draft back, with its files; nothing that was typed stays folded away."""
        for kind, form in zip(self.types, self.forms, strict=True):
            typed = draft.typed.get(kind.name, {})
            form.set_typed(typed)
            for name in SELDOM.get(kind.name, frozenset()) & typed.keys():
                form.set_field_visible(name, True)
        if self.files is not None:
            self.files.keep(draft.attachments)

    def peek(self) -> list[dict[str, Any]]:
        """What is in the forms so far, without a word about what is missing."""
        return [self._peeked(kind, form) for kind, form in zip(self.types, self.forms, strict=True)]

    def values(self) -> list[FormValues]:
        """Read all forms, say under each field what is wrong, and leave the focus on the first such field."""
        found = [form.values() for form in self.forms]
        self._focus_first([one.findings for one in found])
        return found

    def show_findings(self, findings: Sequence[Sequence[Finding]]) -> None:
        """Say what the door found, under the fields that it is about."""
        for form, said in zip(self.forms, findings, strict=True):
            form.show_findings(said)
        self._focus_first(findings)

    def field_names(self) -> frozenset[str]:
        """Fields under which something can be said."""
        return frozenset(one.name for kind in self.types for one in kind.fields if one.kind in TYPED)

    def _focus_first(self, findings: Sequence[Sequence[Finding]]) -> None:
        for kind, form, said in zip(self.types, self.forms, findings, strict=True):
            typed = {one.name for one in kind.fields if one.kind in TYPED}
            wrong = {one.field.split(".")[0] for one in said} & typed
            for field in kind.fields:
                if field.name in wrong:
                    form.set_field_visible(field.name, True)
            if wrong:
                form.show_findings(said)  # last, so that the focus is where the first problem is
                return

    def _framed(self, kind: EntryType, form: EntryForm) -> QWidget:
        parts: list[QWidget] = [self._heading(kind.name)]
        if kind.name == VISUAL:
            parts.append(
                keyed_button(self._desk, "battery.visual.clean", lambda: self._all_clean(kind, form), icon="check")
            )
        seldom = [one for one in kind.fields if one.name in SELDOM.get(kind.name, frozenset())]
        for field in seldom:
            form.set_field_visible(field.name, False)
        parts.append(form)
        if seldom:
            more = keyed_button(self._desk, "battery.more", icon="chevron-down", kind="plain")
            more.setObjectName(f"battery.more.{kind.name}")
            tell_apart(self._desk, more, "battery.more", lambda: type_name(kind.name, self._desk.words))
            more.clicked.connect(lambda checked: self._unfold(form, seldom, more))
            parts.append(more)
        return card(*parts)

    def _heading(self, name: str) -> QWidget:
        made = label("section")
        self._desk.follow(made, lambda: made.setText(type_name(name, self._desk.words)))
        return made

    def _unfold(self, form: EntryForm, seldom: Sequence[Field], more: QWidget) -> None:
        for field in seldom:
            form.set_field_visible(field.name, True)
        more.hide()
        form.editor(seldom[0].name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _all_clean(self, kind: EntryType, form: EntryForm) -> None:
        """One deliberate act instead of eight; whatever was already marked stays."""
        for field in kind.fields:
            if field.kind is FieldKind.CHOICE and form.editor(field.name).value() is None:
                form.set_value(field.name, "none")
        form.editor("note").setFocus(Qt.FocusReason.OtherFocusReason)

    def _complete_members(self, kind: EntryType, form: EntryForm, standing: Standing) -> None:
        """The first letters of an organisation are enough."""
        if any(one.name == "to_member" for one in kind.fields):
            editor = form.editor("to_member")
            assert isinstance(editor, LineEditor)
            completer = QCompleter(members(standing), editor)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            editor.edit.setCompleter(completer)

    def _peeked(self, kind: EntryType, form: EntryForm) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for field in kind.fields:
            if field.kind not in TYPED:
                continue
            try:
                value = form.editor(field.name).value()
            except InputError:
                continue
            if value is not None:
                body[field.name] = value
        return body

    def _on_submitted(self, place: int) -> None:
        """Enter at the end of one form goes on to the next while something is missing there."""
        for kind, form in list(zip(self.types, self.forms, strict=True))[place + 1 :]:
            body = self._peeked(kind, form)
            missing = next((one.name for one in kind.fields if one.required and one.name not in body), None)
            if missing is not None:
                form.editor(missing).setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.submitted.emit()
