"""All entries of a network as pages: sorted, filtered and searched in SQL, read only where they are shown.

1. A first page costs what it shows: every order has an index, and what an index gives in order is read until the page
   is full. Where few entries can fit at all, these are found first and sorted.
2. `order_entries` gives the whole order as row numbers; `entries_at` then reads any part of it at the same price.
3. A device's note of what it has seen (OBSERVE) says nothing that people did; it is in no list.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import InputError
from core.ledger.contract import Effect, JudgedEntry
from core.ledger.header import HASH_BYTES
from core.ledger.shared import OBSERVE
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex, id_range

FEW = 2_000
"""So many entries are sorted sooner than an index is walked through for them."""

_PLACED = " CROSS JOIN blocks b ON b.block = e.block CROSS JOIN lines l ON l.line = b.line"
_BY_DEPTH = (
    "blocks b INDEXED BY blocks_by_depth CROSS JOIN entries e ON e.entry BETWEEN b.block << 8 AND b.block << 8 | 255"
    " CROSS JOIN lines l ON l.line = b.line"
)
_BY_TYPE = "types t CROSS JOIN entries e INDEXED BY entries_by_type ON e.type = t.type" + _PLACED
_BY_SUBJECT = (
    "subjects s INDEXED BY subjects_by_title CROSS JOIN entries e INDEXED BY entries_by_subject"
    " ON e.subject = s.subject" + _PLACED
)
_UNUSUAL = "entries e INDEXED BY entries_unusual" + _PLACED
_GIVEN = (
    "json_each(?) given CROSS JOIN entries e ON e.entry = given.value"
    + _PLACED
    + " CROSS JOIN subjects s ON s.subject = e.subject CROSS JOIN types t ON t.type = e.type"
)
_TIES = "l.device {way}, l.incarnation {way}, b.seq {way}, e.leaf {way}, e.id {way}"
_IS_UNUSUAL = "(e.verdict != 'accepted' OR e.effect NOT IN ('', 'counts'))"


class EntrySort(StrEnum):
    """MADE is the order in which histories show entries: by what their authors had seen, never by a clock.

    The others sort by it what is otherwise alike. EFFECT begins with what does not simply count.
    """

    MADE = "made"
    TYPE = "type"
    SUBJECT = "subject"
    EFFECT = "effect"


_ORDERS = {
    EntrySort.MADE: "b.depth {way}, " + _TIES,
    EntrySort.TYPE: "t.name {way}, t.version {way}, e.depth {way}, " + _TIES,
    EntrySort.SUBJECT: "s.title COLLATE NOCASE {way}, e.depth {way}, " + _TIES,
    EntrySort.EFFECT: f"NOT {_IS_UNUSUAL} {{way}}, e.verdict {{way}}, e.effect {{way}}, e.depth {{way}}, " + _TIES,
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One query; the stretches of a list follow one another."""

    source: str
    condition: str
    order: str
    values: tuple[Any, ...]


def list_entries(
    replica: Replica,
    chosen: EntryFilter,
    *,
    sort: EntrySort = EntrySort.MADE,
    descending: bool = True,
    limit: int = 100,
) -> list[EntryLine]:
    """The first page of entries."""
    numbers: list[int] = []
    for stretch in _stretches(replica, chosen, sort, descending):
        numbers += _numbers(replica, stretch, limit - len(numbers))
    return entries_at(replica, numbers)


def order_entries(
    replica: Replica, chosen: EntryFilter, *, sort: EntrySort = EntrySort.MADE, descending: bool = True
) -> array[int]:
    """Row numbers of all entries of a list, in its order; good until the vault changes."""
    stretches = _stretches(replica, chosen, sort, descending)
    return array("q", (number for stretch in stretches for number in _numbers(replica, stretch)))


def entries_at(replica: Replica, numbers: Sequence[int]) -> list[EntryLine]:
    """The entries with these row numbers, in this order; what is gone is left out."""
    rows = replica.connection.execute(
        "SELECT e.id, e.effect, s.id, s.kind, s.title, b.id, l.device FROM json_each(?) given"  # noqa: S608 - fixed
        f" CROSS JOIN entries e ON e.entry = given.value{_PLACED} CROSS JOIN subjects s ON s.subject = e.subject"
        " ORDER BY given.key",
        (json.dumps(list(numbers)),),
    ).fetchall()
    index = EntryIndex(replica.connection, replica.reader)
    found = []
    for entry, effect, subject, kind, title, block, device in rows:
        judged = index.glance(entry)
        assert judged is not None
        own = device == replica.device.public
        found.append(EntryLine(judged, Effect(effect), subject, kind, title, block, own))
    return found


def count_entries(replica: Replica, chosen: EntryFilter) -> int:
    """How many entries a list has."""
    total = 0
    for stretch in _stretches(replica, chosen, EntrySort.MADE, descending=True):
        query = f"SELECT COUNT(*) FROM {stretch.source} WHERE {stretch.condition}"  # noqa: S608 - fixed fragments
        total += int(replica.connection.execute(query, stretch.values).fetchone()[0])
    return total


def count_by_type(replica: Replica) -> dict[str, int]:
    """The types that there are entries of, each with how many, by name."""
    rows = replica.connection.execute(
        "SELECT t.name, COUNT(*) FROM entries e JOIN blocks b USING (block) JOIN types t USING (type)"
        " WHERE b.network = ? AND t.name != ? GROUP BY t.name ORDER BY t.name",
        (replica.network, OBSERVE),
    ).fetchall()
    return {name: int(count) for name, count in rows}


