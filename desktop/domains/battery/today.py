"""What the battery workspace offers to the today page: what waits for whom, and the commonest things to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from core.vault.overview import count_by_values
from core.vault.replica import Replica
from desktop.domains.battery.pages.places import BATTERIES, GRADING, HISTORY, IMPORT, RECORD, Task
from desktop.pages.today_items import Shortcut, Waiting

SOON_DAYS = 30
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
    for (status, until), count in count_by_values(replica, "battery", ("status", "store_until")).items():
        counts[status] += count
        left = None if until is None else (date.fromisoformat(until) - today).days
        if left is not None and left <= SOON_DAYS:
            counts["over" if left < 0 else "soon"] += count
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

