"""The shop at this moment: who is in, who is late, whose clock-out is missing, and how far last month's pay is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domains.labour.flags import Level
from core.domains.labour.pay.holidays import is_public_holiday, public_holidays_bind
from core.domains.labour.pay.months import days_in, months_after
from core.domains.labour.pay.shifts import SEOUL
from core.domains.labour.paying import contract_on, employees_on
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.records import records
from core.ledger.contract import NoParameter, State
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import subject
from desktop.domains.labour.flagging import Flagged, flags
from desktop.domains.labour.hours import waiting_for
from desktop.domains.labour.keeping import people
from desktop.domains.labour.present import Standing
from desktop.domains.labour.settling import OPEN, month_rows
from desktop.domains.labour.typed_times import typed_span, wall
from desktop.domains.labour.working import Case, case_of

IN, FORGOTTEN, LATE, EXPECTED, GONE, OFF = "in", "forgotten", "late", "expected", "gone", "off"
_WORST_FIRST = (Level.STOPS, Level.WARNS, Level.INFORMS)
LATE_AFTER_MIN = 5
"""Where the shop chose nothing else: a few minutes at the kiosk are nobody's lateness. It is a mark on the board only;
pay follows the minutes that were worked."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody today."""

    who: Standing
    state: str
    expected: tuple[str, ...]
    """Today's shifts as planned or, in a week without a plan, as agreed; "10:00–14:30" each."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the owner looks at first."""

    present: tuple[Present, ...]
    flags: tuple[Flagged, ...]
    steps: Mapping[str, int]
    """How much waits for the owner, by what it is: `close`, `receive`, `pay`, `correct`."""


def board(vault: Vault, network: bytes, now: Instant, late_after_min: int = LATE_AFTER_MIN) -> Board:
    """The shop at a moment; who has not come `late_after_min` minutes into a shift is late."""
    replica = vault.replica(network)
    moment = now.local().astimezone(SEOUL)
    late = wall(moment - timedelta(minutes=late_after_min))
    found = [_present(replica, one, moment, late) for one in people(vault, network, now)]
    return Board(
        tuple(found),
        tuple(sorted(flags(vault, network, now.day()), key=lambda one: _WORST_FIRST.index(one.level))),
        _steps(vault, network, replica, [one.who for one in found], moment.date()),
    )


def _present(replica: Replica, who: Standing, moment: datetime, late: str) -> Present:
    row = subject(replica, who.employment)
    spans = expected_on(case_of(replica, row), moment.date())
    state = _state(row.state, who, spans, moment, late)
    return Present(who, state, tuple(f"{start[11:]}–{end[11:]}" for start, end in spans))


def _state(state: State, who: Standing, spans: list[tuple[str, str]], moment: datetime, late: str) -> str:
    """`late` is the wall time by which a shift must have begun to be missed."""
    if who.forgotten:
        return FORGOTTEN
    if who.since:
        return IN
    done = [one for one in shifts(state) if one["start"][:10] == f"{moment:%Y-%m-%d}"]
    waited = [span for span in spans if not any(one["start"] < span[1] and span[0] < one["end"] for one in done)]
    if any(start <= late for start, _ in waited):
        return LATE
    if waited:
        return EXPECTED
    return GONE if done else OFF


def expected_on(case: Case, day: date) -> list[tuple[str, str]]:
    """When somebody is expected on a day: by the week's plan, else by the contract where the shop is open."""
    state, monday = case.employment.state, day - timedelta(days=day.weekday())
    week = [
        one
        for one in records(state, "plans")
        if monday <= date.fromisoformat(one["start"][:10]) < monday + timedelta(7)
    ]
    if week:
        return sorted((one["start"], one["end"]) for one in week if one["start"][:10] == day.isoformat())
    if not records(state, "contracts") or _is_holiday(case, day):
        return []
    contract = contract_on(state, day)
    inside = contract["starts"] <= day.isoformat() <= (contract.get("ends") or "9999")
    agreed = [one for one in contract["days"] if inside and one["weekday"] == day.weekday()]
    return [typed_span(day.isoformat(), one["start"], one["end"]) for one in agreed]


def _is_holiday(case: Case, day: date) -> bool:
    try:
        public = is_public_holiday(case.tables, day, day)
        return public and public_holidays_bind(case.tables, day, employees_on(case.shop.state, day))
    except NoParameter:
        return False


def _steps(vault: Vault, network: bytes, replica: Replica, found: list[Standing], today: date) -> Mapping[str, int]:
    """Last month's slips by their next step, and corrections that wait for the owner."""
    first = months_after(today.replace(day=1), -1)
    counts: Counter[str] = Counter()
    for row in month_rows(vault, network, first, first.replace(day=days_in(first))):
        counts["close"] += row.state == OPEN and bool(records(subject(replica, row.employment).state, "shifts"))
        counts["receive"] += row.slip is not None and row.slip["status"] == "issued"
        counts["pay"] += row.is_unpaid
    for one in found:
        counts["correct"] += len(waiting_for(subject(replica, one.employment).state, "employer"))
    return counts
