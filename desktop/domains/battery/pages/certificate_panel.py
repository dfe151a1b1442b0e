"""Issuing the grade certificate: language and PIN, then the paper as it is, to be saved and printed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.actions.record import required_type
from core.errors import InputError
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.domains.battery.documents import ISSUE, Issued, issue_certificate
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.page_context import PageContext
from desktop.printing.preview import PrintPreview
from desktop.printing.to_printer import ask_printer
from desktop.theme import Tone
from desktop.widgets.field_editors import ChoiceEditor
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow
from desktop.words import LANGUAGES

_PREVIEW_MIN_PX = 480


class CertificatePanel(QWidget):
    """`issued` comes when the paper is made and its making is in the ledger."""

    issued = Signal()

    def __init__(self, desk: Desk, context: PageContext, battery: bytes) -> None:
        super().__init__()
        self._desk, self._context, self._battery = desk, context, battery
        self._pdf = b""
        words = desk.words
        self._why = label("quiet", words.text("battery.certificate.why"))
        self._language_name = label("label", words.text("battery.certificate.language"))
        self.language = ChoiceEditor(LANGUAGES, lambda code: words.text(f"choice.language.{code}"), desk)
        self.language.set_value(words.language)
        self.language.target().setObjectName("field.language")
        self.language.set_name(self._language_name.text())
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "battery.certificate.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.preview = PrintPreview(words.text("battery.certificate.preview"))
        self.preview.setMinimumHeight(_PREVIEW_MIN_PX)
        self.preview.hide()
        self.save = SaveRow(desk, "battery.certificate.save", "certificate.path")
        self.save.hide()
        self.print_button = keyed_button(desk, "battery.certificate.print", self._on_print_asked, icon="printer")
        self.print_button.hide()
        printing = FlowLayout()
        printing.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._why, self._language_name, self.language, self.sign_panel, self.remarks, self.save):
            column.addWidget(part)
        column.addLayout(printing)
        column.addWidget(self.preview, 100)
        column.addStretch(1)
        self.setFocusProxy(self.sign_panel)
        context.session.read(
            lambda vault, replica: required_type(replica, ISSUE).roles,
            owner=self,
            on_done=self._on_roles,
            on_error=self.remarks.say_error,
        )

    def _on_roles(self, roles: frozenset[str]) -> None:
        self.sign_panel.ask([Slot(roles)], self._context.standing())
        if self.isVisible():
            self.sign_panel.focus_pin()

    def pdf(self) -> bytes:
        """The paper; empty before it was issued."""
        return self._pdf

    def _on_signed(self) -> None:
        signer, pin = self.sign_panel.signers()[0], self.sign_panel.pins()[0]
        language = self.language.value() or self._desk.words.language
        self.sign_panel.setEnabled(False)

        def work(vault: Vault, replica: Replica) -> Issued:
            return issue_certificate(vault, replica.network_id, self._battery, [signer.signing(pin)], language)

        # The paper is what somebody waits for: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(work, owner=self, on_done=self._on_issued, on_error=self._on_refused)

    def _on_issued(self, issued: Issued) -> None:
        self._pdf = issued.pdf
        for part in (self._why, self._language_name, self.language, self.sign_panel):
            part.hide()
        self.preview.show_pdf(issued.pdf)
        self.save.offer(issued.name, lambda: issued.pdf)
        self.remarks.say([Remark(self._desk.words.text("battery.certificate.issued"), tone=Tone.GOOD)])
        for shown in (self.preview, self.save, self.print_button):
            shown.show()
        self.save.edit.setFocus()
        self.issued.emit()

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self.remarks.say_findings(findings, ISSUE)

    def _on_print_asked(self) -> None:
        try:
            ask_printer(self._pdf, self, self._desk.jobs)
        except InputError as error:
            self.remarks.say_error(error)
