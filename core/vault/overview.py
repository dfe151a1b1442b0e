"""A network at a glance, for a first page: how many subjects stand where, what came last, what this device wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


def count_by_value(replica: Replica, kind: str, column: str) -> Mapping[str, int]:
    """How many subjects of a kind have each value of one of the kind's columns; those without a value are left out.

    Raises:
        InputError: `column_unknown`.
    """
    path = next((one.path for one in columns(replica, kind) if one.name == column), None)
    if path is None:
        raise InputError("column_unknown", field="column", column=column)
    rows = replica.connection.execute(
        "SELECT json_extract(state, ?), COUNT(*) FROM subjects WHERE network = ? AND kind = ? GROUP BY 1",
        ("$" + "".join(f'."{part}"' for part in path), replica.network, kind),
    ).fetchall()
    return {str(value): int(count) for value, count in rows if value is not None}


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
