"""How entries lie in a battery's state: plain records in lists, in the order of the fold.

{identity, holder, arrived_on, store_until, places, transfers, visual, electric, tests, estimates, grades, revoked,
incidents, certificates, place} are folded from entries; {grade, lapsed, soh, spread_mv, status} are derived by
`standing.settled` after every step. Hashes and keys are hexadecimal; ids stand under "entry".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.ledger.contract import Entry, Field, State

Record = dict[str, Any]

VISUAL, ELECTRIC, TESTS, ESTIMATES = "visual", "electric", "tests", "estimates"
INCIDENTS, GRADES = "incidents", "grades"


def local_day(entry: Entry) -> date | None:
    """The local day on which it happened, as its author claims; None where no calendar has that day."""
    try:
        return entry.content.occurred_at.day()
    except (OverflowError, ValueError):
        return None


def record_of(entry: Entry, fields: Sequence[Field], place: int) -> Record:
    """What a state keeps of an entry: its id, day, person and the fields that its type names."""
    happened = local_day(entry)
    person = entry.content.person
    body = entry.content.body
    known = {field.name: _json_value(body[field.name]) for field in fields if body.get(field.name) is not None}
    return {
        "entry": entry.id.hex(),
        "day": None if happened is None else happened.isoformat(),
        "person": None if person is None else person.hex(),
        "place": place,
        **known,
    }


def _json_value(value: Any) -> Any:
    if type(value) is bytes:
        return value.hex()
    if type(value) is list:
        return [_json_value(item) for item in value]
    return value


def next_place(state: State) -> int:
    """The number of the step that is being folded; orders records of different lists."""
    return int(state.get("place", 0)) + 1


def appended(state: State, name: str, record: Record) -> State:
    """The state with one more record in a list."""
    return {**state, name: [*state.get(name, []), record], "place": record["place"]}


def records(state: State, name: str) -> list[Record]:
    """A list of records; empty where there is none yet."""
    found: list[Record] = state.get(name, [])
    return found


def find(state: State, name: str, entry: str) -> Record | None:
    """The record of an entry in a list."""
    return next((one for one in records(state, name) if one["entry"] == entry), None)


def iso_day(text: str | None) -> date | None:
    """A stored day as a date."""
    return None if text is None else date.fromisoformat(text)