def known_types(replica: Replica) -> list[str]:
    """Names of the types that the vault has met in any of its networks."""
    rows = replica.connection.execute("SELECT DISTINCT name FROM types WHERE name != ? ORDER BY name", (OBSERVE,))
    return [name for (name,) in rows]


def subject_of(replica: Replica, entry: bytes) -> bytes:
    """The id of the subject whose history holds an entry.

    Raises:
        InputError: `entry_not_found`.
    """
    row = replica.connection.execute(
        "SELECT s.id FROM entries e JOIN subjects s USING (subject)"
        " WHERE e.mark = substr(?1, 1, 8) AND e.id = ?1 AND s.network = ?2",
        (entry, replica.network),
    ).fetchone()
    if row is None:
        raise InputError("entry_not_found", field="entry", entry=entry.hex())
    return bytes(row[0])


# -- which entries, by which index -----------------------------------------------------------------------------------


def _numbers(replica: Replica, stretch: _Stretch, limit: int = -1) -> Iterator[int]:
    query = (
        f"SELECT e.entry FROM {stretch.source} WHERE {stretch.condition}"  # noqa: S608 - fixed fragments
        f" ORDER BY {stretch.order} LIMIT ?"
    )
    for (number,) in replica.connection.execute(query, (*stretch.values, limit)):
        yield number


def _stretches(replica: Replica, chosen: EntryFilter, sort: EntrySort, descending: bool) -> list[_Stretch]:
    way = "DESC" if descending else "ASC"
    order = _ORDERS[sort].format(way=way)
    types = _types(replica, chosen.types)
    condition, values = _condition(replica, chosen, types)
    few = _few(replica, chosen, types)
    if few is not None:
        return [_Stretch(_GIVEN, condition, order, (json.dumps(few), *values))]
    if sort is EntrySort.EFFECT:
        made = _ORDERS[EntrySort.MADE].format(way=way)
        both = [
            _Stretch(_UNUSUAL, f"{condition} AND {_IS_UNUSUAL}", order, values),
            _Stretch(_BY_DEPTH, f"{condition} AND NOT {_IS_UNUSUAL}", made, values),
        ]
        return both[::-1] if descending else both
    if sort is EntrySort.MADE and len(types) == 1 and chosen.types:
        order = order.replace("b.depth", "e.depth")  # the same number, but the index's own column
        return [_Stretch(f"entries e INDEXED BY entries_by_type{_PLACED}", condition, order, values)]
    source = {EntrySort.MADE: _BY_DEPTH, EntrySort.TYPE: _BY_TYPE, EntrySort.SUBJECT: _BY_SUBJECT}[sort]
    if sort is EntrySort.SUBJECT:
        condition, values = f"s.network = ? AND {condition}", (replica.network, *values)
    return [_Stretch(source, condition, order, values)]


def _types(replica: Replica, names: Iterable[str]) -> list[int]:
    """Row numbers of types, of all their versions."""
    query = "SELECT type FROM types WHERE name IN (SELECT value FROM json_each(?)) ORDER BY type"
    return [number for (number,) in replica.connection.execute(query, (json.dumps(list(names)),))]


def _condition(replica: Replica, chosen: EntryFilter, types: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = ["b.network = ?"]
    values: list[Any] = [replica.network]
    if chosen.types:
        parts.append(f"e.type = {types[0]}" if len(types) == 1 else f"e.type IN ({_listed(types)})")
    parts.append(f"e.type NOT IN ({_listed(_types(replica, (OBSERVE,)))})")
    text = chosen.search.strip()
    if text:
        parts.append(
            "(e.subject IN (SELECT subject FROM subjects WHERE network = ? AND title LIKE ? ESCAPE '\\')"  # noqa: S608 - fixed fragments and numbers
            f" OR e.type IN ({_listed(_types(replica, chosen.search_types))}) OR e.id BETWEEN ? AND ?)"
        )
        values += [replica.network, _pattern(text), *id_range(text, HASH_BYTES, least=8)]
    return " AND ".join(parts), tuple(values)


def _few(replica: Replica, chosen: EntryFilter, types: Sequence[int]) -> list[int] | None:
    """The entries that can fit, where there are few of them."""
    text = chosen.search.strip()
    if text:
        return _few_found(replica, text, _types(replica, chosen.search_types))
    if chosen.types:
        return _if_few(replica, f"SELECT entry FROM entries WHERE type IN ({_listed(types)})", ())  # noqa: S608
    return None


def _few_found(replica: Replica, text: str, types: Sequence[int]) -> list[int] | None:
    subjects = _if_few(
        replica, "SELECT subject FROM subjects WHERE network = ? AND title LIKE ? ESCAPE '\\'",
        (replica.network, _pattern(text)),
    )  # fmt: skip
    if subjects is None:
        return None
    return _if_few(
        replica,
        f"SELECT entry FROM entries WHERE type IN ({_listed(types)})"  # noqa: S608 - numbers
        " UNION SELECT entry FROM entries WHERE subject IN (SELECT value FROM json_each(?))"
        " UNION SELECT entry FROM entries"
        " WHERE mark BETWEEN substr(?2, 1, 8) AND substr(?3, 1, 8) AND id BETWEEN ?2 AND ?3",
        (json.dumps(subjects), *id_range(text, HASH_BYTES, least=8)),
    )


def _if_few(replica: Replica, query: str, values: Sequence[Any]) -> list[int] | None:
    rows = replica.connection.execute(f"{query} LIMIT {FEW + 1}", values).fetchall()
    return [number for (number,) in rows] if len(rows) <= FEW else None


def _pattern(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
