"""The shift plan of a week: read from the ledger, checked against the limits of the law, and recorded as what changed.

A plan that is taken back is voided; a changed one is voided and planned anew. Free of Qt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.actions.record import Draft, Recorded, Signing, record
from core.domains.labour.checks.planned_week import PlannedWeek, week_findings
from core.domains.labour.pay.shifts import read_shift
from core.domains.labour.paying import contract_on, employees_on
from core.domains.labour.rules.v1.records import records
from core.domains.labour.tables import Tables
from core.errors import InputError
from core.ledger.contract import Finding, State
from core.ledger.shared import VOID
from core.vault.vault import Vault
from core.vault.views import list_subjects
from desktop.domains.labour.typed_times import typed_span
from desktop.domains.labour.working import case_of, part_of

PLAN = "labour.shift.plan"
DAYS = 7
PEOPLE_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """One planned shift of a day; `entry` is empty as long as it is not in the ledger."""

    start: str
    end: str
    break_minutes: int = 0
    entry: str = ""

    def text(self) -> str:
        """As it is typed in a cell: "10:00-14:30/30"."""
        pause = f"/{self.break_minutes}" if self.break_minutes else ""
        return f"{self.start[11:]}-{self.end[11:]}{pause}"

    def body(self) -> dict[str, Any]:
        """For `labour.shift.plan`."""
        pause = {"break_minutes": self.break_minutes} if self.break_minutes else {}
        return {"start": self.start, "end": self.end, **pause}

    def same(self, other: PlannedShift) -> bool:
        return self.body() == other.body()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Somebody's week: the planned shifts of each day from Monday on, and what limits hang on."""

    employment: bytes
    number: str
    name: str
    state: State
    shop: State
    tables: Tables
    days: tuple[tuple[PlannedShift, ...], ...]


def plan_rows(vault: Vault, network: bytes, monday: date) -> list[PlanRow]:
    """Everybody who has a contract and has not left, with the week's plan."""
    replica = vault.replica(network)
    found = []
    for row in list_subjects(replica, "employment", sort="staff_number", limit=PEOPLE_SHOWN):
        if row.state.get("status") != "ended" and records(row.state, "contracts"):
            case = case_of(replica, row)
            name = part_of(vault, network, case, "identity").get("name", "")
            days = tuple(planned_on(row.state, monday + timedelta(days=ahead)) for ahead in range(DAYS))
            found.append(PlanRow(row.id, row.title, name, row.state, case.shop.state, case.tables, days))
    return found


def planned_on(state: State, day: date) -> tuple[PlannedShift, ...]:
    """The planned shifts that begin on a day."""
    found = [one for one in records(state, "plans") if one["start"][:10] == day.isoformat()]
    return tuple(
        PlannedShift(one["start"], one["end"], one.get("break_minutes", 0), one["entry"])
        for one in sorted(found, key=lambda one: str(one["start"]))
    )


def read_cell(text: str, day: date) -> tuple[PlannedShift, ...]:
    """What is typed in a cell: "10-14:30/30" is 10:00 to 14:30 with 30 minutes off; several stand behind commas.

    Raises:
        InputError: `plan_unreadable` with what cannot be read.
    """
    return tuple(_read_shift(one, day) for one in (part.strip() for part in text.split(",")) if one)


def _read_shift(text: str, day: date) -> PlannedShift:
    times, slash, pause = text.partition("/")
    start, dash, end = times.replace("~", "-").replace("–", "-").partition("-")
    unreadable = InputError("plan_unreadable", field="plan", value=text, day=day.isoformat())
    if not dash or (slash and not pause.strip().isdecimal()):
        raise unreadable
    try:
        span = typed_span(day.isoformat(), _clock(start), _clock(end))
    except InputError as error:
        raise unreadable from error
    planned = PlannedShift(*span, int(pause) if slash else 0)
    if minutes_of(planned) <= 0:
        raise unreadable
    return planned


def _clock(text: str) -> str:
    """The hour alone means the full hour."""
    told = text.strip()
    return f"{told}:00" if told.isdecimal() else told


def minutes_of(planned: PlannedShift) -> int:
    """Minutes of work in a planned shift."""
    return read_shift(planned.start, planned.end).work_minutes - planned.break_minutes


def moved(shifts: Sequence[PlannedShift], days: int) -> tuple[PlannedShift, ...]:
    """The same shifts some days later, not yet in the ledger."""

    def later(text: str) -> str:
        return f"{date.fromisoformat(text[:10]) + timedelta(days=days)}{text[10:]}"

    return tuple(PlannedShift(later(one.start), later(one.end), one.break_minutes) for one in shifts)


def warnings(row: PlanRow, days: Sequence[Sequence[PlannedShift]], monday: date) -> Sequence[Finding]:
    """What the law says of a week that is being planned.

    Raises:
        NoParameter: the limits of the week are not known.
    """
    week = PlannedWeek(
        shifts=[(read_shift(one.start, one.end), one.break_minutes) for shifts in days for one in shifts],
        agreed_minutes=int(contract_on(row.state, monday + timedelta(days=DAYS - 1))["week_minutes"]),
        minor=row.state["person"]["age_band"] != "adult",
        employees=employees_on(row.shop, monday),
    )
    return week_findings(row.tables, monday, week)


def record_plan(
    vault: Vault,
    network: bytes,
    changed: Sequence[tuple[PlanRow, Mapping[int, Sequence[PlannedShift]]]],
    reason: str,
    employer: Signing,
) -> Recorded | None:
    """Record what is different; None where nothing is. `changed` has the new shifts of days, by the day's number.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    drafts = []
    for row, days in changed:
        for day, wanted in days.items():
            kept = [one for one in row.days[day] if any(one.same(other) for other in wanted)]
            for old in row.days[day]:
                if old not in kept:
                    body = {"target": bytes.fromhex(old.entry), "reason": reason}
                    drafts.append(Draft(VOID, body, row.employment, (employer,)))
            new = [one for one in wanted if not any(one.same(other) for other in kept)]
            drafts += [Draft(PLAN, one.body(), row.employment, (employer,)) for one in new]
    return record(vault, network, drafts) if drafts else None
