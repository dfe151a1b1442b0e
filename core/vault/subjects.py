"""Subjects in the vault: their entries, heads and folded state, kept in memory for the length of one ingest batch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.ledger.contract import Effect, Finding, JudgedEntry, Severity, State, Verdict
from core.ledger.fold import NOTHING, Folded, continue_fold, fold
from core.ledger.rules import RuleBook
from core.vault.database import Connection
from core.vault.reading import ReadEntry, Reader

NETWORK_SUBJECT = b""
"""Under this id the view keeps what governance entries (whose content names no subject) come to."""

Order = tuple[int, bytes, int, int, int, bytes]
_FIRST: Order = (-1, b"", 0, 0, 0, b"")


def findings_from_json(text: str) -> tuple[Finding, ...]:
    """Findings as the entries table keeps them."""
    return tuple(Finding(code, name, Severity(severity), facts) for code, name, severity, facts in json.loads(text))


def findings_to_json(findings: Iterable[Finding]) -> str:
    """For the entries table."""
    return json.dumps([finding.as_value() for finding in findings], ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a judged entry lies: its block's number, its leaf, its subject's row."""

    block: int
    leaf: int
    subject: int


class EntryIndex:
    """Finds judged entries of one network."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        self._connection = connection
        self._reader = reader

    def where(self, id: bytes) -> Whereabouts | None:
        """Where an entry lies; nothing is opened for it."""
        row = self._connection.execute(
            "SELECT block, leaf, subject FROM entries WHERE id = ?", (id,)
        ).fetchone()
        return Whereabouts(*row) if row else None

    def elsewhere(self, id: bytes) -> list[tuple[int, int]]:
        """Block and leaf of an entry's further places: an author who forked may have put it on several branches."""
        rows = self._connection.execute("SELECT block, leaf FROM elsewhere WHERE entry = ?", (id,)).fetchall()
        return [(block, leaf) for block, leaf in rows]

    def judgement(self, id: bytes) -> tuple[Verdict, tuple[Finding, ...]]:
        """What became of an entry that was judged; nothing is opened for it."""
        verdict, findings = self._connection.execute(
            "SELECT verdict, findings FROM entries WHERE id = ?", (id,)
        ).fetchone()
        return Verdict(verdict), findings_from_json(findings)

    def find(self, id: bytes) -> tuple[JudgedEntry, int, int] | None:
        """An entry with its block's number and its leaf."""
        row = self._connection.execute(
            "SELECT block, leaf, verdict, findings FROM entries WHERE id = ?", (id,)
        ).fetchone()
        return (self._judged(*row), row[0], row[1]) if row else None

    def of_subject(self, subject: int) -> list[JudgedEntry]:
        """All entries of a subject (a row number), in order of arrival."""
        rows = self._connection.execute(
            "SELECT block, leaf, verdict, findings FROM entries WHERE subject = ? ORDER BY block, leaf", (subject,)
        ).fetchall()
        return [self._judged(*row) for row in rows]

    def _judged(self, block: int, leaf: int, verdict: str, findings: str) -> JudgedEntry:
        read = self._reader.read(block, leaf)
        assert isinstance(read, ReadEntry), "an entry that was judged stays readable"
        return JudgedEntry(read.entry, Verdict(verdict), findings_from_json(findings))


@dataclass(slots=True)
class Subject:
    """One subject while a batch is worked on; `stale` = must be folded afresh before its state is read."""

    row: int
    id: bytes
    folded: Folded
    last: Order
    heads: set[bytes]
    has_newer: bool
    stale: bool = False
    effects: dict[bytes, Effect] = field(default_factory=dict)


class Subjects:
    """The subjects of one network that a batch touches."""

    def __init__(self, connection: Connection, network: int, index: EntryIndex, rules: RuleBook) -> None:
        self._connection = connection
        self._network = network
        self._index = index
        self._rules = rules
        self._open: dict[bytes, Subject] = {}

    def get(self, id: bytes) -> Subject:
        """A subject, made when it is new."""
        subject = self._open.get(id)
        if subject is None:
            subject = self._open[id] = self._load(id)
        return subject

    def touched(self) -> list[Subject]:
        """All subjects that this batch asked for."""
        return list(self._open.values())

    def state(self, subject: Subject) -> State:
        """The state as of everything taken in so far."""
        self.settle(subject)
        return subject.folded.state

    def add(self, subject: Subject, judged: JudgedEntry) -> None:
        """Take a judged entry in; the fold goes on from where it is, or starts afresh when the entry is late."""
        if judged.verdict is Verdict.NEWER:
            subject.has_newer = True
        if judged.verdict is not Verdict.MALFORMED:
            subject.heads -= set(judged.entry.content.after)
            subject.heads.add(judged.entry.id)
        onward = None
        if not subject.stale and judged.entry.display_order > subject.last:
            onward = continue_fold(subject.folded, [judged], self._rules)
        if onward is None:
            subject.stale = True
            return
        subject.folded = onward
        subject.effects.update(onward.effects)
        subject.last = judged.entry.display_order

    def settle(self, subject: Subject) -> None:
        """Fold afresh where a late entry, an amendment or a void came in."""
        if not subject.stale:
            return
        judged = self._index.of_subject(subject.row)
        subject.folded = fold(judged, self._rules)
        subject.effects.update(subject.folded.effects)
        subject.last = max((one.entry.display_order for one in judged), default=_FIRST)
        subject.stale = False

    def _load(self, id: bytes) -> Subject:
        row = self._connection.execute(
            "SELECT subject, kind, state FROM subjects WHERE network = ? AND id = ?", (self._network, id)
        ).fetchone()
        if row is None:
            cursor = self._connection.execute("INSERT INTO subjects (network, id) VALUES (?, ?)", (self._network, id))
            return Subject(int(cursor.lastrowid), id, NOTHING, _FIRST, set(), False)
        number, kind, state = row
        heads = {head for (head,) in self._connection.execute("SELECT entry FROM heads WHERE subject = ?", (number,))}
        newer = self._connection.execute(
            "SELECT 1 FROM entries WHERE subject = ? AND verdict = ? LIMIT 1", (number, Verdict.NEWER.value)
        ).fetchone()
        folded = Folded(kind, json.loads(state), {})
        return Subject(number, id, folded, self._last_order(number), heads, newer is not None)

    def _last_order(self, number: int) -> Order:
        row = self._connection.execute(
            "SELECT b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id FROM entries e JOIN blocks b USING (block)"
            " JOIN lines l USING (line) WHERE e.subject = ?"
            " ORDER BY b.depth DESC, l.device DESC, l.incarnation DESC, b.seq DESC, e.leaf DESC, e.id DESC LIMIT 1",
            (number,),
        ).fetchone()
        return (row[0], row[1], row[2], row[3], row[4], row[5]) if row else _FIRST
