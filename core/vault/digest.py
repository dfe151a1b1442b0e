"""The view digest: equal sets of blocks show equal views, proved by one hash.

SHA-256 over the deterministic CBOR array of all subjects in byte order of their ids; each subject is
[id, kind, state, entries, flags] with entries [id, verdict, effect, findings] in display order and flags
[code, field, severity, facts], and of those that somebody answered also status and answers, in byte order of their
encoding. Only clear and network-encrypted content goes in, and
nothing of what lies beyond a cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from core.encoding import cbor
from core.ledger.effect import Imposed
from core.ledger.settling import FlagStatus
from core.ledger.shared import LATER_TYPES
from core.vault.replica import Replica


def view_digest(replica: Replica) -> bytes:
    """The digest of one network's view, computed from the tables as they stand, in one pass over each."""
    rows = replica.connection.execute(
        "SELECT id, kind, json(state) FROM subjects s WHERE network = ? AND EXISTS"
        " (SELECT 1 FROM entries e WHERE e.subject = s.subject AND e.imposed != ?) ORDER BY id",
        (replica.network, Imposed.BEYOND.value),
    ).fetchall()
    digest = sha256(cbor.head(4, len(rows)))
    entries, flags = _Groups(_entries(replica)), _Groups(_flags(replica))
    for id, kind, state in rows:
        found = sorted(flags.of(id), key=cbor.encode)
        digest.update(cbor.encode([id, kind, json.loads(state), entries.of(id), found]))
    return digest.digest()


def later_types(replica: Replica) -> list[list[Any]]:
    """Shared types among a network's entries that the first programs do not judge, so that views differ there."""
    found = []
    for name, version in sorted(LATER_TYPES):
        row = replica.connection.execute(
            "SELECT 1 FROM types t CROSS JOIN entries e USING (type) CROSS JOIN blocks b USING (block)"
            " WHERE t.name = ? AND t.version = ? AND b.network = ? LIMIT 1",
            (name, version, replica.network),
        ).fetchone()
        found += [[name, version]] if row else []
    return found


class _Groups:
    """Rows that come sorted by subject, given out subject by subject."""

    def __init__(self, rows: Iterator[tuple[bytes, list[Any]]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, id: bytes) -> list[list[Any]]:
        if self._next is None or self._next[0] != id:
            return []
        found = [value for _, value in self._next[1]]
        self._next = next(self._groups, None)
        return found


def _entries(replica: Replica) -> Iterator[tuple[bytes, list[Any]]]:
    rows = replica.connection.execute(
        "SELECT s.id, e.id, e.verdict, e.effect, e.findings FROM subjects s JOIN entries e USING (subject)"
        " JOIN blocks b USING (block) JOIN lines l USING (line) WHERE s.network = ? AND e.imposed != ?"
        " ORDER BY s.id, b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id",
        (replica.network, Imposed.BEYOND.value),
    )
    for subject, id, verdict, effect, findings in rows:
        yield subject, [id, verdict, effect, json.loads(findings)]


def _flags(replica: Replica) -> Iterator[tuple[bytes, list[Any]]]:
    rows = replica.connection.execute(
        "SELECT s.id, f.code, f.field, f.severity, f.facts, f.status, f.answers"
        " FROM subjects s JOIN flags f USING (subject)"
        " WHERE s.network = ? AND EXISTS (SELECT 1 FROM entries e WHERE e.subject = s.subject AND e.imposed != ?)"
        " ORDER BY s.id",
        (replica.network, Imposed.BEYOND.value),
    )
    for subject, code, field, severity, facts, status, answers in rows:
        answered = [] if status == FlagStatus.OPEN else [status, json.loads(answers)]
        yield subject, [code, field, severity, json.loads(facts), *answered]
