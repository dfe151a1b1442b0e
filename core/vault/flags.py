"""View flags and claims of subjects: functions of the whole set, written anew for what a batch touched."""

from __future__ import annotations

import json

from core.ledger.contract import Effect, Finding, Severity, SubjectKind
from core.ledger.cosigning import CONTEST
from core.ledger.effect import Imposed
from core.ledger.reckoning import Standing
from core.ledger.rules import RuleBook
from core.vault.database import Connection
from core.vault.subjects import Subject

NETWORK_KIND = "network"
_PAIR = 2

_WEIGHED = {
    Imposed.FROZEN: lambda count: Finding("entries_frozen", severity=Severity.WARN, facts={"count": count}),
    Imposed.LOST: lambda count: Finding("entries_lost", severity=Severity.WARN, facts={"count": count}),
    Imposed.RECLAIMED: lambda count: Finding("entries_reclaimed", severity=Severity.WARN, facts={"count": count}),
    Imposed.UNGRANTED: lambda count: Finding("entries_ungranted", severity=Severity.WARN, facts={"count": count}),
}


class FlagWriter:
    """Writes claims and flags of one network's subjects."""

    def __init__(self, connection: Connection, network: int, rules: RuleBook) -> None:
        self._connection = connection
        self._network = network
        self._rules = rules

    def write_claims(self, subject: Subject) -> set[int]:
        """Replace what a subject claims; the rows of all subjects whose duplicates may have changed."""
        before = self._connection.execute(
            "SELECT name, value FROM claims WHERE subject = ?", (subject.row,)
        ).fetchall()
        kind = self._rules.subject_kind(subject.folded.kind)
        now = sorted(kind.claims(subject.folded.state).items()) if kind else []
        if [tuple(row) for row in before] == now:
            return set()
        self._connection.execute("DELETE FROM claims WHERE subject = ?", (subject.row,))
        self._connection.executemany(
            "INSERT INTO claims (network, name, value, subject) VALUES (?, ?, ?, ?)",
            [(self._network, name, value, subject.row) for name, value in now],
        )
        found = [self._claimants(name, value) for name, value in {*map(tuple, before), *now}]
        return {other for claimants in found if len(claimants) <= _PAIR for other in claimants}

    def _claimants(self, name: str, value: str) -> list[int]:
        """Subjects with a claim, three at most: of more than two, all but the last one have their flag already."""
        rows = self._connection.execute(
            "SELECT subject FROM claims WHERE network = ? AND name = ? AND value = ? LIMIT ?",
            (self._network, name, value, _PAIR + 1),
        )
        return [row[0] for row in rows]

    def write_flags(self, row: int) -> None:
        kind_name, state = self._connection.execute(
            "SELECT kind, state FROM subjects WHERE subject = ?", (row,)
        ).fetchone()
        kind = self._rules.subject_kind(kind_name)
        findings = [
            *self._duplicates(row),
            *self._concurrent(row, kind),
            *self._contests(row),
            *self._weighed(row),
            *self._forks(kind_name),
        ]
        if kind:
            findings += kind.flags(json.loads(state))
        self._connection.execute("DELETE FROM flags WHERE subject = ?", (row,))
        self._connection.executemany(
            "INSERT INTO flags (subject, code, field, severity, facts) VALUES (?, ?, ?, ?, ?)",
            [
                (row, one.code, one.field, one.severity.value, json.dumps(dict(one.facts), sort_keys=True))
                for one in findings
            ],
        )

    def _duplicates(self, row: int) -> list[Finding]:
        claims = self._connection.execute("SELECT name, value FROM claims WHERE subject = ?", (row,)).fetchall()
        return [
            Finding("duplicate_claim", severity=Severity.WARN, facts={"name": name, "value": value})
            for name, value in claims
            if len(self._claimants(name, value)) > 1
        ]

    def _concurrent(self, row: int, kind: SubjectKind | None) -> list[Finding]:
        if kind is None:
            return []
        count = self._connection.execute("SELECT COUNT(*) FROM heads WHERE subject = ?", (row,)).fetchone()[0]
        return [Finding("concurrent_entries", severity=Severity.WARN, facts={"count": count})] if count > 1 else []

    def _contests(self, row: int) -> list[Finding]:
        """Persons who say that their key stands wrongly under an entry of this subject."""
        count = self._connection.execute(
            "SELECT COUNT(*) FROM entries e JOIN types t USING (type) WHERE e.subject = ? AND t.name = ?"
            " AND e.effect = ? AND e.findings NOT LIKE '%\"refuse\"%'",
            (row, CONTEST, Effect.COUNTS.value),
        ).fetchone()[0]
        return [Finding("cosignature_contested", severity=Severity.WARN, facts={"count": count})] if count else []

    def _weighed(self, row: int) -> list[Finding]:
        """Entries that a fork or a lost grant weighs on; what lies beyond a cut is out of the view."""
        rows = self._connection.execute(
            "SELECT imposed, COUNT(*) FROM entries WHERE subject = ? AND imposed NOT IN (?, ?)"
            " GROUP BY imposed ORDER BY imposed",
            (row, Imposed.NOTHING.value, Imposed.BEYOND.value),
        ).fetchall()
        return [_WEIGHED[Imposed(imposed)](count) for imposed, count in rows]

    def _forks(self, kind_name: str) -> list[Finding]:
        """Chains of which two branches count or may count, since which seq; told on the network itself."""
        if kind_name != NETWORK_KIND:
            return []
        rows = self._connection.execute(
            "WITH chains AS (SELECT device, incarnation FROM lines WHERE network = ?1"
            " GROUP BY device, incarnation HAVING COUNT(*) > 1),"
            " rivals AS (SELECT l.device, l.incarnation, b.seq FROM chains JOIN lines l USING (device, incarnation)"
            " JOIN blocks b USING (line) WHERE l.network = ?1 AND NOT EXISTS (SELECT 1 FROM standings s"
            " WHERE s.network = ?1 AND s.line = l.line AND b.seq BETWEEN s.from_seq AND s.upto_seq AND s.standing = ?2)"
            " GROUP BY l.device, l.incarnation, b.seq HAVING COUNT(*) > 1)"
            " SELECT device, incarnation, MIN(seq) FROM rivals GROUP BY device, incarnation"
            " ORDER BY device, incarnation",
            (self._network, Standing.BEYOND.value),
        ).fetchall()
        return [
            Finding("fork", severity=Severity.WARN, facts={"device": device.hex(), "incarnation": number, "seq": seq})
            for device, number, seq in rows
        ]
