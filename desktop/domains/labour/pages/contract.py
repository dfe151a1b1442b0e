"""The contract maker: the standard form at the left, what the law says of it at the right, and both signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.domains.labour.rules.v1.contract_form import FORM
from core.domains.labour.rules.v1.person import worker_key
from core.ledger.contract import Finding
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.keeping import PROPOSE, contract_findings, deliver, sign_contract
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.week_table import WeekTable
from desktop.domains.labour.papers import contract_paper
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.printing.document import PrintedDocument
from desktop.printing.pdf import render_pdf
from desktop.session import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow
from desktop.widgets.side_by_side import SideBySide, stacked

EMPLOYER, WORKER = Slot(frozenset({"employer"}), "employer"), Slot(frozenset({"worker"}), "worker")
_TYPED = tuple(one for one in FORM if one.name != "days")
_USUAL: dict[str, Any] = {"kind": "part_time", "simple_labour": False, "weekly_holiday": 6, "excess_percent": 50}


class ContractPage(Page):
    """Choose who; fill in; what is missing or unlawful is said while typing; both sign; the worker takes a copy."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.contracts.title")
        self._context = context
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.chosen.connect(self._on_chosen)
        self.form = EntryForm(desk, _TYPED, PROPOSE)
        name_fields(self.form, _TYPED)
        self.form.changed.connect(self._on_changed)
        self.week = WeekTable(desk)
        self.week.changed.connect(self._on_changed)
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.contracts.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self.delivery = SignPanel(desk, "labour.contracts.deliver")
        self.delivery.signed.connect(self._on_delivered)
        self.save = SaveRow(desk, "labour.contracts.save", "contract_path")
        self.save.hide()
        self._week_heading, self._law_heading, self._own_heading = (label("section") for _ in range(3))
        self._signing = card(self._own_heading, self.sign_panel)
        self._lay_out()
        self._wait_for_copy(False)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        standing = self._context.standing()
        self.sign_panel.ask([EMPLOYER, WORKER], standing)
        self.delivery.ask([WORKER], standing)
        if isinstance(target, bytes):
            self.picker.choose(target)
        else:
            self.picker.suggest()

    def body(self) -> dict[str, Any]:
        """What is filled in so far."""
        days = self.week.days()
        return {**self.form.peek(), **({"days": days} if days else {})}

    def _on_chosen(self, row: SubjectRow) -> None:
        """Start from the contract in force, or from what is usual."""
        self.outcome.clear()
        contract = row.state.get("contract")
        self._offer_paper(row if contract else None)
        known = {one.name: (contract or _USUAL).get(one.name) for one in _TYPED}
        self.form.set_values(known)
        self.week.set_days((contract or {}).get("days", []))
        self._wait_for_copy(contract is not None and "delivered" not in contract)
        if (worker := worker_key(row.state)) is not None:
            self.sign_panel.propose(worker)
            self.delivery.propose(worker)
        self._on_changed()

    def _on_changed(self) -> None:
        row, signers = self.picker.subject(), self.sign_panel.signers()
        if row is None or not signers:
            return
        body = self.body()
        self._context.session.read(
            lambda vault, replica: contract_findings(vault, replica.network_id, row.id, body, signers[0].signing()),
            owner=self,
            on_done=self._on_checked,
            on_error=self.remarks.say_error,
        )

    def _on_checked(self, findings: Sequence[Finding]) -> None:
        self.remarks.say_findings(findings, PROPOSE)
        if not findings:
            self.remarks.say([Remark(self.desk.words.text("labour.contracts.fine"), tone=Tone.GOOD)])

    def _on_signed(self) -> None:
        row = self.picker.subject()
        values = self.form.values()
        if row is None or values.findings:
            return
        body = self.body()
        (employer, worker), pins = self.sign_panel.signers(), self.sign_panel.pins()
        self._context.session.act(
            lambda vault, replica: sign_contract(
                vault, replica.network_id, row.id, body, employer.signing(pins[0]), worker.signing(pins[1])
            ),
            owner=self,
            on_done=lambda recorded: self._on_done("labour.contracts.signed", row, True),
            on_error=self._on_refused,
        )

    def _on_delivered(self) -> None:
        row = self.picker.subject()
        if row is None:
            return
        worker, pin = self.delivery.signers()[0], self.delivery.pins()[0]
        self._context.session.act(
            lambda vault, replica: deliver(vault, replica.network_id, row.id, "printed", worker.signing(pin)),
            owner=self,
            on_done=lambda recorded: self._on_done("labour.contracts.delivered", row, False),
            on_error=self.delivery.tell,
        )

    def _on_done(self, key: str, row: SubjectRow, waits_for_copy: bool) -> None:
        self.outcome.say([Remark(self.desk.words.text(key, number=row.title), tone=Tone.GOOD)])
        self._offer_paper(row)
        self.sign_panel.clear()
        self.delivery.clear()
        self._wait_for_copy(waits_for_copy)

    def _offer_paper(self, row: SubjectRow | None) -> None:
        """The signed contract as PDF, for the worker's copy."""
        self.save.hide()
        if row is None:
            return
        words = self.desk.words

        def offer(paper: tuple[PrintedDocument, datetime]) -> None:
            self.save.offer(f"contract-{row.title}.pdf", lambda: render_pdf(*paper))
            self.save.show()

        self._context.session.read(
            lambda vault, replica: contract_paper(vault, replica.network_id, row.id.hex(), words),
            owner=self,
            on_done=offer,
            on_error=self.outcome.say_error,
        )

    def _wait_for_copy(self, waits: bool) -> None:
        """The copy comes before the next version of a contract."""
        self.delivery.setVisible(waits)
        self._signing.setVisible(not waits)

    def _on_refused(self, error: BaseException) -> None:
        if self.remarks.say_findings_of(error, PROPOSE):
            self.sign_panel.clear()
        else:
            self.sign_panel.tell(error)

    def _lay_out(self) -> None:
        left = stacked(self.picker, card(self._week_heading, self.week), self.form)
        law = card(self._law_heading, self.remarks)
        right = stacked(self.outcome, self.save, self.delivery, law, self._signing)
        self.set_content(SideBySide(self.desk, left, right))

    def _show(self) -> None:
        words = self.desk.words
        self._week_heading.setText(words.text("labour.contract.days"))
        self._law_heading.setText(words.text("labour.contracts.law"))
        self._own_heading.setText(words.text("labour.contract.signatures"))
