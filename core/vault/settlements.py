"""What became of flags in the vault: what each is about, and the resolutions that speak of it (core.ledger.settling).

Asked for subjects only that somebody settled something of, or that share a claim with one, and when somebody looks at a
flag to settle it. Everything here is read from what is held, so that a rebuild finds the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from core.ledger.contract import Effect, Entry, Finding, JudgedEntry, Severity, SubjectKind, Verdict
from core.ledger.cosigning import CONTEST
from core.ledger.effect import Imposed
from core.ledger.fold import counting
from core.ledger.reckoning import Standing
from core.ledger.remains import is_erased
from core.ledger.settling import FORK, OVERDRAWN, RESOLVE, About, Answer, FlagStatus, flag_mark, heads_beside, status_of
from core.ledger.shared import AMEND, CORE
from core.vault.database import Connection
from core.vault.raising import Raisers, flag_key
from core.vault.subjects import NETWORK_SUBJECT, EntryIndex, Subject

CONCURRENT, DUPLICATE, CONTESTED = "concurrent_entries", "duplicate_claim", "cosignature_contested"
WEIGHED = {f"entries_{one.value}": one for one in (Imposed.FROZEN, Imposed.LOST, Imposed.RECLAIMED, Imposed.UNGRANTED)}
"""Flags that count entries on which something weighs."""
_SHARED = f"{CORE}."
Answered = tuple[Finding, FlagStatus, tuple[Answer, ...]]


class Named(NamedTuple):
    """What a flag is about, and the ids of entries that a resolution of it may name."""

    about: About
    entries: tuple[bytes, ...]


class Settlements:
    """Resolutions of one network's flags, by what is stored at the moment it is made."""

    def __init__(self, connection: Connection, network: int, index: EntryIndex, raisers: Raisers) -> None:
        self._connection = connection
        self._network = network
        self._index = index
        self._raisers = raisers
        self._shared: list[set[int]] = []

    @cached_property
    def subjects(self) -> Mapping[int, bytes]:
        """Row number and id of every subject of which somebody settled something."""
        rows = self._connection.execute(
            "SELECT DISTINCT s.subject, s.id FROM types t CROSS JOIN entries e USING (type)"
            " CROSS JOIN subjects s USING (subject) WHERE t.name = ? AND s.network = ?",
            (RESOLVE, self._network),
        )
        return dict(rows.fetchall())

    def beside(self, touched: Iterable[int]) -> set[int]:
        """Rows of subjects whose settled flags may stand otherwise because these were touched, by the claims of now.

        A duplicate is settled for all who share the claim; a fork goes on with blocks of any subject.
        """
        if not self.subjects:
            return set()
        rows = set(touched)
        found = {row for row, id in self.subjects.items() if id == NETWORK_SUBJECT}
        self._shared = self._sharing()
        return found.union(*(sharing for sharing in self._shared if rows & sharing)) - rows

    def speak_of(self, subject: Subject) -> bool:
        """Whether anything may be settled of this subject."""
        return bool(self.subjects) and bool(self._speaking(subject.row))

    def heads(self, subject: Subject) -> set[bytes]:
        """What nobody has built on, where an answer to a conflict is not building on it."""
        if subject.row not in self.subjects or not any(map(self._is_shared, subject.heads)):
            return subject.heads
        standing = [
            one.entry
            for one, _ in self._index.of_subject(subject.row)
            if one.verdict is not Verdict.MALFORMED and subject.imposed.get(one.entry.id) is not Imposed.BEYOND
        ]
        return heads_beside(standing)

    def answered(self, subject: Subject, kind: SubjectKind | None, findings: Sequence[Finding]) -> list[Answered]:
        """Each flag with what became of it."""
        said = self._resolutions(self._speaking(subject.row))
        codes = {one.content.body["code"] for one in said}
        spoken_of = [one for one in findings if one.code in codes or any(map(is_erased, codes))]
        about = dict(zip(map(flag_key, spoken_of), self.named(subject, kind, spoken_of), strict=True))
        return [
            (one, *(status_of(about[flag_key(one)].about, said) if flag_key(one) in about else (FlagStatus.OPEN, ())))
            for one in findings
        ]

    def named(self, subject: Subject, kind: SubjectKind | None, findings: Sequence[Finding]) -> list[Named]:
        """What each flag of a subject is about."""
        return [self._named(subject, kind, one) for one in findings]

    # -- resolutions ---------------------------------------------------------------------------------------------

    def _sharing(self) -> list[set[int]]:
        """All who make a claim together with a settled subject, claim by claim."""
        rows = self._connection.execute(
            "SELECT DISTINCT c.name, c.value, c.subject FROM json_each(?) given"
            " CROSS JOIN claims own ON own.subject = given.value CROSS JOIN claims c"
            " ON c.network = own.network AND c.name = own.name AND c.value = own.value",
            (json.dumps(list(self.subjects)),),
        )
        found: dict[tuple[str, str], set[int]] = {}
        for name, value, row in rows.fetchall():
            found.setdefault((name, value), set()).add(row)
        return [sharing for sharing in found.values() if len(sharing) > 1]

    def _speaking(self, row: int) -> set[int]:
        """Settled subjects whose resolutions may speak of flags of this one."""
        return {row}.union(*(sharing for sharing in self._shared if row in sharing)) & self.subjects.keys()

    def _resolutions(self, subjects: Iterable[int]) -> list[Entry]:
        """Those that count, and that no rule objects to."""
        found = []
        for row in subjects:
            ids = self._connection.execute(
                "SELECT e.id FROM entries e JOIN types t USING (type) WHERE e.subject = ? AND t.name = ?"
                " AND e.verdict = ? AND e.effect = ?",
                (row, RESOLVE, Verdict.ACCEPTED.value, Effect.COUNTS.value),
            ).fetchall()
            found += [self._judged(id) for (id,) in ids]
        return [one.entry for one in found if not any(it.severity is Severity.REFUSE for it in one.findings)]

    def _is_shared(self, id: bytes) -> bool:
        return self._judged(id).entry.content.type.startswith(_SHARED)

    def _judged(self, id: bytes) -> JudgedEntry:
        found = self._index.find(id)
        assert found is not None, "an entry of the view is judged"
        return found[0]

    # -- what a flag is about ------------------------------------------------------------------------------------

    def _named(self, subject: Subject, kind: SubjectKind | None, flag: Finding) -> Named:
        if flag.code == FORK and subject.id == NETWORK_SUBJECT:
            return self._of_fork(flag)
        if flag.code == CONCURRENT:
            ids = self.heads(subject)
        elif flag.code == DUPLICATE:
            ids = self._openings(str(flag.facts["name"]), str(flag.facts["value"]))
        elif flag.code == CONTESTED:
            ids = self._contested(subject.row)
        elif flag.code in WEIGHED:
            ids = {id for id, imposed in subject.imposed.items() if imposed is WEIGHED[flag.code]}
        else:
            ids = self._raised(subject, kind, flag)
        figures = subject.folded.state.get("account") if flag.code == OVERDRAWN else None
        entries = [self._judged(id).entry for id in sorted(ids)]
        return Named(About(flag.code, flag_mark(flag, ids, figures), entries), tuple(sorted(ids)))

    def _openings(self, name: str, value: str) -> set[bytes]:
        """The first entry that counts of each subject that makes a claim."""
        rows = self._connection.execute(
            "SELECT subject FROM claims WHERE network = ? AND name = ? AND value = ?", (self._network, name, value)
        ).fetchall()
        found = set()
        for (row,) in rows:
            first = self._connection.execute(
                "SELECT e.id FROM entries e JOIN blocks b USING (block) JOIN lines l USING (line)"
                " WHERE e.subject = ? AND e.effect = ?"
                " ORDER BY b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id LIMIT 1",
                (row, Effect.COUNTS.value),
            ).fetchone()
            found |= set(first or ())
        return found

    def _contested(self, row: int) -> set[bytes]:
        """Objections that count, and the entries that they object to."""
        rows = self._connection.execute(
            "SELECT e.id FROM entries e JOIN types t USING (type) WHERE e.subject = ? AND t.name = ? AND e.effect = ?"
            " AND e.findings NOT LIKE '%\"refuse\"%'",
            (row, CONTEST, Effect.COUNTS.value),
        ).fetchall()
        objections = {id for (id,) in rows}
        return objections | {self._judged(id).entry.content.body["target"] for id in objections}

    def _raised(self, subject: Subject, kind: SubjectKind | None, flag: Finding) -> set[bytes]:
        """The entries by which a flag of the state came to be what it is, and what amends them.

        A flag without facts cannot tell one case from the next: it is about all entries of the type that raised it. One
        that no step of the fold shows (of a share's account) is about all that counts.
        """
        judged = [one for one, _ in self._index.of_subject(subject.row)]
        effects, _ = counting(judged, subject.imposed)
        counted = [one.entry for one in judged if effects[one.entry.id] is Effect.COUNTS]
        raisers = self._raisers.of(subject.id, kind, judged, subject.imposed) if kind else {}
        raised = raisers.get(flag_key(flag), ())
        if not raised:
            found = {one.id for one in counted if one.content.type != RESOLVE}
        elif flag.facts:
            found = {one.id for one in raised}
        else:
            found = {one.id for one in counted if one.content.type == raised[0].content.type}
        amending = {one.id for one in counted if one.content.type == AMEND and one.content.body["target"] in found}
        return found | amending

    def _of_fork(self, flag: Finding) -> Named:
        """About all blocks that stand on several branches at one seq: while both go on, it is another flag."""
        device = bytes.fromhex(str(flag.facts["device"]))
        rows = self._connection.execute(
            "WITH rivals AS (SELECT b.id, b.block, b.seq FROM lines l JOIN blocks b USING (line)"
            " WHERE l.network = ?1 AND l.device = ?2 AND l.incarnation = ?3 AND NOT EXISTS (SELECT 1 FROM standings s"
            " WHERE s.network = ?1 AND s.line = l.line AND b.seq BETWEEN s.from_seq AND s.upto_seq"
            " AND s.standing = ?4))"
            " SELECT id, block FROM rivals WHERE seq IN (SELECT seq FROM rivals GROUP BY seq HAVING COUNT(*) > 1)"
            " ORDER BY seq, id",
            (self._network, device, flag.facts["incarnation"], Standing.BEYOND.value),
        ).fetchall()
        entries = [
            id
            for _, block in rows
            for (id,) in self._connection.execute(
                "SELECT id FROM entries WHERE entry BETWEEN ?1 << 8 AND ?1 << 8 | 255 ORDER BY entry LIMIT 1", (block,)
            ).fetchall()
        ]
        return Named(About(flag.code, flag_mark(flag, [id for id, _ in rows]), (), device), tuple(entries))
