"""The form of a correction: the corrected values where they are amended, always the reason, and a signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import RefusedError
from core.ledger.contract import EntryType, Finding, Severity
from core.ledger.shared import AMEND, REASON
from desktop.desk import Desk
from desktop.entries.correcting import Correction, ask, sign
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.entries.wording import findings_text
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks


class CorrectionPanel(QWidget):
    """`done` comes when the correction is in the ledger."""

    done = Signal()

    def __init__(
        self,
        desk: Desk,
        context: PageContext,
        wanted: Correction,
        roles: frozenset[str],
        kind: EntryType,
        body: Mapping[str, Any],
    ) -> None:
        super().__init__()
        self._desk, self._context, self._wanted, self._kind = desk, context, wanted, kind
        self._warned: frozenset[str] = frozenset()
        self.form = EntryForm(desk, kind.fields, kind.name) if wanted.type == AMEND else None
        self.reason = EntryForm(desk, (REASON,), wanted.type)
        name_fields(self.reason, (REASON,))
        self.reason.submitted.connect(self._on_submitted)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, f"correct.{wanted.type}.sign")
        self.sign_panel.ask([Slot(roles)], context.standing())
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
        warned = self._warned
        self.sign_panel.setEnabled(False)

        def work(vault, replica):
            findings = ask(vault, replica, correction, signer)
            refused = any(one.severity is Severity.REFUSE for one in findings)
            unseen = {one.code for one in findings} - warned
            return findings if refused or unseen else sign(vault, replica, correction, signer, pin)

        self._context.session.act(work, owner=self, on_done=self._on_answer, on_error=self._on_refused)

    def _on_answer(self, answer: object) -> None:
        self.sign_panel.setEnabled(True)
        if isinstance(answer, list):
            self._on_asked(answer)
        else:
            self.done.emit()

    def _on_refused(self, error: BaseException) -> None:
        self.sign_panel.setEnabled(True)
        findings = error.facts.get("findings") if isinstance(error, RefusedError) else None
        if findings:
            self._say(list(findings))
        else:
            self.sign_panel.tell(error)

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
