"""battery.incident.report: heat, smoke, fire and the like. Anyone on the site reports; the battery is in quarantine."""

from __future__ import annotations

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.fields import choice, text
from core.domains.battery.rules.v1.records import INCIDENTS, appended, next_place, record_of
from core.domains.battery.rules.v1.standing import settled
from core.ledger.contract import Entry, EntryType, Nature, State, nothing_to_say

_FIELDS = (
    choice("kind", ("overheat", "smoke", "fire", "isolation", "leak", "theft")),
    text("action", 500),
    text("site", 120, required=False),
)


def _apply(state: State, entry: Entry) -> State:
    return settled(appended(state, INCIDENTS, record_of(entry, _FIELDS, next_place(state))))


REPORT = EntryType(
    name="battery.incident.report",
    version=1,
    nature=Nature.FACT,
    fields=_FIELDS,
    about="battery",
    judge=guarded(nothing_to_say),
    apply=_apply,
    attachments=True,
    alert=True,
)
