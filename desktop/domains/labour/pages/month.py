"""A pay period: who is how far, every line with its reason before anybody signs, payslips, payments, objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.pay.months import days_in, months_after
from core.domains.labour.paying import PayChoices, slip_digest
from core.domains.labour.rules.v1.fields import count, day, won
from core.ledger.contract import State
from core.vault.drafts import KeptDraft
from core.vault.views import subject
from desktop.desk import Desk
from desktop.domains.labour.documents import payslip_page
from desktop.domains.labour.keeping import workplaces
from desktop.domains.labour.pages.dispute_card import DisputeCard
from desktop.domains.labour.pages.office_card import OfficeCard
from desktop.domains.labour.pages.payment_card import PaymentCard
from desktop.domains.labour.pages.roster import Roster
from desktop.domains.labour.pages.slip_table import SlipTable
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.transfer_card import TransferCard
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.settling import CONTESTED, OPEN, PAY, MonthRow, month_rows
from desktop.domains.labour.today import MONTH
from desktop.domains.labour.working import ISSUE, Worked, case_of, issue_payslip, work_out
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.printing.pdf import render_pdf
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow
from desktop.widgets.side_by_side import stacked

_PERIOD = (day("first", ahead=True), day("last", ahead=True))
_CHOICES = (
    day("pay_day", ahead=True),
    won("reported_income", required=False),
    count("family", 1, 30),
    count("children", 0, 20, required=False),
    won("untaxed", required=False),
)
_PERSONAL = ("reported_income", "children", "untaxed")
"""What is typed for one person must not be taken for the next."""
Period = tuple[date, date]


class MonthPage(Page):
    """Choose a period and somebody in it; the page asks for the next step: close, answer, pay, settle."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.month.title")
        self._context = context
        self._shop: State = {}
        self._wanted: bytes | None = None
        self._of: bytes | None = None
        self._proposed: str | None = None
        self.period = EntryForm(desk, _PERIOD, "labour.month")
        self.form = EntryForm(desk, _CHOICES, "labour.month")
        name_fields(self.period, _PERIOD)
        name_fields(self.form, _CHOICES)
        self.period.changed.connect(self._look)
        self.form.changed.connect(self._on_changed)
        self.roster = Roster(desk)
        self.roster.chosen.connect(self._on_chosen)
        self.empty = EmptyState(desk, "users", "labour.month.nobody", "labour.today.contract", self._on_contract_asked)
        self.transfers = TransferCard(desk)
        self.lines = SlipTable(desk, "labour.month.lines")
        self._who, self._net = label("section"), label("strong")
        self.remarks, self.outcome = Remarks(desk), Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.month.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.waiting = Waiting(context, MONTH, self)
        self.waiting.changed.connect(self._look)
        self._draft: KeptDraft | None = None
        """What is to be gone on with, as soon as its person is shown."""
        self.payment = PaymentCard(desk, context, self.waiting)
        self.payment.done.connect(lambda paid: self._say("labour.pay.done", count=paid))
        self.dispute = DisputeCard(desk, context, self.waiting)
        self.dispute.done.connect(self._say)
        self.save = SaveRow(desk, "labour.month.save", "slip_path")
        self.office = OfficeCard(desk, context)
        self._for_office = card(self.office)
        self._closing = card(self.form, self.sign_panel)
        self._paying, self._disputing = card(self.payment), card(self.dispute)
        self._banking = card(self.transfers)
        self._lay_out()
        self.add_action(
            PageAction("labour.month.before", lambda: self._turn(-1), icon="chevron-left", keys="Ctrl+PgUp")
        )
        self.add_action(
            PageAction("labour.month.after", lambda: self._turn(1), icon="chevron-right", keys="Ctrl+PgDown")
        )
        context.session.changed.connect(self._on_news)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        self._wanted = target if isinstance(target, bytes) else None
        if isinstance(target, KeptDraft):
            self._draft, self._wanted = target, target.entry.subject
            self.period.set_typed(target.entry.typed)
        if not self.period.peek():
            first = months_after(self.desk.clock.now().day().replace(day=1), -1)
            self._set_period((first, first.replace(day=days_in(first))))
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        self._look()

    # -- the period and who is in it -----------------------------------------------------------------------------

    def _set_period(self, period: Period) -> None:
        self.period.set_values({"first": period[0].isoformat(), "last": period[1].isoformat()})

    def _period(self) -> Period | None:
        body = self.period.peek()
        if not {"first", "last"} <= body.keys() or body["last"] < body["first"]:
            return None
        return date.fromisoformat(body["first"]), date.fromisoformat(body["last"])

    def _turn(self, months: int) -> None:
        period = self._period()
        if period is not None:
            first = months_after(period[0].replace(day=1), months)
            self.outcome.clear()
            self._set_period((first, first.replace(day=days_in(first))))
            self._look()

    def _on_news(self) -> None:
        """Something was recorded; a page that is not in front looks when it is opened."""
        if self.isVisibleTo(self.window()):
            self._look()

    def _look(self) -> None:
        period = self._period()
        if period is None:
            return

        def work(vault: Any, replica: Any) -> tuple[list[MonthRow], State]:
            shops = workplaces(replica)
            return month_rows(vault, replica.network_id, *period), shops[0].state if shops else {}

        self._context.session.read(work, owner=self, on_done=self._on_rows, on_error=self.show_error)

    def _on_rows(self, found: tuple[Sequence[MonthRow], State]) -> None:
        rows, self._shop = found
        period = self._period()
        wanted, self._wanted = self._wanted, None
        self.empty.setVisible(not rows)
        self.roster.setVisible(bool(rows))
        waiting = any(one.is_unpaid for one in rows)
        self._banking.setVisible(waiting)
        self.transfers.show_rows(rows, f"{period[1]:%Y-%m}" if period else "")
        self.roster.show_rows(rows, wanted)
        if not rows:
            self._show_step(None)

    def _on_chosen(self, row: MonthRow) -> None:
        words = self.desk.words
        self._who.setText(words.text("labour.month.of", who=row.name or row.number))
        if row.employment != self._of:
            self.form.set_values(dict.fromkeys(_PERSONAL) | {"family": 1})
        self._of = row.employment
        self._show_step(row)
        if row.body is not None:
            self._show_slip(row.body)
            self.remarks.clear()
            self._offer_slip(row)
        elif row.state == OPEN:
            self._propose_pay_day()
            self._on_changed()
        else:
            self._show_slip(None)
            self.remarks.say([Remark(words.text(f"labour.month.{'unsigned' if row.slip is None else 'closed'}"))])
        if self._draft is not None and self._draft.entry.subject == row.employment:
            draft, self._draft = self._draft, None
            self._go_on(draft)

    def _go_on(self, draft: KeptDraft) -> None:
        """The step as it was typed, where it is still the next one."""
        typed = self.waiting.go_on(draft)
        if draft.entry.type == ISSUE:
            self.form.set_typed(typed)
        elif draft.entry.type == PAY:
            self.payment.fill(typed)
        else:
            self.dispute.form.set_typed(typed)

    def _show_step(self, row: MonthRow | None) -> None:
        """The one thing that comes next for whoever is chosen; nothing while their last one waits to be signed."""
        if row is not None and self.waiting.waits(row.employment):
            for part in (self._closing, self._paying, self._disputing, self.save):
                part.hide()
            return
        disputed = row is not None and row.dispute is not None
        unpaid = row is not None and row.is_unpaid
        answering = row is not None and row.state == CONTESTED
        self._closing.setVisible(row is not None and row.state == OPEN)
        self._paying.setVisible(unpaid and not answering)
        self._disputing.setVisible(disputed and (answering or not unpaid))
        self.save.setVisible(row is not None and row.body is not None)
        self._for_office.setVisible(row is not None)
        if row is not None and (period := self._period()) is not None:
            self.office.ask((row.employment, row.number, period))
        if row is not None and unpaid:
            self.payment.ask(row, self.roster.rows(), self.period.typed())
        if row is not None and disputed:
            self.dispute.ask(row, self.period.typed())

    def _propose_pay_day(self) -> None:
        """Put in what is usual, unless somebody typed another day."""
        usual = self._usual_pay_day()
        if self.form.peek().get("pay_day") in (None, self._proposed):
            self.form.set_value("pay_day", usual)
        self._proposed = usual

    def _usual_pay_day(self) -> str:
        """The shop's pay day in the month after the period."""
        period = self._period()
        last = period[1] if period else self.desk.clock.now().day()
        month = months_after(last.replace(day=1), 1)
        usual = int(self._shop.get("shop", {}).get("pay_day", days_in(month)))
        return month.replace(day=min(usual, days_in(month))).isoformat()

    # -- closing -------------------------------------------------------------------------------------------------

    def _asked(self) -> tuple[Period, date, PayChoices] | None:
        """What is filled in, once it is whole."""
        body, period = self.form.peek(), self._period()
        if period is None or not {"pay_day", "family"} <= body.keys():
            return None
        taxpayer = Taxpayer(body["family"], body.get("children", 0))
        choices = PayChoices(taxpayer, body.get("reported_income"), body.get("untaxed", 0))
        return period, date.fromisoformat(body["pay_day"]), choices

    def _on_changed(self) -> None:
        row, asked = self.roster.row_shown(), self._asked()
        if row is None or row.state != OPEN or asked is None:
            return
        period, paid, choices = asked

        def work(vault: Any, replica: Any) -> Worked:
            case = case_of(replica, subject(replica, row.employment))
            return work_out(vault, replica.network_id, case, period, paid, choices)

        self._context.session.read(work, owner=self, on_done=self._on_worked_out, on_error=self._on_impossible)

    def _on_worked_out(self, worked: Worked) -> None:
        days = ", ".join(one.isoformat() for one in worked.unrecorded)
        self.remarks.say([Remark(self.desk.words.text("labour.unrecorded", days=days))] if days else [])
        self._show_slip(worked.body)

    def _on_impossible(self, error: BaseException) -> None:
        self._show_slip(None)
        self.remarks.say_error(error)

    def _show_slip(self, slip: Any) -> None:
        self.lines.setVisible(slip is not None)
        self._net.setVisible(slip is not None)
        if slip is not None:
            self.lines.show_slip(slip)
            totals = {name: slip[name] for name in ("gross", "deducted", "net")}
            self._net.setText(self.desk.words.text("labour.cli.net", **totals))

    def _on_signed(self) -> None:
        row, asked = self.roster.row_shown(), self._asked()
        if row is None or asked is None or self.form.values().findings or self.period.values().findings:
            return
        period, paid, choices = asked
        words, who = self.desk.words, row.name or row.number
        first, last = (words.day(one) for one in period)
        self.waiting.hold(
            Step(
                ISSUE,
                [row.employment],
                {**self.period.typed(), **self.form.typed()},
                f"{words.text('labour.month.waits', who=who, first=first, last=last)} {self._net.text()}",
                lambda vault, replica, signing, attached: issue_payslip(
                    vault, replica.network_id, row.employment, period, paid, choices, (signing,)
                ),
            ),
            self.sign_panel,
            on_held=lambda: None,
            on_signed=lambda issued: self._say("labour.month.issued", number=row.number),
        )

    def _offer_slip(self, row: MonthRow) -> None:
        """The slip as PDF."""
        if row.body is None or not self._shop:
            return
        now = self.desk.clock.now()
        page = payslip_page(row.body, self._shop, slip_digest(row.body), self.desk.words, now)
        name = f"payslip-{row.number}-{str(row.body['period'])[-10:-3]}.pdf"
        self.save.offer(name, lambda: render_pdf(page, now.local()))

    # -- the page ------------------------------------------------------------------------------------------------

    def _say(self, key: str, **facts: object) -> None:
        self.outcome.say([Remark(self.desk.words.text(key, **facts), tone=Tone.GOOD)])

    def _on_contract_asked(self) -> None:
        self.go.emit("labour.contracts", None)

    def _lay_out(self) -> None:
        left = stacked(
            card(self.period, self.roster, self.empty),
            card(self._who, self.remarks, self.lines, self._net),
            self._banking,
        )
        right = stacked(self.outcome, self._closing, self._disputing, self._paying, self.save, self._for_office)
        self.set_sides(left, right)

    def _show(self) -> None:
        self.lines.setAccessibleName(self.desk.words.text("labour.month.lines"))
        if (row := self.roster.row_shown()) is not None:
            self._who.setText(self.desk.words.text("labour.month.of", who=row.name or row.number))
