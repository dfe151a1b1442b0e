"""What the battery workspace offers to the today page: what waits for whom, and the commonest things to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from core.domains.battery import days_left
from core.vault.replica import Replica
from core.vault.views import SubjectRow, list_subjects
from desktop.domains.battery.pages.places import BATTERIES, GRADING, HISTORY, IMPORT, RECORD, Task
from desktop.pages.today_items import Shortcut, Waiting

SOON_DAYS = 30
_PAGE = 500
_YARD, _TEST, _GRADE = frozenset({"yard"}), frozenset({"jtp_test"}), frozenset({"jtp_grade"})

SHORTCUTS: Sequence[Shortcut] = (
    Shortcut("battery.today.intake", "plus", RECORD, Task("intake"), _YARD),
    Shortcut("battery.today.import", "activity", IMPORT, None, _TEST),
    Shortcut("battery.today.grade", "scale", GRADING, None, _TEST | _GRADE),
    Shortcut("battery.today.list", "battery", BATTERIES),
)
SUBJECT_PAGES = {"battery": HISTORY}


def waiting(replica: Replica, today: date, roles: frozenset[str]) -> Sequence[Waiting]:
    """Batteries by what is to be done with them next, for those who do it; called on the vault lane."""
    counts: Counter[str] = Counter()
    for row in _all(replica):
        counts[str(row.state.get("status"))] += 1
        left = days_left(row.state, today)
        if left is not None and left <= SOON_DAYS:
            counts["over" if left < 0 else "soon"] += 1
    found = [
        Waiting("battery.today.quarantine", counts["quarantine"], "alert-triangle", BATTERIES, urgent=True),
        Waiting("battery.today.over", counts["over"], "clock", BATTERIES, urgent=True),
        Waiting("battery.today.soon", counts["soon"], "clock", BATTERIES, urgent=True),
        Waiting("battery.today.in_transit", counts["in_transit"], "truck", RECORD, Task("accept")),
    ]
    if roles & (_YARD | _TEST):
        arrived = counts["registered"] + counts["received"]
        found.append(Waiting("battery.today.uninspected", arrived, "clipboard-check", RECORD, Task("visual")))
    if roles & _TEST:
        found.append(Waiting("battery.today.untested", counts["inspected"], "activity", IMPORT))
    if roles & (_TEST | _GRADE):
        found.append(Waiting("battery.today.ungraded", counts["tested"], "scale", GRADING))
    return [one for one in found if one.count]


def _all(replica: Replica) -> Iterator[SubjectRow]:
    """Every battery; read page by page."""
    offset = 0
    while rows := list_subjects(replica, "battery", offset=offset, limit=_PAGE):
        yield from rows
        offset += len(rows)
