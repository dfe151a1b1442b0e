"""A network at a glance, for a first page: how many subjects stand where, what came last, what this device wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.ledger.chart import Position
from core.ledger.contract import Effect, JudgedEntry
from core.vault.replica import Replica
from core.vault.subjects import NETWORK_SUBJECT, EntryIndex
from core.vault.views import columns


@dataclass(frozen=True, slots=True)
class RecentEntry:
    """One of the entries that this vault took in last."""

    judged: JudgedEntry
    effect: Effect
    subject: bytes
    kind: str
    title: str
    own: bool
    """Whether this vault's device wrote it."""


def recent_entries(replica: Replica, limit: int) -> list[RecentEntry]:
    """The entries about subjects (not governance) that arrived here last, the last one first."""
    rows = replica.connection.execute(
        "SELECT e.id, e.effect, s.id, s.kind, s.title, l.device FROM entries e CROSS JOIN blocks b ON b.block = e.block"
        " CROSS JOIN subjects s USING (subject) CROSS JOIN lines l USING (line)"
        " WHERE b.network = ? AND s.id != ? ORDER BY e.entry DESC LIMIT ?",
        (replica.network, NETWORK_SUBJECT, limit),
    ).fetchall()
    index = EntryIndex(replica.connection, replica.reader)
    found = []
    for entry, effect, subject, kind, title, device in rows:
        judged = index.glance(entry)
        assert judged is not None
        own = device == replica.device.public
        found.append(RecentEntry(judged, Effect(effect), subject, kind, title, own))
    return found


def count_by_values(replica: Replica, kind: str, names: Sequence[str]) -> Mapping[tuple[Any, ...], int]:
    """How many subjects of a kind have which values in these of the kind's columns; None where one has no value.

    The database counts: no state is read here, and all columns are looked at in one pass.

    Raises:
        InputError: `column_unknown`.
    """
    known = {one.name: one.path for one in columns(replica, kind)}
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise InputError("column_unknown", field="column", column=unknown)
    paths = ["$" + "".join(f'."{part}"' for part in known[name]) for name in names]
    values = ", ".join("json_extract(state, ?)" for _ in names)
    places = ", ".join(str(place) for place in range(1, len(names) + 1))
    rows = replica.connection.execute(
        f"SELECT {values}, COUNT(*) FROM subjects WHERE network = ? AND kind = ? GROUP BY {places}",  # noqa: S608
        (*paths, replica.network, kind),
    ).fetchall()
    return {tuple(found): int(count) for *found, count in rows}


def own_entry_count(replica: Replica) -> int:
    """How many entries this vault's device has written in the network, governance included."""
    row = replica.connection.execute(
        "SELECT COUNT(*) FROM lines l CROSS JOIN blocks b USING (line)"
        " CROSS JOIN entries e ON e.entry BETWEEN b.block << 8 AND b.block << 8 | 255"
        " WHERE l.network = ? AND l.device = ?",
        (replica.network, replica.device.public),
    ).fetchone()
    return int(row[0])


def own_entries_not_seen(replica: Replica) -> int:
    """How many of them no other device's signed blocks show to have arrived there."""
    store, own = replica.store, replica.device.public
    tips = store.lines.tips().values()
    seen = store.seen_from(Position(tip.line, tip.seq) for tip in tips if tip.device != own)
    lacking = [(line.number, seen.get(line.number, -1)) for line in store.lines.of_device(own)]
    counted = (
        "SELECT COUNT(*) FROM blocks b CROSS JOIN entries e ON e.entry BETWEEN b.block << 8 AND b.block << 8 | 255"
        " WHERE b.line = ? AND b.seq > ?"
    )
    return sum(int(replica.connection.execute(counted, one).fetchone()[0]) for one in lacking)
