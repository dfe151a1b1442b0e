"""Subjects in the vault: their entries, heads and folded state, kept in memory for the length of one ingest batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.ledger.chart import Order
from core.ledger.contract import Effect, Finding, JudgedEntry, Severity, State, Verdict
from core.ledger.effect import Imposed
from core.ledger.fold import NOTHING, Folded, continue_fold, effect_onward, fold
from core.ledger.header import HASH_BYTES
from core.vault.database import Connection, rows_in
from core.vault.reading import ReadEntry, Reader, Unread

NETWORK_SUBJECT = b""
"""Under this id the view keeps what governance entries (whose content names no subject) come to."""

_FIRST: Order = (-1, b"", 0, 0, 0, b"")


def place_row(block: int, leaf: int) -> int:
    """The row of the entry that the view shows at this place; those of one block are 256 in a row."""
    return block << 8 | leaf


def id_range(prefix: str, length: int, *, least: int) -> tuple[bytes, bytes]:
    """The first and the last id that begin with these hexadecimal digits; without any where they are too few."""
    digits = prefix.lower()
    if not least <= len(digits) <= 2 * length or set(digits) - set("0123456789abcdef"):
        return b"\x01", b""
    return bytes.fromhex(digits.ljust(2 * length, "0")), bytes.fromhex(digits.ljust(2 * length, "f"))


def findings_from_json(text: str) -> tuple[Finding, ...]:
    """Findings as the entries table keeps them."""
    return tuple(Finding(code, name, Severity(severity), facts) for code, name, severity, facts in json.loads(text))


def findings_to_json(findings: Iterable[Finding]) -> str:
    """For the entries table."""
    values = [finding.as_value() for finding in findings]
    return _FINDINGS.encode(values) if values else _NO_FINDINGS


def state_to_json(state: State) -> str:
    """For the subjects table, by way of jsonb()."""
    return _STATE.encode(state)


def heads_from_bytes(data: bytes) -> list[bytes]:
    """Ids of entries as the subjects table keeps them."""
    return [data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES)]


def heads_to_bytes(heads: Iterable[bytes]) -> bytes:
    """For the subjects table."""
    return b"".join(sorted(heads))


_FINDINGS = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_STATE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_NO_FINDINGS = "[]"
_MARK_BYTES = 8
"""So much of its id marks an entry in the tables (views.sql)."""
_NOTED_MAX = 65_536
"""How many places of entries one index remembers at most."""


class Whereabouts(NamedTuple):
    """One place of a judged entry: its block's number, its leaf, its subject's row, and its verdict there."""

    block: int
    leaf: int
    subject: int
    verdict: str
    findings: str


class EntryIndex:
    """Finds judged entries of one network; remembers the places of those that a batch asked for or noted."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        self._connection = connection
        self._reader = reader
        self._places: dict[bytes, list[Whereabouts]] = {}

    def look_up(self, ids: Iterable[bytes]) -> None:
        """Remember the places of these entries, or that they have none, by few queries."""
        if len(self._places) > _NOTED_MAX:
            self._places.clear()
        asked = list({id for id in ids if id not in self._places})
        self._places.update((id, []) for id in asked)
        found = rows_in(
            self._connection,
            "SELECT id, block, leaf, subject, verdict, findings FROM entries WHERE mark IN",
            (),
            [id[:_MARK_BYTES] for id in asked],
        )
        wanted = set(asked)
        for id, *at in found:
            if id in wanted:
                self._places[id].append(Whereabouts(*at))
        further = rows_in(
            self._connection,
            "SELECT entry, block, leaf, verdict, findings FROM elsewhere WHERE entry IN",
            (),
            [id for id in asked if self._places[id]],
        )
        for id, block, leaf, verdict, findings in sorted(further):
            self._places[id].append(Whereabouts(block, leaf, self._places[id][0].subject, verdict, findings))

    def note(self, id: bytes, at: Whereabouts) -> None:
        """An entry that is stored next, at its first place."""
        if len(self._places) > _NOTED_MAX:
            self._places.clear()
        self._places[id] = [at]

    def forget(self, id: bytes) -> None:
        """Another place of an entry came in, or another one is shown."""
        self._places.pop(id, None)

    def where(self, id: bytes) -> Whereabouts | None:
        """The place at which the view shows an entry; nothing is opened for it."""
        known = self._places.get(id)
        if known is not None:
            return known[0] if known else None
        row = self._connection.execute(
            "SELECT block, leaf, subject, verdict, findings FROM entries"
            " WHERE mark = substr(?1, 1, 8) AND id = ?1",
            (id,),
        ).fetchone()
        return Whereabouts(*row) if row else None

    def places(self, id: bytes) -> list[Whereabouts]:
        """All places of an entry, the shown one first: an author who forked may have put it on several branches."""
        known = self._places.get(id)
        if known is not None:
            return known
        shown = self.where(id)
        if shown is None:
            return []
        rows = self._connection.execute(
            "SELECT block, leaf, verdict, findings FROM elsewhere WHERE entry = ? ORDER BY block, leaf", (id,)
        ).fetchall()
        found = [shown, *(Whereabouts(row[0], row[1], shown.subject, row[2], row[3]) for row in rows)]
        self._places[id] = found
        return found

    def place_order(self, block: int, leaf: int) -> tuple[int, int, bytes, int]:
        """Orders the places of one entry in the blocks of its author, alike on all replicas."""
        depth, seq, id = self._connection.execute(
            "SELECT depth, seq, id FROM blocks WHERE block = ?", (block,)
        ).fetchone()
        return depth, seq, id, leaf

    def judgement(self, id: bytes) -> tuple[Verdict, tuple[Finding, ...]]:
        """What became of an entry that was judged; nothing is opened for it."""
        found = self.where(id)
        assert found is not None
        return Verdict(found.verdict), findings_from_json(found.findings)

    def find(self, id: bytes) -> tuple[JudgedEntry, int, int] | None:
        """An entry with its block's number and its leaf, as the view shows it."""
        found = self.where(id)
        return (self.judged(found), found.block, found.leaf) if found else None

    def glance(self, id: bytes) -> JudgedEntry | None:
        """An entry as the view shows it, for a list that wants few entries of many blocks."""
        found = self.where(id)
        return self._as_judged(found, self._reader.glance(found.block, found.leaf)) if found else None

    def of_subject(self, subject: int) -> list[tuple[JudgedEntry, tuple[int, int]]]:
        """All entries of a subject (a row number) with block and leaf, in order of arrival."""
        rows = self._connection.execute(
            "SELECT block, leaf, subject, verdict, findings FROM entries WHERE subject = ? ORDER BY entry",
            (subject,),
        ).fetchall()
        return [(self.judged(found), (found.block, found.leaf)) for found in (Whereabouts(*row) for row in rows)]

    def of_device(self, subject: int, device: bytes) -> list[tuple[bytes, tuple[int, int]]]:
        """Ids and all places of what one device says of a subject."""
        rows = self._connection.execute(
            "SELECT e.id, e.block, e.leaf FROM entries e JOIN blocks b USING (block) JOIN lines l USING (line)"
            " WHERE e.subject = ?1 AND l.device = ?2"
            " UNION ALL SELECT e.id, o.block, o.leaf FROM entries e JOIN elsewhere o ON o.entry = e.id"
            " JOIN blocks b ON b.block = o.block JOIN lines l USING (line) WHERE e.subject = ?1 AND l.device = ?2",
            (subject, device),
        ).fetchall()
        return [(id, (block, leaf)) for id, block, leaf in rows]

    def judged(self, found: Whereabouts) -> JudgedEntry:
        """An entry as it was judged at one of its places."""
        return self._as_judged(found, self._reader.read(found.block, found.leaf))

    def _as_judged(self, found: Whereabouts, read: ReadEntry | Unread) -> JudgedEntry:
        assert isinstance(read, ReadEntry), "an entry that was judged stays readable"
        kind = self._reader.kind_in(found.block, read.entry.content)
        return JudgedEntry(read.entry, Verdict(found.verdict), findings_from_json(found.findings), kind)


