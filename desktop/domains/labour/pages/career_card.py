"""Issuing a career certificate that a worker asked for: both sign, then file and paper are saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.domains.labour.credential.proof import canonical
from core.domains.labour.rules.v1.person import worker_key
from core.domains.labour.rules.v1.records import Record, records
from core.vault.replica import Replica
from core.vault.views import SubjectRow, list_subjects
from desktop.desk import Desk
from desktop.domains.labour.documents import certificate_page
from desktop.domains.labour.pages.slots import EMPLOYER, WORKER
from desktop.domains.labour.working import Credential, issue_credential
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.printing.pdf import render_pdf
from desktop.theme import Tone
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow

_SHOWN_MAX = 500


def open_request(row: SubjectRow) -> Record | None:
    """The newest request of a worker, unless a certificate was issued on it."""
    asked = records(row.state, "requests")
    issued = {one["request"] for one in records(row.state, "credentials")}
    return asked[-1] if asked and asked[-1]["entry"] not in issued else None


def asking(replica: Replica) -> list[SubjectRow]:
    """Employments with a request that nobody answered yet, also of those who have left."""
    rows = list_subjects(replica, "employment", sort="staff_number", limit=_SHOWN_MAX)
    return [row for row in rows if open_request(row) is not None]


class CareerCard(QWidget):
    """`wanted` says whether there is anything to show here."""

    wanted = Signal(bool)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._rows: list[SubjectRow] = []
        self._heading, self._name, self._said = label("section"), label("label"), label("")
        self.who = QComboBox(self)
        self._name.setBuddy(self.who)
        self.who.setObjectName("field.career_worker")
        self.who.currentIndexChanged.connect(lambda place: self._show_chosen())
        self.sign_panel = SignPanel(desk, "labour.career.issue")
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self.file = SaveRow(desk, "labour.career.save_file", "career_file")
        self.paper = SaveRow(desk, "labour.career.save_paper", "career_paper")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        parts = (self._heading, self._name, self.who, self._said, self.sign_panel)
        for part in (*parts, self.outcome, self.paper, self.file):
            column.addWidget(part)
        desk.follow(self, self._show)

    def look(self) -> None:
        """Whoever asks for a certificate now."""
        self.outcome.clear()
        self.paper.hide()
        self.file.hide()
        self._ask_again()

    def _ask_again(self) -> None:
        self._context.session.read(
            lambda vault, replica: asking(replica), owner=self, on_done=self._on_found, on_error=self.outcome.say_error
        )

    def _on_found(self, rows: Sequence[SubjectRow]) -> None:
        self._rows = list(rows)
        self.who.clear()
        self.who.addItems([row.title for row in self._rows])
        self.sign_panel.ask([EMPLOYER, WORKER], self._context.standing())
        self._show_chosen()
        self.wanted.emit(bool(self._rows) or not self.file.isHidden())

    def _chosen(self) -> SubjectRow | None:
        place = self.who.currentIndex()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _show_chosen(self) -> None:
        row, words = self._chosen(), self._desk.words
        request = open_request(row) if row else None
        for part in (self._name, self.who, self._said, self.sign_panel):
            part.setVisible(request is not None)
        if row is None or request is None:
            return
        if (worker := worker_key(row.state)) is not None:
            self.sign_panel.propose(worker)
        names = ", ".join(words.text(f"choice.certified.{one}") for one in request["certified"])
        self._said.setText(words.text("labour.career.asked", names=names))

    def _on_signed(self) -> None:
        row = self._chosen()
        if row is None:
            return
        (employer, worker), pins = self.sign_panel.signers(), self.sign_panel.pins()
        # Both sign, and the paper is what they wait for: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            lambda vault, replica: issue_credential(
                vault, replica.network_id, row.id, employer.signing(pins[0]), worker.signing(pins[1])
            ),
            owner=self,
            on_done=lambda made: self._on_issued(row, made),
            on_error=self.sign_panel.tell,
        )

    def _on_issued(self, row: SubjectRow, made: Credential) -> None:
        words = self._desk.words
        self.sign_panel.clear()
        self.outcome.say([Remark(words.text("labour.career.issued", number=row.title), tone=Tone.GOOD)])
        moment = made.issued.local()
        self.paper.offer(
            f"career-{row.title}.pdf",
            lambda: render_pdf(certificate_page(made.document, words, made.issued), moment),
        )
        self.file.offer(f"career-{row.title}.json", lambda: canonical(made.document))
        self.paper.show()
        self.file.show()
        self._ask_again()

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.career.title"))
        self._name.setText(words.text("labour.career.who"))
        self.who.setAccessibleName(self._name.text())
        self._show_chosen()
