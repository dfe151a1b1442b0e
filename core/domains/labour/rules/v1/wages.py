"""labour.period.close, labour.payslip.*, labour.payment.*: amounts lie in sealed parts, the chain holds a digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domains.labour.checks.payslip_items import missing_items
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.fields import EMPLOYER, WORKER, choice, count, day, digest, entry, records, text, won
from core.domains.labour.rules.v1.person import KIND, own_signature
from core.domains.labour.rules.v1.records import Record, appended, find, record_of, replaced
from core.domains.labour.rules.v1.records import records as listed
from core.ledger.contract import (
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    Nature,
    Past,
    SealedForm,
    Severity,
    State,
)

METHODS = ("transfer", "cash")
_EMPLOYER, _WORKER = frozenset({EMPLOYER}), frozenset({WORKER})
_PERIOD_FIELDS = (day("first"), day("last"), count("shift_count", 0, 400), count("work_minutes", 0, 60 * 24 * 31, "분"))
_ISSUE_FIELDS = (
    entry("period"),
    day("pay_day", ahead=True),
    Field("items", FieldKind.TEXTS, maximum=60),
    digest("slip_sha256"),
    Field("corrects", FieldKind.ENTRIES, required=False),
)
LINE_PARTS = (
    text("item", 60),
    won("won", low=-1_000_000_000),
    text("formula", 2000, required=False),
    Field("inputs", FieldKind.TEXTS, required=False, maximum=1000),
    text("rule", 60, required=False),
    text("article", 200, required=False),
)
SLIP = SealedForm(
    "slip",
    (
        text("worker", 80),
        text("period", 30),
        day("pay_day"),
        records("pay", LINE_PARTS),
        records("deductions", LINE_PARTS, required=False),
        won("gross"),
        won("deducted"),
        won("net", low=-1_000_000_000),
        won("untaxed", required=False),
        count("work_minutes", 0, 60 * 24 * 31),
        count("overtime_minutes", 0, 60 * 24 * 31),
        count("night_minutes", 0, 60 * 24 * 31),
        count("holiday_minutes", 0, 60 * 24 * 31),
    ),
)
AMOUNT = SealedForm("amount", (won("won"), text("account", 60, required=False), text("reason", 300, required=False)))
"""What was paid, to which account, and why it is not the slip's net pay where it is not."""
_RECEIVE_FIELDS = (entry("slip"),)
_CONTEST_FIELDS = (entry("slip"), text("line", 60), text("reason", 500))
_PAYMENT_FIELDS = (entry("slip"), day("paid_on"), choice("pay_method", METHODS))
_CONFIRM_FIELDS = (entry("payment"),)


def _judge_period(entry: Entry, past: Past) -> Sequence[Finding]:
    body, state = entry.content.body, past.state
    findings = []
    if body["last"] < body["first"]:
        findings.append(Finding("period_ends_first", "last"))
    opened = state.get("open")
    if opened is not None and opened["start"][:10] <= body["last"]:
        findings.append(Finding("clock_out_missing", "last", facts={"start": opened["start"]}))
    if any(one["first"] <= body["last"] and body["first"] <= one["last"] for one in listed(state, "periods")):
        findings.append(Finding("periods_overlap", "first"))
    inside = [one for one in shifts(state) if body["first"] <= one["start"][:10] <= body["last"]]
    if len(inside) != body["shift_count"]:
        findings.append(Finding("shift_count_differs", "shift_count", facts={"found": len(inside)}))
    waiting = [one for one in listed(state, "corrections") if one["status"] == "proposed"]
    if any(body["first"] <= one["start"][:10] <= body["last"] for one in waiting):
        findings.append(Finding("correction_waits", "last", Severity.WARN))
    return findings


