"""The view digest: equal sets of blocks show equal views, proved by one hash.

SHA-256 over the deterministic CBOR array of all subjects in byte order of their ids; each subject is
[id, kind, state, entries, flags] with entries [id, verdict, effect, findings] in display order and flags
[code, field, severity, facts] in byte order of their encoding. Only clear and network-encrypted content goes in.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from core.encoding import cbor
from core.vault.replica import Replica


def view_digest(replica: Replica) -> bytes:
    """The digest of one network's view, computed from the tables as they stand."""
    connection = replica.connection
    rows = connection.execute(
        "SELECT subject, id, kind, state FROM subjects WHERE network = ? ORDER BY id", (replica.network,)
    ).fetchall()
    digest = sha256(cbor.head(4, len(rows)))
    for row, id, kind, state in rows:
        value = [id, kind, json.loads(state), _entries(replica, row), _flags(replica, row)]
        digest.update(cbor.encode(value))
    return digest.digest()


def _entries(replica: Replica, subject: int) -> list[list[Any]]:
    rows = replica.connection.execute(
        "SELECT e.id, e.verdict, e.effect, e.findings FROM entries e JOIN blocks b USING (block)"
        " JOIN lines l USING (line) WHERE e.subject = ? ORDER BY b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id",
        (subject,),
    )
    return [[id, verdict, effect, json.loads(findings)] for id, verdict, effect, findings in rows]


def _flags(replica: Replica, subject: int) -> list[list[Any]]:
    rows = replica.connection.execute(
        "SELECT code, field, severity, facts FROM flags WHERE subject = ?", (subject,)
    ).fetchall()
    flags = [[code, field, severity, json.loads(facts)] for code, field, severity, facts in rows]
    return sorted(flags, key=cbor.encode)
