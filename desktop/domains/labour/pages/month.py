"""Closing a month: every line with its reason before anybody signs, then the payslip, sealed and printable."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.pay.months import days_in, months_after
from core.domains.labour.paying import PayChoices, slip_digest
from core.domains.labour.rules.v1.fields import count, day, won
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.labour.documents import payslip_page
from desktop.domains.labour.pages.contract import EMPLOYER
from desktop.domains.labour.pages.picking import EmploymentPicker
from desktop.domains.labour.pages.slip_table import SlipTable
from desktop.domains.labour.working import Issued, Worked, case_of, issue_payslip, work_out
from desktop.entries.sign_panel import SignPanel
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

_FIELDS = (
    day("first"),
    day("last"),
    day("pay_day", ahead=True),
    won("reported_income", required=False),
    count("family", 1, 30),
    count("children", 0, 20, required=False),
    won("untaxed", required=False),
)


class MonthPage(Page):
    """Choose who and which days; look at the lines; the employer signs; the slip can be saved as PDF."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.month.title")
        self._context = context
        self.picker = EmploymentPicker(desk, context.session)
        self.picker.chosen.connect(self._on_chosen)
        self.form = EntryForm(desk, _FIELDS, "labour.month")
        name_fields(self.form, _FIELDS)
        self.form.changed.connect(self._on_changed)
        self.lines = SlipTable(desk, "labour.month.lines")
        self._net = label("strong")
        self.remarks = Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.month.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.outcome = Remarks(desk)
        self.save = SaveRow(desk, "labour.month.save", "slip_path")
        self.save.hide()
        self._lines_heading = label("section")
        self._lay_out()
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        first = months_after(self.desk.clock.now().day().replace(day=1), -1)
        likely = {"first": first, "last": first.replace(day=days_in(first)), "pay_day": self.desk.clock.now().day()}
        self.form.set_values({name: value.isoformat() for name, value in likely.items()} | {"family": 1})
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        if isinstance(target, bytes):
            self.picker.choose(target)
        else:
            self.picker.suggest()

    def _asked(self) -> tuple[tuple[date, date], date, PayChoices] | None:
        """What is filled in, once it is whole."""
        body = self.form.peek()
        if not {"first", "last", "pay_day", "family"} <= body.keys():
            return None
        first, last, paid = (date.fromisoformat(body[name]) for name in ("first", "last", "pay_day"))
        taxpayer = Taxpayer(body["family"], body.get("children", 0))
        return (first, last), paid, PayChoices(taxpayer, body.get("reported_income"), body.get("untaxed", 0))

    def _on_chosen(self, row: SubjectRow) -> None:
        self.outcome.clear()
        self.save.hide()
        self._on_changed()

    def _on_changed(self) -> None:
        row, asked = self.picker.subject(), self._asked()
        if row is None or asked is None:
            return
        period, paid, choices = asked

        def work(vault: Any, replica: Any) -> Worked:
            return work_out(vault, replica.network_id, case_of(replica, row), period, paid, choices)

        self._context.session.read(work, owner=self, on_done=self._on_worked_out, on_error=self._on_impossible)

    def _on_worked_out(self, worked: Worked) -> None:
        slip = worked.body
        days = ", ".join(one.isoformat() for one in worked.unrecorded)
        self.remarks.say([Remark(self.desk.words.text("labour.unrecorded", days=days))] if days else [])
        self.lines.show_slip(slip)
        totals = {name: slip[name] for name in ("gross", "deducted", "net")}
        self._net.setText(self.desk.words.text("labour.cli.net", **totals))

    def _on_impossible(self, error: BaseException) -> None:
        self.lines.setRowCount(0)
        self._net.clear()
        self.remarks.say_error(error)

    def _on_signed(self) -> None:
        row, asked = self.picker.subject(), self._asked()
        if row is None or asked is None or self.form.values().findings:
            return
        period, paid, choices = asked
        signing = self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0])
        words = self.desk.words

        def work(vault: Any, replica: Any) -> tuple[Issued, Any]:
            shop = case_of(replica, row).shop.state
            issued = issue_payslip(vault, replica.network_id, row.id, period, paid, choices, (signing,))
            return issued, payslip_page(issued.body, shop, slip_digest(issued.body), words, vault.clock.now())

        def done(answer: tuple[Issued, Any]) -> None:
            page, moment = answer[1], self.desk.clock.now().local()
            self.outcome.say([Remark(words.text("labour.month.issued", number=row.title), tone=Tone.GOOD)])
            self.sign_panel.clear()
            self.save.offer(f"payslip-{row.title}-{period[1]:%Y-%m}.pdf", lambda: render_pdf(page, moment))
            self.save.show()

        self._context.session.act(work, owner=self, on_done=done, on_error=self.sign_panel.tell)

    def _lay_out(self) -> None:
        lines = card(self._lines_heading, self.remarks, self.lines, self._net, self.sign_panel)
        left, right = stacked(self.picker, self.form), stacked(self.outcome, self.save, lines)
        self.set_content(SideBySide(self.desk, left, right))

    def _show(self) -> None:
        words = self.desk.words
        self._lines_heading.setText(words.text("labour.month.lines"))
        self.lines.setAccessibleName(words.text("labour.month.lines"))
