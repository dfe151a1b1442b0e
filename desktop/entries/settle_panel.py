"""The form that settles a flag: what is flagged, how it is to be read, why, and a signature."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.settle import MarkedFlag
from core.ledger.contract import Finding, Severity
from core.ledger.settling import RESOLVE, RESOLVE_TYPE
from core.vault.drafts import KeptDraft
from desktop.desk import Desk
from desktop.entries.correction_panel import ENTRY, TARGET
from desktop.entries.recording import typed_entry
from desktop.entries.settling import Settlement, ask, sign
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Signer, Slot
from desktop.entries.wording import findings_text
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.words.sentences import sentence_text

FLAGGED, MARK, _FORM = "flagged", "mark", "form"
"""What a draft keeps beside its target: the flagged subject, the flag's mark, and what was typed."""
_ASKED = tuple(field for field in RESOLVE_TYPE.fields if field.name in ("outcome", "text"))


class SettlePanel(QWidget):
    """`signed` comes with the Intent, once the PIN is typed and the door says nothing that was not seen."""

    signed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        context: PageContext,
        flag: MarkedFlag,
        slot: Slot,
        what: str,
        draft: KeptDraft | None = None,
    ) -> None:
        """`what` is the flag in words, `slot` who may settle it."""
        super().__init__()
        self._desk, self._context, self._flag, self._draft = desk, context, flag, draft
        self._warned: frozenset[str] = frozenset()
        self.form = EntryForm(desk, _ASKED, RESOLVE)
        name_fields(self.form, _ASKED)
        self.form.submitted.connect(self._on_submitted)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "settle.sign")
        self.sign_panel.ask([slot], context.standing())
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(FlagCard(desk, Tone.WARN, what))
        column.addWidget(label("quiet", desk.words.text("settle.why", count=len(flag.entries))))
        for part in (self.form, self.remarks, self.sign_panel):
            column.addWidget(part)
        column.addStretch(1)
        self.setFocusProxy(self.form)
        if draft is not None:
            self.form.set_typed(draft.entry.typed.get(_FORM, {}))

    def _settlement(self) -> Settlement | None:
        """What was filled in, if nothing in it is wrong by itself."""
        typed = self.form.values()
        if typed.findings:
            return None
        return Settlement(self._flag, typed.body["outcome"], typed.body["text"])

    def _ask(self, settlement: Settlement, signer: Signer, on_done: Any, on_error: Any) -> None:
        self._context.session.read(
            lambda vault, replica: ask(vault, replica, settlement, signer),
            owner=self,
            on_done=on_done,
            on_error=on_error,
        )

    def _on_submitted(self) -> None:
        settlement, signers = self._settlement(), self.sign_panel.signers()
        if settlement is not None and signers:
            self._ask(settlement, signers[0], self._on_asked, self.remarks.say_error)

    def _on_asked(self, findings: list[Finding]) -> None:
        self._say(findings)
        if not any(one.severity is Severity.REFUSE for one in findings):
            self.sign_panel.focus_pin()

    def _on_signed(self) -> None:
        settlement, signer, pin = self._settlement(), self.sign_panel.signers()[0], self.sign_panel.pins()[0]
        if settlement is None:
            return
        self.sign_panel.setEnabled(False)
        self._ask(settlement, signer, partial(self._on_answer, settlement, signer, pin), self.tell_refused)

    def _on_answer(self, settlement: Settlement, signer: Signer, pin: str, findings: list[Finding]) -> None:
        refused = any(one.severity is Severity.REFUSE for one in findings)
        if refused or {one.code for one in findings} - self._warned:
            self.sign_panel.setEnabled(True)
            self._on_asked(findings)
            return
        signing, flag = signer.signing(pin), settlement.flag
        entry = typed_entry(
            self._context.standing(),
            RESOLVE_TYPE,
            {TARGET: next(iter(flag.entries), b""), FLAGGED: flag.subject, MARK: flag.mark, _FORM: self.form.typed()},
            sentence=sentence_text(RESOLVE_TYPE, settlement.draft(signing).body, self._desk.words),
            signer=signer,
            subject=flag.subject or None,
            form=ENTRY,
        )
        if entry is not None:
            kept = self._draft.id if self._draft is not None else None
            self.signed.emit(Intent(entry, (signing,), partial(sign, settlement, signing), kept=kept))

    def tell_refused(self, error: BaseException) -> None:
        """Say what is wrong: a PIN, or what the rules say."""
        if findings := self.sign_panel.tell_unless_found(error):
            self._say(list(findings))

    def _say(self, findings: list[Finding]) -> None:
        self._warned = frozenset(one.code for one in findings)
        self.remarks.say(
            [
                Remark(text, tone=Tone.BAD if one.severity is Severity.REFUSE else Tone.WARN)
                for one in findings
                for text in findings_text([one], self._desk.words, RESOLVE)
            ]
        )
