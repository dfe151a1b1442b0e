"""Handing the signed contract over: a copy on the worker's stick, on paper, or read off the screen by their phone.

The worker signs that it came (제17조제2항); until then every shift warns.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import JangbuError
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.handing_over import Copy, copy_of, deliver_copy, write_copy
from desktop.domains.labour.pages.slots import WORKER
from desktop.domains.labour.pages.text_codes import TextCodes
from desktop.entries.sign_panel import SignPanel
from desktop.jobs import Lane
from desktop.page_context import PageContext
from desktop.printing.to_printer import ask_printer
from desktop.theme import Tone
from desktop.widgets.file_field import FileField
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks


class HandOver(QWidget):
    """Emits `delivered` when the worker has signed for the copy."""

    delivered = Signal()

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._row: SubjectRow | None = None
        self._copy: Copy | None = None
        self._medium = ""
        self._heading, self._why = label("section"), label("quiet")
        self.stick = FileField(desk, "labour.delivery.stick", folder=True)
        self.stick.chosen.connect(self._on_stick_chosen)
        self.to_print = keyed_button(desk, "labour.delivery.print", self._on_print_asked, icon="printer")
        self.to_phone = keyed_button(desk, "labour.delivery.codes", self._on_codes_asked, icon="qr-code")
        self.codes = TextCodes(desk)
        self.codes.hide()
        self.outcome = Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.contracts.deliver")
        self.sign_panel.signed.connect(self._on_signed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        parts = (self._heading, self._why, self.stick, self.to_print, self.to_phone, self.codes)
        for part in (*parts, self.outcome, self.sign_panel):
            column.addWidget(part)
        self.hide()
        desk.follow(self, self._show)

    def show_employment(self, row: SubjectRow | None) -> None:
        """Ask for the copy of whoever signed; hidden while nothing is to be handed over."""
        self._row, self._copy, self._medium = row, None, ""
        contract = row.state.get("contract") if row else None
        self.setVisible(contract is not None and "delivered" not in contract)
        self.outcome.clear()
        self.codes.hide()
        self.sign_panel.hide()
        if row is None or contract is None:
            return
        words = self._desk.words
        self.sign_panel.ask([WORKER], self._context.standing())
        self.sign_panel.propose(bytes.fromhex(row.state["person"]["worker_key"]))
        self._context.session.read(
            lambda vault, replica: copy_of(vault, replica.network_id, row.id.hex(), words),
            owner=self,
            on_done=self._on_copy,
            on_error=self.outcome.say_error,
        )

    def _on_copy(self, copy: Copy) -> None:
        self._copy = copy
        for part in (self.stick, self.to_print, self.to_phone):
            part.setEnabled(True)

    def _on_stick_chosen(self, folder: Path) -> None:
        copy = self._copy
        if copy is None:
            return
        self._desk.jobs.run(
            lambda: write_copy(copy, folder),
            owner=self,
            on_done=lambda paths: self._handed("stick", "labour.delivery.written", path=str(paths[0])),
            on_error=self.outcome.say_error,
            lane=Lane.IO,
        )

    def _on_print_asked(self) -> None:
        if self._copy is None:
            return
        try:
            dialog = ask_printer(self._copy.pdf(), self, self._desk.jobs)
        except JangbuError as error:
            self.outcome.say_error(error)
            return
        dialog.accepted.connect(lambda: self._handed("printed", "labour.delivery.printed"))

    def _on_codes_asked(self) -> None:
        if self._copy is not None:
            self.codes.show_text(self._copy.text)
            self.codes.show()
            self._handed("qr", "labour.delivery.shown")

    def _handed(self, medium: str, key: str, **facts: str) -> None:
        """Now the worker may sign for it."""
        self._medium = medium
        self.outcome.say([Remark(self._desk.words.text(key, **facts), tone=Tone.GOOD)])
        self.sign_panel.show()
        self.sign_panel.focus_pin()

    def _on_signed(self) -> None:
        row, copy, medium = self._row, self._copy, self._medium
        if row is None or copy is None:
            return
        worker = self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0])
        # The worker signs and goes: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            lambda vault, replica: deliver_copy(vault, replica.network_id, row.id, medium, copy, worker),
            owner=self,
            on_done=lambda recorded: self.delivered.emit(),
            on_error=self.sign_panel.tell,
        )

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.delivery.title"))
        self._why.setText(words.text("labour.delivery.why"))
