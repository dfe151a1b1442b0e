"""The slips of a period and what becomes of them: paid, confirmed, contested, answered, settled. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.actions.record import Draft, Recorded, SealedPart, Signing, record
from core.domains.labour.rules.v1.records import Record, records
from core.errors import InputError, RefusedError
from core.ledger.contract import State
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, list_subjects
from desktop.domains.labour.handing import Transfer
from desktop.domains.labour.working import case_of, part_of, slip_of

PAY, CONFIRM = "labour.payment.record", "labour.payment.confirm"
ANSWER, SETTLE = "labour.dispute.answer", "labour.dispute.settle"
UNSIGNED, OPEN, ISSUED, ACKNOWLEDGED = "unsigned", "open", "issued", "acknowledged"
CONTESTED, ANSWERED, PAID, CONFIRMED = "contested", "answered", "paid", "confirmed"
PEOPLE_SHOWN = 200


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Somebody in a period: how far their pay is, and the slip where there is one."""

    employment: bytes
    worker: bytes
    number: str
    name: str
    state: str
    slip: Record | None = None
    body: Mapping[str, Any] | None = None
    """The slip's lines and totals; None where this device cannot open them."""
    payment: Record | None = None
    dispute: Record | None = None
    account: str = ""

    @property
    def net(self) -> int | None:
        return None if self.body is None else int(self.body["net"])

    @property
    def is_unpaid(self) -> bool:
        """Whether money is to be paid for a slip; deductions may leave none."""
        return self.net is not None and self.net > 0 and self.payment is None


def month_rows(vault: Vault, network: bytes, first: date, last: date) -> list[MonthRow]:
    """Everybody who was employed on a day of the period, by staff number."""
    replica = vault.replica(network)
    rows = list_subjects(replica, "employment", sort="staff_number", limit=PEOPLE_SHOWN)
    return [_row(vault, network, replica, row, first, last) for row in rows if _employed(row.state, first, last)]


def _employed(state: State, first: date, last: date) -> bool:
    ended = state.get("ended")
    begun = [one["starts"] for one in records(state, "contracts")]
    return (not begun or min(begun) <= last.isoformat()) and (ended is None or ended["last_day"] >= first.isoformat())


def _row(vault: Vault, network: bytes, replica: Replica, row: SubjectRow, first: date, last: date) -> MonthRow:
    slip = slip_in(row.state, first, last)
    return _with_slip(vault, network, replica, row, slip)


def _with_slip(vault: Vault, network: bytes, replica: Replica, row: SubjectRow, slip: Record | None) -> MonthRow:
    case = case_of(replica, row)
    name = part_of(vault, network, case, "identity").get("name", "")
    worker = bytes.fromhex(row.state["person"]["worker_key"])
    if slip is None:
        state = OPEN if records(row.state, "contracts") else UNSIGNED
        return MonthRow(row.id, worker, row.title, name, state)
    payment = next((one for one in records(row.state, "payments") if one["slip"] == slip["entry"]), None)
    dispute = dispute_about(row.state, slip["entry"])
    account = part_of(vault, network, case, "private").get("account", "")
    body = _opened(vault, network, row, slip)
    state = slip_state(slip, payment, dispute)
    return MonthRow(row.id, worker, row.title, name, state, slip, body, payment, dispute, account)


def waiting_for_pay(vault: Vault, network: bytes, pay_day: date) -> list[MonthRow]:
    """Everybody whose slip names this pay day and has money coming that is not paid yet.

    Raises:
        RefusedError: `slip_closed`: a slip cannot be opened by this device.
    """
    replica = vault.replica(network)
    found = []
    for row in list_subjects(replica, "employment", sort="staff_number", limit=PEOPLE_SHOWN):
        slips = [one for one in records(row.state, "slips") if one["pay_day"] == pay_day.isoformat()]
        for slip in slips:
            one = _with_slip(vault, network, replica, row, slip)
            if one.net is None:
                raise RefusedError("slip_closed", title=row.title)
            if one.is_unpaid:
                found.append(one)
    return found