def _judge_issue(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    if find(past.state, "periods", body["period"]) is None:
        return (Finding("payslip_period_open", "period"),)
    missing = missing_items(body["items"])
    findings = [
        Finding("payslip_item_missing", "items", facts={"item": item, "article": "근로기준법 제48조제2항"})
        for item in missing
    ]
    if any(one["period"] == body["period"].hex() for one in listed(past.state, "slips")):
        findings.append(Finding("payslip_twice", "period", Severity.WARN))
    return findings


def _apply_issue(state: State, entry: Entry) -> State:
    """Late corrections of the periods that the slip has taken up are settled by it."""
    issued = record_of(entry, _ISSUE_FIELDS)
    closed = [one for one in listed(state, "periods") if one["entry"] in issued.get("corrects", ())]
    kept = [
        {**one, "late": False, "settled": issued["entry"]} if one.get("late") and _lies_in(one, closed) else one
        for one in shifts(state)
    ]
    settled = {**state, "shifts": kept} if closed else state
    return appended(settled, "slips", {**issued, "status": "issued"})


def _lies_in(shift: Record, periods: Sequence[Record]) -> bool:
    return any(one["first"] <= shift["start"][:10] <= one["last"] for one in periods)


def _judge_payment(entry: Entry, past: Past) -> Sequence[Finding]:
    known = find(past.state, "slips", entry.content.body["slip"])
    return () if known else (Finding("slip_unknown", "slip"),)


def _judge_slip(entry: Entry, past: Past) -> Sequence[Finding]:
    return (*_judge_payment(entry, past), *own_signature(entry, past))


def _slip_status(state: State, slip: bytes, status: str, **more: Any) -> State:
    known = find(state, "slips", slip)
    return state if known is None else replaced(state, "slips", {**known, "status": status, **more})


def _apply_receive(state: State, entry: Entry) -> State:
    return _slip_status(state, entry.content.body["slip"], "acknowledged")


def _apply_contest(state: State, entry: Entry) -> State:
    body = entry.content.body
    contested = _slip_status(state, body["slip"], "contested", line=body["line"])
    record = record_of(entry, _CONTEST_FIELDS)
    dispute = {**record, "target": record["slip"], "claim": record["reason"], "status": "open"}
    return appended(contested, "disputes", dispute)


def _apply_payment(state: State, entry: Entry) -> State:
    return appended(state, "payments", {**record_of(entry, _PAYMENT_FIELDS), "confirmed": False})


def _judge_confirm(entry: Entry, past: Past) -> Sequence[Finding]:
    if find(past.state, "payments", entry.content.body["payment"]) is None:
        return (Finding("payment_unknown", "payment"),)
    return own_signature(entry, past)


def _apply_confirm(state: State, entry: Entry) -> State:
    known = find(state, "payments", entry.content.body["payment"])
    if known is None:
        return state
    paid = replaced(state, "payments", {**known, "confirmed": True})
    return _slip_status(paid, bytes.fromhex(known["slip"]), "paid")


def _type(name: str, fields: Any, roles: frozenset[str], judge: Any, apply: Any, *sealed: SealedForm) -> EntryType:
    full = f"labour.{name}"
    return EntryType(full, 1, Nature.FACT, fields, roles, about=KIND, judge=judge, apply=apply, sealed=sealed)


CLOSE_PERIOD = _type(
    "period.close",
    _PERIOD_FIELDS,
    _EMPLOYER,
    _judge_period,
    lambda state, entry: appended(state, "periods", record_of(entry, _PERIOD_FIELDS)),
)
ISSUE_PAYSLIP = _type("payslip.issue", _ISSUE_FIELDS, _EMPLOYER, _judge_issue, _apply_issue, SLIP)
RECEIVE_PAYSLIP = _type("payslip.receive", _RECEIVE_FIELDS, _WORKER, _judge_slip, _apply_receive)
CONTEST_PAYSLIP = _type("payslip.contest", _CONTEST_FIELDS, _WORKER, _judge_slip, _apply_contest)
RECORD_PAYMENT = _type(
    "payment.record",
    _PAYMENT_FIELDS,
    _EMPLOYER,
    _judge_payment,
    _apply_payment,
    AMOUNT,
)
CONFIRM_PAYMENT = _type("payment.confirm", _CONFIRM_FIELDS, _WORKER, _judge_confirm, _apply_confirm)
