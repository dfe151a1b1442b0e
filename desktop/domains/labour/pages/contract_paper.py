"""The contract as PDF for the shop's own file: below the law check, and of what both signed, never of what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.contract import Finding, Severity
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.papers import contract_paper
from desktop.page_context import PageContext
from desktop.printing.document import PrintedDocument
from desktop.printing.pdf import render_pdf
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remarks
from desktop.widgets.save_row import SaveRow


class ContractPaper(QWidget):
    """Says why there is no paper, or none of what stands in the form, while the law check has something to mend."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._signed: datetime | None = None
        self._gap = False
        self._heading, self._told = label("section"), label("quiet")
        self.outcome = Remarks(desk)
        self.save = SaveRow(desk, "labour.contracts.save", "contract_path")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._told, self.outcome, self.save):
            column.addWidget(part)
        desk.follow(self, self._show)

    def show_employment(self, row: SubjectRow | None) -> None:
        """Offer the newest contract that this worker and the shop signed."""
        self._signed = None
        self.outcome.clear()
        self._show()
        if row is None or not row.state.get("contract"):
            return
        words = self._desk.words

        def offer(paper: tuple[PrintedDocument, datetime]) -> None:
            self._signed = paper[1]
            self.save.offer(f"contract-{row.title}.pdf", lambda: render_pdf(*paper))
            self._show()

        self._context.session.read(
            lambda vault, replica: contract_paper(vault, replica.network_id, row.id.hex(), words),
            owner=self,
            on_done=offer,
            on_error=self.outcome.say_error,
        )

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """What the law check says of the form as it stands."""
        self._gap = any(one.severity is Severity.REFUSE for one in findings)
        self._show()

    def told(self) -> str:
        """Which contract the paper is of, and why it is not what stands in the form."""
        return self._told.text()

    def _show(self) -> None:
        words, signed = self._desk.words, self._signed
        self._heading.setText(words.text("labour.contracts.paper"))
        self.save.setVisible(signed is not None)
        key = ("signed" if signed else "none") + ("_gap" if self._gap else "")
        self._told.setText(words.text(f"labour.contracts.paper.{key}", day=words.day(signed.date()) if signed else ""))
