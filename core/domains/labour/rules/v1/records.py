"""How entries lie in a state: plain records in lists, in the order of the fold; hashes and keys as hexadecimal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.ledger.contract import Entry, Field, State

Record = dict[str, Any]


def record_of(entry: Entry, fields: Sequence[Field]) -> Record:
    """What a state keeps of an entry: its id, the moment, the person, and the fields that its type names."""
    content = entry.content
    known = {one.name: _json_value(content.body[one.name]) for one in fields if content.body.get(one.name) is not None}
    return {
        "entry": entry.id.hex(),
        "at": content.occurred_at.seconds,
        "person": None if content.person is None else content.person.hex(),
        "role": content.role,
        **known,
    }


def _json_value(value: Any) -> Any:
    if type(value) is bytes:
        return value.hex()
    if type(value) is list:
        return [_json_value(item) for item in value]
    if type(value) is dict:
        return {key: _json_value(item) for key, item in value.items()}
    return value


def appended(state: State, name: str, record: Record) -> State:
    """The state with one more record in a list."""
    return {**state, name: [*state.get(name, []), record]}


def records(state: State, name: str) -> list[Record]:
    """A list of records; empty where there is none yet."""
    found: list[Record] = state.get(name, [])
    return found


def find(state: State, name: str, entry: bytes | str) -> Record | None:
    """The record of an entry in a list."""
    wanted = entry.hex() if isinstance(entry, bytes) else entry
    return next((one for one in records(state, name) if one["entry"] == wanted), None)


def replaced(state: State, name: str, record: Record) -> State:
    """The state with the record of the same entry exchanged."""
    return {**state, name: [record if one["entry"] == record["entry"] else one for one in records(state, name)]}