def transfers(rows: Sequence[MonthRow]) -> list[Transfer]:
    """What the bank is asked to pay."""
    return [Transfer(one.number, one.name, one.account, one.net or 0) for one in rows if one.is_unpaid]


def slip_periods(state: State, first: date, last: date) -> list[Record]:
    """The slips whose period has a day in these."""
    inside = [
        one["entry"]
        for one in records(state, "periods")
        if one["first"] <= last.isoformat() and first.isoformat() <= one["last"]
    ]
    return [one for one in records(state, "slips") if one["period"] in inside]


def slip_in(state: State, first: date, last: date) -> Record | None:
    """The newest of them."""
    found = slip_periods(state, first, last)
    return found[-1] if found else None


def dispute_about(state: State, entry: str) -> Record | None:
    """The dispute about an entry that both sides have not settled."""
    found = [one for one in records(state, "disputes") if one["target"] == entry and one["status"] != "settled"]
    return found[-1] if found else None


def slip_state(slip: Record, payment: Record | None, dispute: Record | None) -> str:
    """One word for how far a slip is: what is not agreed on comes before what is paid."""
    if dispute is not None:
        return ANSWERED if dispute["status"] == "answered" else CONTESTED
    if payment is not None:
        return CONFIRMED if payment["confirmed"] else PAID
    return ISSUED if slip["status"] == "issued" else ACKNOWLEDGED


def _opened(vault: Vault, network: bytes, row: SubjectRow, slip: Record) -> Mapping[str, Any] | None:
    try:
        return slip_of(vault, network, row, slip)
    except RefusedError:
        return None


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid for one slip."""

    row: MonthRow
    won: int
    reason: str = ""


def pay(
    vault: Vault, network: bytes, payments: Sequence[Payment], paid_on: date, method: str, employer: Signing
) -> Recorded:
    """Record payments, all or none; amount and account are sealed to this device and the worker.

    Raises:
        InputError: `payment_differs`: the amount is not the slip's net pay, and no reason is given.
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    device = vault.replica(network).device.public
    drafts = []
    check_reasons(payments)
    for one in payments:
        told = {"won": one.won, "account": one.row.account, "reason": one.reason}
        amount = {name: part for name, part in told.items() if part != ""}
        sealed = SealedPart("amount", amount, (device, one.row.worker))
        assert one.row.slip is not None, "only a slip is paid"
        body = {"slip": bytes.fromhex(one.row.slip["entry"]), "paid_on": paid_on.isoformat(), "pay_method": method}
        drafts.append(Draft(PAY, body, one.row.employment, (employer,), sealed=(sealed,)))
    return record(vault, network, drafts)


def check_reasons(payments: Sequence[Payment]) -> None:
    """Raises InputError (`payment_differs`) where an amount is not the slip's net pay, and no reason is given."""
    for one in payments:
        if one.won != one.row.net and not one.reason:
            raise InputError("payment_differs", field="reason", net=one.row.net, won=one.won)


def answer(vault: Vault, network: bytes, row: MonthRow, text: str, employer: Signing) -> Recorded:
    """The employer's answer to what a worker objects to.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    assert row.dispute is not None
    body = {"dispute": bytes.fromhex(row.dispute["entry"]), "answer": text}
    return record(vault, network, [Draft(ANSWER, body, row.employment, (employer,))])


def settle(
    vault: Vault, network: bytes, employment: bytes, dispute: Record, outcome: str, signings: tuple[Signing, ...]
) -> Recorded:
    """The end of a dispute: both sign, or the worker alone withdraws it.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body = {"dispute": bytes.fromhex(dispute["entry"]), "outcome": outcome}
    return record(vault, network, [Draft(SETTLE, body, employment, signings)])


def confirm(vault: Vault, network: bytes, employment: bytes, payment: bytes, worker: Signing) -> Recorded:
    """The worker says that the money is there.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, network, [Draft(CONFIRM, {"payment": payment}, employment, (worker,))])
