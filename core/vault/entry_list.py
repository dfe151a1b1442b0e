"""All entries of a network as pages: sorted, filtered and searched in SQL, read only where they are shown.

A device's note of what it has seen (OBSERVE) says nothing that people did; it is in no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import InputError
from core.ledger.contract import Effect, JudgedEntry
from core.ledger.shared import OBSERVE
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex

_JOINED = (
    "entries e JOIN blocks b ON b.block = e.block JOIN lines l ON l.line = b.line"
    " JOIN subjects s ON s.subject = e.subject JOIN types t ON t.type = e.type"
)
_MADE = "b.depth {way}, l.device {way}, l.incarnation {way}, b.seq {way}, e.leaf {way}, e.id {way}"


class EntrySort(StrEnum):
    """MADE is the order in which histories show entries: by what their authors had seen, never by a clock."""

    MADE = "made"
    ARRIVED = "arrived"
    TYPE = "type"
    SUBJECT = "subject"
    EFFECT = "effect"


_ORDERS = {
    EntrySort.MADE: _MADE,
    EntrySort.ARRIVED: "e.block {way}, e.leaf {way}",
    EntrySort.TYPE: "t.name {way}, " + _MADE,
    EntrySort.SUBJECT: "s.title COLLATE NOCASE {way}, " + _MADE,
    EntrySort.EFFECT: "e.verdict {way}, e.effect {way}, " + _MADE,
}


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries; everything that is given must fit."""

    types: tuple[str, ...] = ()
    """Names of types; empty = all."""
    search: str = ""
    """Part of the subject's title, or the beginning of an entry's hexadecimal id."""
    search_types: tuple[str, ...] = ()
    """Types whose words fit what is searched: core knows no words."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a list."""

    judged: JudgedEntry
    effect: Effect
    subject: bytes
    kind: str
    title: str
    block: bytes
    own: bool
    """Whether this vault's device wrote it."""


def list_entries(
    replica: Replica,
    chosen: EntryFilter,
    *,
    sort: EntrySort = EntrySort.MADE,
    descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> list[EntryLine]:
    """A page of entries."""
    condition, values = _condition(replica, chosen)
    order = _ORDERS[sort].format(way="DESC" if descending else "ASC")
    rows = replica.connection.execute(
        f"SELECT e.id, e.effect, s.id, s.kind, s.title, b.id, l.device FROM {_JOINED} WHERE {condition}"  # noqa: S608
        f" ORDER BY {order} LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    index = EntryIndex(replica.connection, replica.reader)
    found = []
    for entry, effect, subject, kind, title, block, device in rows:
        judged = index.find(entry)
        assert judged is not None
        own = device == replica.device.public
        found.append(EntryLine(judged[0], Effect(effect), subject, kind, title, block, own))
    return found


def count_entries(replica: Replica, chosen: EntryFilter) -> int:
    """How many entries a list has."""
    condition, values = _condition(replica, chosen)
    query = f"SELECT COUNT(*) FROM {_JOINED} WHERE {condition}"  # noqa: S608 - fixed fragments
    return int(replica.connection.execute(query, values).fetchone()[0])


def count_by_type(replica: Replica) -> dict[str, int]:
    """The types that there are entries of, each with how many, by name."""
    rows = replica.connection.execute(
        "SELECT t.name, COUNT(*) FROM entries e JOIN blocks b USING (block) JOIN types t USING (type)"
        " WHERE b.network = ? AND t.name != ? GROUP BY t.name ORDER BY t.name",
        (replica.network, OBSERVE),
    ).fetchall()
    return {name: int(count) for name, count in rows}


def subject_of(replica: Replica, entry: bytes) -> bytes:
    """The id of the subject whose history holds an entry.

    Raises:
        InputError: `entry_not_found`.
    """
    row = replica.connection.execute(
        "SELECT s.id FROM entries e JOIN subjects s USING (subject) WHERE e.id = ? AND s.network = ?",
        (entry, replica.network),
    ).fetchone()
    if row is None:
        raise InputError("entry_not_found", field="entry", entry=entry.hex())
    return bytes(row[0])


def _condition(replica: Replica, chosen: EntryFilter) -> tuple[str, Sequence[Any]]:
    parts, values = ["b.network = ?", "t.name != ?"], [replica.network, OBSERVE]
    if chosen.types:
        parts.append(f"t.name IN ({_marks(chosen.types)})")
        values += chosen.types
    text = chosen.search.strip()
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        either = ["s.title LIKE ? ESCAPE '\\'", "lower(hex(e.id)) LIKE ?"]
        values += [pattern, text.lower() + "%" if _is_hex(text) else ""]
        if chosen.search_types:
            either.append(f"t.name IN ({_marks(chosen.search_types)})")
            values += chosen.search_types
        parts.append(f"({' OR '.join(either)})")
    return " AND ".join(parts), values


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def _is_hex(text: str) -> bool:
    return len(text) >= 8 and not set(text.lower()) - set("0123456789abcdef")
