"""View flags and claims of subjects: functions of the whole set, written anew for what a batch touched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from core.ledger.contract import Effect, Finding, Severity
from core.ledger.cosigning import CONTEST
from core.ledger.effect import Imposed
from core.ledger.reckoning import Standing
from core.ledger.rules import RuleBook
from core.ledger.settling import FlagStatus
from core.vault.database import Connection, parts_of, write_rows
from core.vault.raising import Raisers
from core.vault.settlements import Answered, Settlements
from core.vault.subjects import EntryIndex, Subject

NETWORK_KIND = "network"
Claim = tuple[str, str]
"""Its name and its value."""

_WEIGHED = {
    Imposed.FROZEN: lambda count: Finding("entries_frozen", severity=Severity.WARN, facts={"count": count}),
    Imposed.LOST: lambda count: Finding("entries_lost", severity=Severity.WARN, facts={"count": count}),
    Imposed.RECLAIMED: lambda count: Finding("entries_reclaimed", severity=Severity.WARN, facts={"count": count}),
    Imposed.UNGRANTED: lambda count: Finding("entries_ungranted", severity=Severity.WARN, facts={"count": count}),
}


class FlagWriter:
    """Writes claims and flags of one network's subjects, a batch at a time: claims first, then flags."""

    def __init__(
        self, connection: Connection, network: int, rules: RuleBook, index: EntryIndex, raisers: Raisers
    ) -> None:
        self._connection = connection
        self._network = network
        self._rules = rules
        self._settlements = Settlements(connection, network, index, raisers)
        self._claims: dict[int, list[Claim]] = {}
        self._shared: dict[Claim, bool] = {}
        contests = connection.execute("SELECT type FROM types WHERE name = ?", (CONTEST,)).fetchall()
        self._contest_types = [number for (number,) in contests]

    # -- claims --------------------------------------------------------------------------------------------------

    def write_claims(self, subjects: Sequence[Subject]) -> set[int]:
        """Replace what subjects claim; the rows of all others whose duplicates may have changed by it."""
        touched = [subject.row for subject in subjects]
        settled = self._settlements.beside(touched)
        changed: dict[Claim, set[int]] = {}
        gone, come = [], []
        for subject in subjects:
            before = [] if subject.is_new else self._claims_of(subject.row)
            kind = self._rules.subject_kind(subject.folded.kind)
            now = self._claims[subject.row] = sorted(kind.claims(subject.folded.state).items()) if kind else []
            gone += [(self._network, *one, subject.row) for one in before if one not in now]
            come += [(self._network, *one, subject.row) for one in now if one not in before]
            for claim in {*before} ^ {*now}:
                changed.setdefault(claim, set()).add(subject.row)
        held = self._held(changed)
        write_rows(
            self._connection, "DELETE FROM claims WHERE network = ? AND name = ? AND value = ? AND subject = ?", gone
        )
        write_rows(self._connection, "INSERT INTO claims (network, name, value, subject) VALUES (?, ?, ?, ?)", come)
        self._shared.update({claim: len(rows) > 1 for claim, rows in changed.items() if claim not in held})
        settled |= self._settlements.beside(touched)
        return settled | {row for claim in held for row in self._stood_alone(claim, changed[claim])}

    def _held(self, claims: Iterable[Claim]) -> set[Claim]:
        """Which of these claims some subject has, by few queries."""
        found: set[Claim] = set()
        for part in parts_of(list(claims)):
            asked = ", ".join(["(?, ?)"] * len(part))
            found.update(
                self._connection.execute(
                    f"SELECT column1, column2 FROM (VALUES {asked}) WHERE EXISTS (SELECT 1 FROM claims"  # noqa: S608
                    " WHERE network = ? AND name = column1 AND value = column2)",
                    (*chain.from_iterable(part), self._network),
                )
            )
        return found

    def _stood_alone(self, claim: Claim, changed: set[int]) -> set[int]:
        """The one subject that had a claim before and has it still; two or more of these have their flag already."""
        claimants = self._claimants(claim, len(changed) + 2)
        self._shared[claim] = len(claimants) > 1
        stayed = set(claimants) - changed
        return stayed if len(stayed) == 1 else set()

    def _claimants(self, claim: Claim, limit: int) -> list[int]:
        rows = self._connection.execute(
            "SELECT subject FROM claims WHERE network = ? AND name = ? AND value = ? LIMIT ?",
            (self._network, *claim, limit),
        )
        return [row for (row,) in rows]

    def _claims_of(self, row: int) -> list[Claim]:
        rows = self._connection.execute("SELECT name, value FROM claims WHERE subject = ?", (row,))
        return [(name, value) for name, value in rows]

    # -- flags ---------------------------------------------------------------------------------------------------

    def write_flags(self, subjects: Sequence[Subject]) -> None:
        """Replace the flags of subjects; those whose claims were not written here keep the claims they have."""
        write_rows(
            self._connection,
            "DELETE FROM flags WHERE subject = ?",
            [(subject.row,) for subject in subjects if not subject.is_new],
        )
        write_rows(
            self._connection,
            "INSERT INTO flags (subject, code, field, severity, facts, status, answers) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(subject.row, *_row(one)) for subject in subjects for one in self._answered(subject)],
        )

    def _answered(self, subject: Subject) -> list[Answered]:
        """The flags of a subject, each with what became of it."""
        findings = list(self._findings(subject))
        if not findings or not self._settlements.speak_of(subject):
            return [(one, FlagStatus.OPEN, ()) for one in findings]
        return self._settlements.answered(subject, self._rules.subject_kind(subject.folded.kind), findings)

    def _findings(self, subject: Subject) -> Iterator[Finding]:
        kind = self._rules.subject_kind(subject.folded.kind)
        yield from self._duplicates(subject)
        heads = len(self._settlements.heads(subject)) if kind else 0
        if heads > 1:
            yield Finding("concurrent_entries", severity=Severity.WARN, facts={"count": heads})
        yield from self._contests(subject.row)
        yield from _weighed(subject)
        yield from self._forks(subject.folded.kind)
        if kind:
            yield from kind.flags(subject.folded.state)

    def _duplicates(self, subject: Subject) -> Iterator[Finding]:
        for claim in self._claims[subject.row] if subject.row in self._claims else self._claims_of(subject.row):
            if claim not in self._shared:
                self._shared[claim] = len(self._claimants(claim, 2)) > 1
            if self._shared[claim]:
                yield Finding("duplicate_claim", severity=Severity.WARN, facts={"name": claim[0], "value": claim[1]})

    def _contests(self, row: int) -> list[Finding]:
        """Persons who say that their key stands wrongly under an entry of this subject."""
        if not self._contest_types:
            return []
        count = self._connection.execute(
            "SELECT COUNT(*) FROM entries e JOIN types t USING (type) WHERE e.subject = ? AND t.name = ?"
            " AND e.effect = ? AND e.findings NOT LIKE '%\"refuse\"%'",
            (row, CONTEST, Effect.COUNTS.value),
        ).fetchone()[0]
        return [Finding("cosignature_contested", severity=Severity.WARN, facts={"count": count})] if count else []

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


def _row(answered: Answered) -> tuple[str, str, str, str, str, str]:
    """A flag for its table."""
    one, status, answers = answered
    told = json.dumps([[answer.entry.hex(), answer.outcome] for answer in answers])
    return one.code, one.field, one.severity.value, json.dumps(dict(one.facts), sort_keys=True), status.value, told


def _weighed(subject: Subject) -> list[Finding]:
    """Entries that a fork or a lost grant weighs on; what lies beyond a cut is out of the view."""
    if not subject.imposed:
        return []
    counts = Counter(one for one in subject.imposed.values() if one not in (Imposed.NOTHING, Imposed.BEYOND))
    return [_WEIGHED[imposed](counts[imposed]) for imposed in sorted(counts)]