@dataclass(slots=True)
class Subject:
    """One subject while a batch is worked on; `stale` = must be folded afresh before its state is read.

    `is_new`: its row is not written yet. `waiting`: what counts and is still to be folded: late, for each step goes
    faster while it is repeated. `effects`: of entries that are stored with another one, or with none yet.
    """

    row: int
    id: bytes
    folded: Folded
    last: Order
    heads: set[bytes]
    has_newer: bool
    stale: bool = False
    is_new: bool = False
    waiting: list[JudgedEntry] = field(default_factory=list)
    effects: dict[bytes, Effect] = field(default_factory=dict)
    imposed: dict[bytes, Imposed] = field(default_factory=dict)


WeighOn = Callable[[JudgedEntry, tuple[int, int]], Imposed]
"""What cuts and forks impose on an entry that stands in this block and leaf."""


class _Row(NamedTuple):
    number: int
    kind: str
    state: str
    heads: bytes


class Subjects:
    """The subjects of one network that a batch touches."""

    def __init__(self, connection: Connection, network: int, index: EntryIndex, weigh_on: WeighOn) -> None:
        self._connection = connection
        self._network = network
        self._index = index
        self._weigh_on = weigh_on
        self._open: dict[bytes, Subject] = {}
        self._rows: dict[bytes, _Row | None] = {}
        self._last_row: int | None = None

    def get(self, id: bytes) -> Subject:
        """A subject, made when it is new."""
        subject = self._open.get(id)
        if subject is None:
            subject = self._open[id] = self._load(id)
        return subject

    def look_up(self, ids: Iterable[bytes]) -> None:
        """Read the rows of these subjects, or that they have none, by few queries; none is touched by it."""
        self._rows = self._read({id for id in ids if id not in self._open})

    def at(self, row: int) -> Subject:
        """A subject by its row number, without touching it."""
        (id,) = self._connection.execute("SELECT id FROM subjects WHERE subject = ?", (row,)).fetchone()
        return self._open.get(id) or self._load(id)

    def touched(self) -> list[Subject]:
        """All subjects that this batch asked for."""
        return list(self._open.values())

    def state(self, subject: Subject) -> State:
        """The state as of everything taken in so far."""
        self.settle(subject)
        return subject.folded.state

    def add(self, subject: Subject, judged: JudgedEntry, place: tuple[int, int]) -> None:
        """Take a judged entry in; the next fold goes on from where it is, or starts afresh when the entry is late."""
        if judged.verdict is Verdict.NEWER:
            subject.has_newer = True
        imposed = self._weigh_on(judged, place)
        if imposed is not Imposed.NOTHING:
            subject.imposed[judged.entry.id] = imposed
        if judged.verdict is not Verdict.MALFORMED and imposed is not Imposed.BEYOND:
            subject.heads -= set(judged.entry.content.after)
            subject.heads.add(judged.entry.id)
        order = judged.entry.display_order
        effect = effect_onward(judged, imposed) if not subject.stale and order > subject.last else None
        if effect is None:
            subject.stale = True
            return
        subject.last = order
        subject.effects[judged.entry.id] = effect
        if effect is Effect.COUNTS:
            subject.waiting.append(judged)

    def settle(self, subject: Subject) -> None:
        """Fold what waits, or all afresh where something changed what had been folded."""
        if not subject.stale:
            subject.folded = continue_fold(subject.folded, subject.waiting)
            subject.waiting.clear()
            return
        found = self._index.of_subject(subject.row)
        weighed = {judged.entry.id: self._weigh_on(judged, place) for judged, place in found}
        subject.imposed = {id: imposed for id, imposed in weighed.items() if imposed is not Imposed.NOTHING}
        subject.folded = fold([judged for judged, _ in found], subject.imposed)
        subject.effects = dict(subject.folded.effects)
        subject.last = max((judged.entry.display_order for judged, _ in found), default=_FIRST)
        subject.heads = _heads([judged for judged, _ in found], weighed)
        subject.has_newer = any(judged.verdict is Verdict.NEWER for judged, _ in found)
        subject.stale = False
        subject.waiting.clear()

    def _read(self, ids: Collection[bytes]) -> dict[bytes, _Row | None]:
        rows = rows_in(
            self._connection,
            "SELECT id, subject, kind, json(state), heads FROM subjects WHERE network = ? AND id IN",
            (self._network,),
            list(ids),
        )
        return dict.fromkeys(ids) | {id: _Row(*row) for id, *row in rows}

    def _load(self, id: bytes) -> Subject:
        row = self._rows.pop(id) if id in self._rows else self._read([id])[id]
        if row is None:
            return self._begin(id)
        number, kind, state, heads = row
        newer = self._connection.execute(
            "SELECT 1 FROM entries WHERE subject = ? AND verdict = ? LIMIT 1", (number, Verdict.NEWER.value)
        ).fetchone()
        imposed = {
            id: Imposed(text)
            for id, text in self._connection.execute(
                "SELECT id, imposed FROM entries WHERE subject = ? AND imposed != ''", (number,)
            )
        }
        folded = Folded(kind, json.loads(state), {})
        last, shown = self._last_order(number), set(heads_from_bytes(heads))
        return Subject(number, id, folded, last, shown, newer is not None, imposed=imposed)

    def _begin(self, id: bytes) -> Subject:
        """A subject without a row, whose number is taken; governance, which is asked for in the tables, has one."""
        if self._last_row is None:
            found = self._connection.execute("SELECT MAX(subject) FROM subjects").fetchone()[0]
            self._last_row = found or 0
        self._last_row += 1
        subject = Subject(self._last_row, id, NOTHING, _FIRST, set(), False, is_new=True)
        if id == NETWORK_SUBJECT:
            self._connection.execute(
                "INSERT INTO subjects (subject, network, id) VALUES (?, ?, ?)", (subject.row, self._network, id)
            )
            subject.is_new = False
        return subject

    def _last_order(self, number: int) -> Order:
        row = self._connection.execute(
            "SELECT b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id FROM entries e JOIN blocks b USING (block)"
            " JOIN lines l USING (line) WHERE e.subject = ?"
            " ORDER BY b.depth DESC, l.device DESC, l.incarnation DESC, b.seq DESC, e.leaf DESC, e.id DESC LIMIT 1",
            (number,),
        ).fetchone()
        return (row[0], row[1], row[2], row[3], row[4], row[5]) if row else _FIRST


def _heads(judged: Iterable[JudgedEntry], weighed: Mapping[bytes, Imposed]) -> set[bytes]:
    """What nothing else of the subject follows on; malformed entries and those beyond a cut do not count."""
    standing = [
        one.entry
        for one in judged
        if one.verdict is not Verdict.MALFORMED and weighed[one.entry.id] is not Imposed.BEYOND
    ]
    followed = {id for one in standing for id in one.content.after}
    return {one.id for one in standing} - followed
