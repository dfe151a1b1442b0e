"""Order the erasure of what an entry holds about a person: the basis, what goes, and who signs beside this device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from core.actions.erase import erase
from core.actions.signing import Signing
from core.ledger.content import Attachment
from core.ledger.governance.erasure import BASES, ORDER, POWER, signatures_needed
from core.ledger.previews import files_of
from core.vault.drafts import KeptDraft, TypedEntry
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import HistoryRow
from desktop.desk import Desk
from desktop.entries.correction_panel import ENTRY, TARGET
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.holding import Intent
from desktop.page_context import PageContext
from desktop.standing import Standing
from desktop.theme import Tone
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import Form, told_error
from desktop.widgets.labels import label
from desktop.words.sentences import type_name

_FORM_VERSION = 1


def may_erase(standing: Standing) -> bool:
    """Whether this device holds the power to erase."""
    granted = standing.network.granted if standing.network else ()
    return any(one.key == standing.device and POWER in one.powers for one in granted)


class ErasePanel(QWidget):
    """`signed` comes with the Intent, once the PINs are typed."""

    signed = Signal(object)

    def __init__(self, desk: Desk, context: PageContext, row: HistoryRow, draft: KeptDraft | None = None) -> None:
        super().__init__()
        self._desk, self._context, self._row, self._draft = desk, context, row, draft
        words, content = desk.words, row.entry.content
        self.basis, self.note = QComboBox(), QLineEdit()
        for basis in BASES:
            self.basis.addItem(words.text(f"choice.basis.{basis}"), basis)
        self.whole = QCheckBox(words.text("erase.whole"))
        nothing_else = not (content.sealed or content.attachments)
        self.whole.setChecked(nothing_else)
        self.whole.setEnabled(not nothing_else)
        self.form = Form(desk)
        what = words.text("erase.what", parts=len(content.sealed), files=len(files_of(content.attachments)))
        self.form.column.addWidget(FlagCard(desk, Tone.WARN, what, do=words.text("erase.for_ever")))
        self.form.add("basis", "field.core.entry.erase.basis", self.basis)
        self.form.add("note", "field.core.entry.erase.note", self.note, "erase.note.help")
        self.form.column.addWidget(self.whole)
        self.sign_panel = SignPanel(desk, "erase.go")
        network = context.standing().network
        holders = [one for one in network.granted if POWER in one.powers] if network else []
        needed = signatures_needed(len(holders)) - 1
        self.sign_panel.ask([Slot(frozenset(), power=POWER)] * needed, context.standing())
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._problem = label("error")
        self._problem.hide()
        column.addWidget(self.form)
        column.addWidget(self._problem)
        column.addWidget(self.sign_panel)
        column.addStretch(1)
        self.setFocusProxy(self.form)
        if draft is not None:
            self._fill(draft.entry.typed)

    def _fill(self, typed: Mapping[str, Any]) -> None:
        self.basis.setCurrentIndex(max(0, self.basis.findData(typed["basis"])))
        self.note.setText(typed["note"])
        self.whole.setChecked(self.whole.isChecked() or bool(typed["whole"]))

    def _on_signed(self) -> None:
        network, signers = self._context.standing().network, self.sign_panel.signers()
        if network is None:
            return
        signings = tuple(one.signing(pin) for one, pin in zip(signers, self.sign_panel.pins(), strict=True))
        words, basis, content = self._desk.words, self.basis.currentData(), self._row.entry.content
        note, whole = self.note.text().strip(), self.whole.isChecked()
        entry = TypedEntry(
            network=network.id,
            type=ORDER,
            version=_FORM_VERSION,
            typed={TARGET: self._row.entry.id, "basis": basis, "note": note, "whole": whole},
            sentence=words.text("erase.waits", type=type_name(content.type, words), basis=self.basis.currentText()),
            subject=content.subject,
            form=ENTRY,
        )
        self.sign_panel.setEnabled(False)
        self._problem.hide()
        recording = partial(_order, self._row.entry.id, basis, note, whole, signings)
        self.signed.emit(Intent(entry, signings, recording, kept=self._draft.id if self._draft is not None else None))

    def problem(self) -> str:
        """What is said to be wrong."""
        return self.sign_panel.problem() if self._problem.isHidden() else self._problem.text()

    def tell_refused(self, error: BaseException) -> None:
        """What the rules say stands below the form, a wrong PIN below the signatures."""
        if self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self._problem.setText(told_error(error, self._desk))
            self._problem.show()


def _order(
    entry: bytes,
    basis: str,
    note: str,
    whole: bool,
    signings: Sequence[Signing],
    vault: Vault,
    replica: Replica,
    attached: Sequence[Attachment],
) -> None:
    erase(vault, replica.network_id, entry, basis, note=note, whole=whole, signings=signings)
