"""The contract maker: the form of its kind in steps, what the law says of it, what is signed, and both signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domains.labour.rules.v1.contract_form import FORM
from core.domains.labour.rules.v1.person import worker_key
from core.ledger.contract import Finding
from core.vault.drafts import KeptDraft
from core.vault.views import SubjectRow, subject
from desktop.desk import Desk
from desktop.domains.labour.keeping import PROPOSE, contract_findings, sign_contract
from desktop.domains.labour.pages.contract_paper import ContractPaper
from desktop.domains.labour.pages.contract_steps import ContractSteps
from desktop.domains.labour.pages.contract_summary import ContractSummary
from desktop.domains.labour.pages.hand_over import HandOver
from desktop.domains.labour.pages.minor_papers import MinorPapers
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.slots import EMPLOYER, WORKER
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.side_by_side import stacked

__all__ = ["EMPLOYER", "WORKER", "ContractPage"]
_USUAL: dict[str, Any] = {"simple_labour": False, "weekly_holiday": 6, "excess_percent": 50}


def usual(row: SubjectRow) -> dict[str, Any]:
    """What a first contract begins with: the form for who it is, and what is usual."""
    person = row.state["person"]
    foreign = person["identified_by"] == "residence_card"
    kind = "minor" if person["age_band"] != "adult" else "foreign" if foreign else "part_time"
    return {**_USUAL, "kind": kind}


class ContractPage(Page):
    """Choose who; fill in; what is missing or unlawful is said while typing; both sign; the worker takes a copy."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.contracts.title")
        self._context = context
        self._papers_held: Sequence[str] = ()
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.chosen.connect(self._on_chosen)
        self.form = ContractSteps(desk)
        self.form.changed.connect(self._on_changed)
        self.papers = MinorPapers(desk, context)
        self.papers.kept.connect(self._look_again)
        self.remarks = Remarks(desk)
        self.summary = ContractSummary(desk)
        self.sign_panel = SignPanel(desk, "labour.contracts.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self.delivery = HandOver(desk, context)
        self.delivery.delivered.connect(self._on_delivered)
        self.paper = ContractPaper(desk, context)
        self._law_heading, self._summary_heading, self._own_heading = (label("section") for _ in range(3))
        self._papers_card, self._delivery_card = card(self.papers), card(self.delivery)
        self._signing = card(self._own_heading, self.sign_panel)
        self._lay_out()
        self._show_state(None)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.sign_panel.ask([EMPLOYER, WORKER], self._context.standing())
        if isinstance(target, KeptDraft):
            self.papers.open_draft(target)
            target = target.entry.subject
        if isinstance(target, bytes):
            self.picker.choose(target)
        else:
            self.picker.suggest()

    def _on_chosen(self, row: SubjectRow) -> None:
        """Start from the contract in force, or from what is usual."""
        self.outcome.clear()
        contract = row.state.get("contract")
        self.form.clear()
        known = contract or usual(row)
        self.form.set_values({one.name: known[one.name] for one in FORM if known.get(one.name) is not None})
        if (worker := worker_key(row.state)) is not None:
            self.sign_panel.propose(worker)
        self._show_state(row)
        self._on_changed()

    def _show_state(self, row: SubjectRow | None) -> None:
        """Papers, copy and hand-over as they stand; the copy comes before the next version of a contract."""
        contract = row.state.get("contract") if row else None
        waits = contract is not None and "delivered" not in contract
        self._papers_held = row.state["person"].get("papers") or () if row else ()
        self.papers.show_employment(row)
        self.delivery.show_employment(row)
        minor = row is not None and row.state["person"]["age_band"] != "adult"
        for part, shown in ((self._papers_card, minor), (self._delivery_card, waits), (self._signing, not waits)):
            part.setVisible(shown)
        self.paper.show_employment(row)

    def _look_again(self) -> None:
        row = self.picker.subject()
        if row is not None:
            self._context.session.read(
                lambda vault, replica: subject(replica, row.id),
                owner=self,
                on_done=self._on_looked,
                on_error=self.show_error,
            )

    def _on_looked(self, row: SubjectRow) -> None:
        self._show_state(row)
        self._on_changed()

    def _on_changed(self) -> None:
        row, signers = self.picker.subject(), self.sign_panel.signers()
        if row is None:
            return
        body = self.form.peek()
        self.summary.show_contract({"kind": self.form.kind(), **body}, self._papers_held)
        if not signers:
            return
        self._context.session.read(
            lambda vault, replica: contract_findings(vault, replica.network_id, row.id, body, signers[0].signing()),
            owner=self,
            on_done=self._on_checked,
            on_error=self.remarks.say_error,
        )

    def _on_checked(self, findings: Sequence[Finding]) -> None:
        self.remarks.say_findings(findings, PROPOSE)
        self.paper.show_findings(findings)
        if not findings:
            self.remarks.say([Remark(self.desk.words.text("labour.contracts.fine"), tone=Tone.GOOD)])

    def _on_signed(self) -> None:
        row = self.picker.subject()
        values = self.form.values()
        if row is None or values.findings:
            return
        body = dict(values.body)
        (employer, worker), pins = self.sign_panel.signers(), self.sign_panel.pins()
        # Both sign, each with a PIN of their own: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(
            lambda vault, replica: sign_contract(
                vault, replica.network_id, row.id, body, employer.signing(pins[0]), worker.signing(pins[1])
            ),
            owner=self,
            on_done=lambda recorded: self._on_done("labour.contracts.signed", row),
            on_error=self._on_refused,
        )

    def _on_delivered(self) -> None:
        row = self.picker.subject()
        if row is not None:
            self._on_done("labour.contracts.delivered", row)

    def _on_done(self, key: str, row: SubjectRow) -> None:
        self.outcome.say([Remark(self.desk.words.text(key, number=row.title), tone=Tone.GOOD)])
        self.sign_panel.clear()
        self._look_again()

    def _on_refused(self, error: BaseException) -> None:
        if findings := self.sign_panel.tell_unless_found(error):
            self.sign_panel.clear()
            self.remarks.say_findings(findings, PROPOSE)

    def _lay_out(self) -> None:
        left = stacked(self.picker, self.form)
        law = card(self._law_heading, self.remarks)
        summary = card(self._summary_heading, self.summary)
        handing = (self._papers_card, self._delivery_card, card(self.paper))
        right = stacked(self.outcome, law, *handing, summary, self._signing)
        self.set_sides(left, right)

    def _show(self) -> None:
        words = self.desk.words
        self._law_heading.setText(words.text("labour.contracts.law"))
        self._summary_heading.setText(words.text("labour.contracts.summary"))
        self._own_heading.setText(words.text("labour.contract.signatures"))
