"""What the labour workspace offers to the today page: what waits for the shop, and the commonest things to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from core.domains.labour.due import due_findings
from core.domains.labour.insurance_flags import SOON_DAYS, joining_due
from core.domains.labour.rules.v1.records import records
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter, State
from core.vault.replica import Replica
from core.vault.views import SubjectRow, list_subjects
from desktop.domains.labour.hours import waiting_for
from desktop.pages.today_items import Shortcut, Waiting

BOARD, KIOSK, CONTRACTS, MONTH, WEEK = (f"labour.{name}" for name in ("board", "kiosk", "contracts", "month", "week"))
INSURANCE, RETENTION = "labour.insurance", "labour.retention"
_PAGE = 500
_EMPLOYER = frozenset({"employer"})

SHORTCUTS: Sequence[Shortcut] = (
    Shortcut("labour.board.title", "clipboard-check", BOARD, None, _EMPLOYER),
    Shortcut("labour.today.clock", "clock", KIOSK, None, _EMPLOYER),
    Shortcut("labour.today.contract", "file-text", CONTRACTS, None, _EMPLOYER),
    Shortcut("labour.today.month", "scale", MONTH, None, _EMPLOYER),
)
SUBJECT_PAGES = {"employment": CONTRACTS}
_OVERDUE = {
    "final_pay_overdue": "final",
    "wages_overdue": "wages",
    "clock_out_missing": "open",
    "payslip_late": "slip",
    "retention_passed": "retention",
}


def waiting(replica: Replica, today: date, roles: frozenset[str]) -> Sequence[Waiting]:
    """Employments by what is owed; called on the vault lane."""
    if not roles & _EMPLOYER:
        return ()
    counts: Counter[str] = Counter()
    shops = {row.id.hex(): row.state for row in list_subjects(replica, "workplace", limit=_PAGE)}
    for row in _all(replica):
        state = row.state
        counts[_filing(shops, row, today)] += 1
        counts["in"] += state.get("open") is not None
        counts["unsigned"] += state.get("status") in ("enrolled", "proposed")
        counts["copy"] += state.get("status") == "signed"
        paid = {one["slip"] for one in records(state, "payments")}
        counts["pay"] += any(one["entry"] not in paid for one in records(state, "slips"))
        counts["correct"] += bool(waiting_for(state, "employer"))
        counts["dispute"] += any(one["status"] != "settled" for one in records(state, "disputes"))
        codes = {_OVERDUE.get(one.code) for one in due_findings(STATUTE, state, today)}
        counts.update(name for name in codes if name)
    found = [
        Waiting("labour.today.final", counts["final"], "alert-triangle", MONTH, urgent=True),
        Waiting("labour.today.wages", counts["wages"], "alert-triangle", MONTH, urgent=True),
        Waiting("labour.today.slip", counts["slip"], "alert-triangle", MONTH, urgent=True),
        Waiting("labour.today.filing_late", counts["late"], "alert-triangle", INSURANCE, urgent=True),
        Waiting("labour.today.open", counts["open"], "clock", KIOSK, urgent=True),
        Waiting("labour.today.dispute", counts["dispute"], "alert-triangle", BOARD, urgent=True),
        Waiting("labour.today.correct", counts["correct"], "pencil", WEEK),
        Waiting("labour.today.pay", counts["pay"], "scale", MONTH),
        Waiting("labour.today.filing_soon", counts["soon"], "shield-check", INSURANCE),
        Waiting("labour.today.in", counts["in"], "clock", BOARD),
        Waiting("labour.today.unsigned", counts["unsigned"], "file-text", CONTRACTS),
        Waiting("labour.today.copy", counts["copy"], "file-text", CONTRACTS),
        Waiting("labour.today.retention", counts["retention"], "trash-2", RETENTION),
    ]
    return [one for one in found if one.count]


def _filing(shops: Mapping[str, State], row: SubjectRow, today: date) -> str:
    """How the sheet of joining stands that is still to be filed for somebody: `late`, `soon` or empty."""
    shop = shops.get(row.state.get("person", {}).get("workplace", ""), {})
    try:
        due = joining_due(STATUTE, shop, row.state, row.id.hex(), today)
    except NoParameter:
        return ""
    if due is None or due - today > timedelta(days=SOON_DAYS):
        return ""
    return "late" if due < today else "soon"


def _all(replica: Replica) -> Iterator[SubjectRow]:
    offset = 0
    while rows := list_subjects(replica, "employment", offset=offset, limit=_PAGE):
        yield from rows
        offset += len(rows)
