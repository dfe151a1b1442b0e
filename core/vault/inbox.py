"""What waits for people in a network: flags of subjects, and facts that still lack a signature they could give.

Pages of flags come from SQL. Facts to sign are looked for among the newest entries only (LOOKED_AT_MAX): whether a
signature is missing stands in the entry itself, and an old one is found in the list of entries at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ledger.contract import Effect, Finding, Nature
from core.ledger.cosigning import COSIGN, cosignature_in
from core.ledger.settling import FlagStatus
from core.vault.entry_list import EntryFilter, EntryLine, list_entries
from core.vault.replica import Replica
from core.vault.views import FlagView, flag_view, history

CONFLICTS = ("concurrent_entries", "duplicate_claim", "fork")
"""Flags that say that two people or devices said what does not go together."""
LOOKED_AT_MAX = 1000


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag and the subject that it stands on."""

    subject: bytes
    kind: str
    title: str
    flag: Finding
    answered: FlagView
    """What became of it."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """A fact that counts and lacks signatures; `roles` are those in which somebody of this vault may sign."""

    line: EntryLine
    roles: tuple[str, ...]


def list_flags(
    replica: Replica,
    *,
    conflicts: bool | None,
    settled: bool = False,
    search: str = "",
    offset: int = 0,
    limit: int = 100,
) -> list[Flagged]:
    """A page of flags, open or settled, of subjects that changed last first: conflicts, all others, or both (None)."""
    condition, values = _condition(replica, conflicts, settled, search)
    rows = replica.connection.execute(
        "SELECT s.id, s.kind, s.title, f.code, f.field, f.severity, f.facts, f.status, f.answers"  # noqa: S608
        f" FROM flags f JOIN subjects s USING (subject) WHERE {condition}"
        " ORDER BY s.changed_depth DESC, s.id, f.code, f.facts LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    views = [flag_view(*row[3:]) for row in rows]
    return [
        Flagged(subject, kind, title, view.finding, view)
        for (subject, kind, title, *_), view in zip(rows, views, strict=True)
    ]


def count_flags(replica: Replica, *, conflicts: bool | None, settled: bool = False, search: str = "") -> int:
    """How many there are."""
    condition, values = _condition(replica, conflicts, settled, search)
    query = f"SELECT COUNT(*) FROM flags f JOIN subjects s USING (subject) WHERE {condition}"  # noqa: S608
    return int(replica.connection.execute(query, values).fetchone()[0])


def list_to_sign(replica: Replica, persons: Mapping[bytes, Iterable[str]]) -> list[ToSign]:
    """Facts that somebody of `persons` (their roles by key) may still sign, the newest first.

    Each role that a fact names is asked for once, and of nobody who signed that fact already.
    """
    wanted = {role for roles in persons.values() for role in roles}
    types = {
        name: kind.cosigners
        for name in replica.rules.names()
        if (kind := replica.rules.newest(name)) and kind.nature is Nature.FACT and wanted & set(kind.cosigners)
    }
    if not types:
        return []
    found = []
    for line in list_entries(replica, EntryFilter(types=tuple(types)), limit=LOOKED_AT_MAX):
        if line.effect is not Effect.COUNTS:
            continue
        missing = set(types[line.judged.entry.content.type]) - {one.role for one in line.judged.entry.cosignatures}
        if missing & wanted:
            roles = _may_sign(line, missing - _signed_later(replica, line), persons)
            found += [ToSign(line, roles)] if roles else []
    return found


def inbox_count(replica: Replica, persons: Mapping[bytes, Iterable[str]]) -> int:
    """How many things wait for these persons: flags of either kind, and facts to sign."""
    return count_flags(replica, conflicts=None) + len(list_to_sign(replica, persons))


def _may_sign(line: EntryLine, missing: set[str], persons: Mapping[bytes, Iterable[str]]) -> tuple[str, ...]:
    signed = {one.person for one in line.judged.entry.cosignatures}
    free = {role for key, roles in persons.items() if key not in signed for role in roles}
    return tuple(sorted(missing & free))


def _signed_later(replica: Replica, line: EntryLine) -> set[str]:
    return {
        cosignature_in(row.entry).role
        for row in history(replica, line.subject)
        if row.entry.content.type == COSIGN
        and row.effect is Effect.COUNTS
        and row.entry.content.body.get("target") == line.judged.entry.id
    }


def _condition(replica: Replica, conflicts: bool | None, settled: bool, search: str) -> tuple[str, Sequence[Any]]:
    parts = ["s.network = ?", f"f.status {'=' if settled else '!='} ?"]
    values: list[Any] = [replica.network, FlagStatus.SETTLED.value]
    if conflicts is not None:
        parts.append(f"f.code {'IN' if conflicts else 'NOT IN'} ({', '.join('?' * len(CONFLICTS))})")
        values += CONFLICTS
    text = search.strip()
    if text:
        pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        parts.append("(s.title LIKE ? ESCAPE '\\' OR f.facts LIKE ? ESCAPE '\\')")
        values += [pattern, pattern]
    return " AND ".join(parts), values
