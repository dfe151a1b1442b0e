"""The form of a correction: the corrected values where they are amended, always the reason, and a signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.contract import EntryType, Finding, Severity
from core.ledger.shared import AMEND, REASON
from core.vault.drafts import KeptDraft
from desktop.desk import Desk
from desktop.entries.correcting import Correction, ask, sign
from desktop.entries.recording import typed_entry
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Signer, Slot
from desktop.entries.wording import findings_text
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.words.sentences import sentence_text

ENTRY = "entry"
"""The place where an entry is shown whole; drafts about it are opened there."""
TARGET, _REASON, _FORM = "target", "reason", "form"
"""What a draft of a correction keeps: of which entry, the reason, the corrected values."""


class CorrectionPanel(QWidget):
    """`signed` comes with the Intent, once the PIN is typed and the door says nothing that was not seen."""

    signed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        context: PageContext,
        wanted: Correction,
        correction: EntryType,
        kind: EntryType,
        body: Mapping[str, Any],
        draft: KeptDraft | None = None,
    ) -> None:
        """`correction` is the type of the correction itself, `kind` that of the entry with its present `body`."""
        super().__init__()
        self._desk, self._context, self._wanted, self._kind = desk, context, wanted, kind
        self._correction_type, self._draft = correction, draft
        self._warned: frozenset[str] = frozenset()
        self.form = EntryForm(desk, kind.fields, kind.name) if wanted.type == AMEND else None
        self.reason = EntryForm(desk, (REASON,), wanted.type)
        name_fields(self.reason, (REASON,))
        self.reason.submitted.connect(self._on_submitted)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, f"correct.{wanted.type}.sign")
        self.sign_panel.ask([Slot(correction.roles)], context.standing())
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label("quiet", desk.words.text(f"correct.{wanted.type}.why")))
        if self.form is not None:
            name_fields(self.form, kind.fields)
            self.form.set_values(body)
            self.form.submitted.connect(partial(self.reason.setFocus, Qt.FocusReason.TabFocusReason))
            column.addWidget(self.form)
        for part in (self.reason, self.remarks, self.sign_panel):
            column.addWidget(part)
        column.addStretch(1)
        self.setFocusProxy(self.form or self.reason)
        if draft is not None:
            self._fill(draft.entry.typed)

    def _fill(self, typed: Mapping[str, Any]) -> None:
        self.reason.set_typed(typed.get(_REASON, {}))
        if self.form is not None:
            self.form.set_typed(typed.get(_FORM, {}))

    def _correction(self) -> Correction | None:
        """What was filled in, if nothing in it is wrong by itself."""
        reason = self.reason.values()
        body = self.form.values() if self.form is not None else None
        if reason.findings or (body is not None and body.findings):
            return None
        wanted = self._wanted
        return replace(wanted, reason=reason.body["reason"], body=body.body if body is not None else None)

    def _on_submitted(self) -> None:
        correction, signers = self._correction(), self.sign_panel.signers()
        if correction is not None and signers:
            self._context.session.read(
                lambda vault, replica: ask(vault, replica, correction, signers[0]),
                owner=self,
                on_done=self._on_asked,
                on_error=self.remarks.say_error,
            )

    def _on_asked(self, findings: list[Finding]) -> None:
        self._say(findings)
        if not any(one.severity is Severity.REFUSE for one in findings):
            self.sign_panel.focus_pin()

    def _on_signed(self) -> None:
        correction, signer, pin = self._correction(), self.sign_panel.signers()[0], self.sign_panel.pins()[0]
        if correction is None:
            return
        self.sign_panel.setEnabled(False)
        self._context.session.read(
            lambda vault, replica: ask(vault, replica, correction, signer),
            owner=self,
            on_done=partial(self._on_answer, correction, signer, pin),
            on_error=self.tell_refused,
        )

    def _on_answer(self, correction: Correction, signer: Signer, pin: str, findings: list[Finding]) -> None:
        refused = any(one.severity is Severity.REFUSE for one in findings)
        if refused or {one.code for one in findings} - self._warned:
            self.sign_panel.setEnabled(True)
            self._on_asked(findings)
            return
        signing = signer.signing(pin)
        entry = typed_entry(
            self._context.standing(),
            self._correction_type,
            {
                TARGET: correction.target,
                _REASON: self.reason.typed(),
                **({_FORM: self.form.typed()} if self.form is not None else {}),
            },
            sentence=sentence_text(self._correction_type, correction.draft(signing).body, self._desk.words),
            signer=signer,
            subject=correction.subject,
            form=ENTRY,
        )
        if entry is not None:
            kept = self._draft.id if self._draft is not None else None
            self.signed.emit(Intent(entry, (signing,), partial(sign, correction, signing), kept=kept))

    def tell_refused(self, error: BaseException) -> None:
        """Say what is wrong: a PIN, or what the rules say."""
        if findings := self.sign_panel.tell_unless_found(error):
            self._say(list(findings))

    def _say(self, findings: list[Finding]) -> None:
        refused = [one for one in findings if one.severity is Severity.REFUSE]
        shown = {one.name for one in self._kind.fields} if self.form is not None else set[str]()
        if self.form is not None:
            self.form.show_findings(refused)
        self._warned = frozenset(one.code for one in findings)
        self.remarks.say(
            [
                Remark(text, tone=Tone.BAD if one.severity is Severity.REFUSE else Tone.WARN)
                for one in findings
                if one.severity is not Severity.REFUSE or one.field.split(".")[0] not in shown
                for text in findings_text([one], self._desk.words, self._kind.name)
            ]
        )
