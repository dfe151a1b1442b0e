"""The rows of the batteries table, sorted and searched in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domains.battery import days_left
from core.ports.clock import Clock
from core.vault.views import SubjectRow
from desktop.entries.subject_rows import SubjectRows
from desktop.language import Language
from desktop.theme import Tone
from desktop.widgets.paged_rows import ShownColumn
from desktop.words import Words

KIND = "battery"
STATUSES = ("registered", "received", "inspected", "tested", "graded", "in_transit", "quarantine")
SOON_DAYS = 30
# A column that shows more than one value is sorted by one of the workspace's.
_SORTED_BY = {"soh": "soh_low", "days_left": "store_until"}
STATUS_MARKS = {
    "quarantine": ("alert-triangle", Tone.BAD),
    "in_transit": ("truck", Tone.INFO),
    "graded": ("award", Tone.GOOD),
}


class BatteryRows(SubjectRows):
    """A RowSource of batteries."""

    def __init__(self, language: Language, clock: Clock) -> None:
        super().__init__(KIND, self._shown, self._named, _SORTED_BY)
        self._language, self._clock = language, clock

    def _named(self, text: str) -> str:
        """What was typed; the word for a status finds that status."""
        words = self._language.words
        named = {words.text(f"status.{status}").casefold(): status for status in STATUSES}
        return named.get(text.strip().casefold(), text)

    def _shown(self, one: SubjectRow) -> Mapping[str, Any]:
        state, identity = one.state, one.state.get("identity") or {}
        health, grade = state.get("soh") or {}, state.get("grade") or {}
        return {
            "number": (one.title, bool(one.flags)),
            "model": " ".join(str(identity.get(name, "")) for name in ("maker", "model")),
            "chemistry": identity.get("chemistry"),
            "rated": identity.get("rated_mah"),
            "soh": (health.get("low_permille"), health.get("high_permille"), health.get("soh_permille")),
            "letter": grade.get("letter"),
            "holder": state.get("holder"),
            "status": state.get("status"),
            "days_left": (state, self._clock.now().day()),
        }


def _number(value: Any, words: Words) -> str:
    return str(value[0])


def _flagged(value: Any) -> tuple[str, Tone] | None:
    return ("alert-triangle", Tone.WARN) if value and value[1] else None


def _health(value: Any, words: Words) -> str:
    low, high, soh = value
    if soh is None:
        return "–"
    shown = [words.quantity(one, 10, decimals=1) for one in (soh, low, high)]
    return words.text("battery.soh.short", soh=shown[0], low=shown[1], high=shown[2])


def _days(value: Any, words: Words) -> str:
    state, today = value
    left = days_left(state, today)
    if left is None:
        return "–"
    key = "battery.days_short_over" if left < 0 else "battery.days_short_left"
    return words.text(key, count=abs(left))


def _days_mark(value: Any) -> tuple[str, Tone] | None:
    if value is None:
        return None
    state, today = value
    left = days_left(state, today)
    if left is None or left > SOON_DAYS:
        return None
    return "clock", Tone.BAD if left < 0 else Tone.WARN


def _choice(name: str) -> Any:
    return lambda value, words: "–" if value is None else words.text(f"choice.{name}.{value}")


def _status(value: Any, words: Words) -> str:
    return words.text(f"status.{value}") if value else "–"


COLUMNS = (
    ShownColumn("number", "column.number", width=6, write=_number, mark=_flagged),
    ShownColumn("model", "battery.column.model", width=5, sortable=False),
    ShownColumn("status", "column.status", width=3, write=_status, mark=lambda value: STATUS_MARKS.get(value or "")),
    ShownColumn("soh", "battery.column.soh", "%", figures=True, width=4, write=_health),
    ShownColumn("letter", "column.letter", width=2),
    ShownColumn("holder", "column.holder", width=4),
    ShownColumn("days_left", "column.store_until", width=3, write=_days, mark=_days_mark),
    ShownColumn("chemistry", "column.chemistry", width=2, write=_choice("chemistry")),
    ShownColumn(
        "rated",
        "column.rated",
        "Ah",
        figures=True,
        width=2,
        write=lambda value, words: words.quantity(value, 1000, decimals=1),
    ),
)
AT_FIRST_HIDDEN = frozenset({"chemistry", "rated", "-"})
"""More than seven columns are too many to begin with; "-" is no column and tells a choice from none."""
