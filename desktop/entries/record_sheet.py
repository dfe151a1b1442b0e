"""What is filled in for one entry of a type: whom it is about, the form, the files that go along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.ledger.contract import Effect, EntryType, FieldKind, Finding, Severity
from core.vault.drafts import TypedEntry
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.entries.pictures import kept_reader
from desktop.entries.plain import is_plain
from desktop.entries.recording import Order, filled_in, typed_entry
from desktop.entries.rows import title_of
from desktop.entries.sealed_sheet import SEALED, SealedSheet
from desktop.entries.signers import Signer
from desktop.entries.story import Story, entry_sentence, load
from desktop.entries.subject_picker import Picked, SubjectPicker
from desktop.entries.wording import findings_text
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.file_list import FileList
from desktop.widgets.keyed import name_fields
from desktop.widgets.remarks import Remark
from desktop.words import Words
from desktop.words.sentences import sentence_text


class RecordSheet(QFrame):
    """A card; `submitted` comes from the form, `changed` with everything that is typed or chosen."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, desk: Desk, context: PageContext, kind: EntryType, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context, self.kind = desk, context, kind
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.picker: SubjectPicker | None = None
        if not kind.opens:
            picked = Picked(kind.about, _say_subject, "pick", "subject")
            self.picker = SubjectPicker(desk, context.session, picked)
            self.picker.chosen.connect(self._on_subject_chosen)
            column.addWidget(self.picker)
        self._fields = tuple(field for field in kind.fields if field.kind in filled_in(kind))
        self.form = EntryForm(desk, self._fields, kind.name, picking=True)
        name_fields(self.form, self._fields)
        self.form.submitted.connect(self._on_form_submitted)
        self.form.changed.connect(self.changed)
        column.addWidget(self.form)
        self.sealed = SealedSheet(desk, context.standing(), kind) if kind.sealed and is_plain(kind) else None
        if self.sealed is not None:
            self.sealed.changed.connect(self.changed)
            self.sealed.submitted.connect(self.submitted)
            column.addWidget(self.sealed)
        self.files = FileList(desk, "record.files", kept_reader(context.session)) if kind.attachments else None
        if self.files is not None:
            column.addWidget(self.files)
        column.addStretch(1)
        self.setFocusProxy(self.form)

    def fill(self, draft: TypedEntry | None, subject: bytes | None) -> None:
        """Put a draft in, or only whom it is about; the keyboard goes where the next thing is missing."""
        if draft is not None:
            self.form.set_typed({name: typed for name, typed in draft.typed.items() if name != SEALED})
            if self.sealed is not None:
                self.sealed.set_typed(draft.typed.get(SEALED) or {})
            if self.files is not None:
                self.files.keep(draft.attachments)
        if self.picker is not None and subject is not None:
            self.picker.choose(subject)
        elif self.picker is not None:
            self.picker.suggest()
        start = self.picker if self.picker is not None and subject is None else self.form
        if self.isVisible():
            start.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_anew(self) -> None:
        """Empty for the next entry about the same subject."""
        self.form.clear()
        if self.sealed is not None:
            self.sealed.clear()
        if self.files is not None:
            self.files.clear()
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def subject(self) -> SubjectRow | None:
        """Whom the entry is about, once that was chosen."""
        return self.picker.subject() if self.picker is not None else None

    def sentence(self, words: Words) -> str:
        """What would be signed so far; empty before anything was typed."""
        body, row = self.form.peek(), self.subject()
        about = f"{_say_subject(row, words)} — " if row else ""
        return about + sentence_text(self.kind, body, words) if body else ""

    def order(self, signers: Sequence[Signer]) -> Order | None:
        """The entry to be, if nothing in it is wrong by itself; else it was said and has the focus."""
        row = self.subject()
        if self.picker is not None and row is None:
            self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        sealed, seals = self.sealed.parts(signers) if self.sealed is not None else ((), True)
        values = self.form.values()
        if values.findings or not seals or not signers:
            return None
        if self.files is not None and not self.files.decided():
            return None
        files = self.files.files() if self.files is not None else ()
        return Order(((self.kind.name, values.body),), row.id if row else None, tuple(signers), files, sealed)

    def typed(self, signer: Signer | None, sentence: str) -> TypedEntry | None:
        """What stands here, whole or not, for a draft."""
        row = self.subject()
        return typed_entry(
            self._context.standing(),
            self.kind,
            self.typed_so_far(),
            sentence=sentence,
            signer=signer,
            subject=row.id if row else None,
            attached=self.files.kept() if self.files is not None else (),
        )

    def typed_so_far(self) -> dict[str, Any]:
        """What was typed, for a draft; sealed parts lie below a name of their own, which no field has."""
        sealed = self.sealed.typed() if self.sealed is not None else {}
        return {**self.form.typed(), **({SEALED: sealed} if sealed else {})}

    def _on_form_submitted(self) -> None:
        """After the last field comes the first sealed one."""
        if self.sealed is not None and not self.sealed.isAncestorOf(self.focusWidget() or self):
            self.sealed.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def say(self, findings: Sequence[Finding]) -> list[Remark]:
        """Say refusals under their fields; what has no field, and warnings, are given back to be said elsewhere."""
        refused = [one for one in findings if one.severity is Severity.REFUSE]
        self.form.show_findings([one for one in refused if not one.field.startswith(f"{SEALED}.")])
        if self.sealed is not None:
            self.sealed.say(refused)
        shown = {field.name for field in self._fields} | ({SEALED} if self.sealed is not None else set())
        return [
            Remark(text, tone=Tone.BAD if one in refused else Tone.WARN)
            for one in findings
            if one not in refused or one.field.split(".")[0] not in shown
            for text in findings_text([one], self._desk.words, self.kind.name)
        ]

    def _on_subject_chosen(self, row: SubjectRow) -> None:
        self.changed.emit()
        if any(field.kind in (FieldKind.ENTRY, FieldKind.ENTRIES) for field in self._fields):
            self._context.session.read(
                lambda vault, replica: load(vault, replica, row.id), owner=self, on_done=self._on_history
            )
        if self.isVisible():
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)


    def _on_history(self, story: Story) -> None:
        """An entry names another one of the same history, the newest first."""
        words = self._desk.words
        counting = [row for row in reversed(story.rows) if row.effect is Effect.COUNTS]
        self.form.offer_entries(
            [
                (row.entry.id, f"{words.minute(row.entry.content.occurred_at)} {entry_sentence(story, row, words)}")
                for row in counting
            ]
        )


def _say_subject(row: SubjectRow, words: Words) -> str:
    return title_of(row.kind, row.title, words)
