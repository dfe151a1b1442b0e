"""From stored blocks to judged entries and views, inside the transaction that stored them.

1. Governance is judged first: it brings roles and epoch keys and leans on nothing but governance.
2. Then every leaf that can be opened, in causal order. What cannot be opened yet, and what leans on it, waits in
   `unread`.
   What lies behind a gap that may be governance waits there as well (core.vault.gaps).
   Where what comes in changes how earlier entries are to be judged, all must be projected anew (core.vault.anew).
3. What cuts and forks impose is brought up to date; subjects on which it changed are folded afresh.
4. Each touched subject is folded once, its flags and claims are written, and nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.errors import RejectedError
from core.ledger.blob import is_clear
from core.ledger.contract import Entry, JudgedEntry, Verdict
from core.ledger.effect import Imposed
from core.ledger.governance import epoch, erasure, grant
from core.ledger.share_types import SHARE
from core.ledger.shared import SHARED_TYPES
from core.vault.chart import CHARTED
from core.vault.flags import FlagWriter
from core.vault.gaps import hidden_since, unread_blocks
from core.vault.judging import Judging
from core.vault.kept_verdicts import KeptVerdicts
from core.vault.opening import LOCKED, SEALED
from core.vault.orders import is_part_lost, note_order
from core.vault.past import Leaf, PastOfEntry
from core.vault.reading import ERASED, MISPLACED, UNSETTLED, WITHHELD, ReadEntry, Unread
from core.vault.replica import Replica
from core.vault.search import forget_index
from core.vault.share_book import ShareBook
from core.vault.subject_tables import write_subjects
from core.vault.subjects import NETWORK_SUBJECT, Subject, Subjects, Whereabouts, findings_to_json, place_row

_TOGETHER = 512
"""So many leaves are read before the first of them is judged: each step goes faster while it is repeated."""


class Projection:
    """One pass over new leaves of one network."""

    def __init__(self, replica: Replica) -> None:
        self._connection = replica.connection
        self._store = replica.store
        self._reader = replica.reader
        self._chart = replica.chart
        self._device = replica.device
        self._rules_at = replica.rules_at
        self._raisers = replica.raisers
        self._judging = Judging(self._connection, self._store, self._reader, self._chart, replica.rules_at)
        self._index = self._judging.index
        self._weighing = self._judging.weighing
        self._subjects = Subjects(self._connection, self._store.network, self._index, self._weighing.weigh)
        self._shares = ShareBook(self._connection, self._store.network)
        self._shares_touched: set[bytes] = set()
        self._types: dict[tuple[str, int], int] = {}
        self._hidden: dict[int, int] = {}
        self._kept = KeptVerdicts(self._connection, self._store.network)
        self.entries: list[bytes] = []
        """Ids of the entries that were judged."""
        self.anew = False
        """Whether earlier entries are to be judged otherwise, so that this pass is worth nothing.

        A new key may open entries that lie in the past of some that were judged without them.
        """

    def run(self, leaves: Sequence[Leaf], *, touch_network: bool = False) -> None:
        """Judge and project new leaves, and what new epoch keys unlock."""
        if touch_network:
            self._subjects.get(NETWORK_SUBJECT)
        self._hidden = hidden_since(self._connection, self._store, self._reader, (number for number, _ in leaves))
        self.anew = self._is_settled_by_now()
        if self.anew:
            return
        later: list[Leaf] = []
        learned = False
        for number, leaf in leaves:
            read = self._read(number, leaf) if self._is_clear(number, leaf) else None
            if isinstance(read, ReadEntry) and _is_governance(read):
                judged = self._judge_governance(read, (number, leaf))
                if judged is not None and judged.verdict is Verdict.ACCEPTED:
                    learned |= self._learn_epochs(read.entry)
            else:
                later.append((number, leaf))
        taken = self._take_locked() if learned else []
        if taken:
            self.anew = self._has_opened_some()
            later = sorted({*later, *taken})
        self._fold_what_changed()
        for first in range(0, len(later), _TOGETHER):
            self._judge_all(later[first : first + _TOGETHER])
        self._write()

    def fold_afresh(self, subjects: Sequence[bytes]) -> None:
        """Fold subjects again of which an entry reads otherwise now."""
        for id in subjects:
            self._subjects.get(id).stale = True
        if subjects:
            self._write()

    def subjects(self) -> list[bytes]:
        """Ids of the subjects that were touched."""
        return [subject.id for subject in self._subjects.touched()]

    # -- reading and judging -------------------------------------------------------------------------------------

    def _is_clear(self, number: int, leaf: int) -> bool:
        data = self._reader.block(number).blobs[leaf]
        return data is not None and is_clear(data)

    def _take_locked(self) -> list[Leaf]:
        rows = self._connection.execute(
            "SELECT u.block, u.leaf FROM unread u CROSS JOIN blocks b USING (block)"
            " WHERE b.network = ? AND u.reason = ?",
            (self._store.network, LOCKED),
        ).fetchall()
        self._connection.executemany("DELETE FROM unread WHERE block = ? AND leaf = ?", rows)
        return [(block, leaf) for block, leaf in rows]

    def _read(self, number: int, leaf: int) -> ReadEntry | Unread:
        """The entry of a leaf; what is behind a gap is as good as not read."""
        read = self._reader.read(number, leaf)
        return Unread(UNSETTLED) if isinstance(read, ReadEntry) and self._is_hidden(number) else read

    def _is_hidden(self, number: int) -> bool:
        if not self._hidden:
            return False
        placed = self._store.stored(number).placed
        return self._hidden.get(placed.line, placed.seq + 1) <= placed.seq

    def _is_settled_by_now(self) -> bool:
        """Whether something waits behind a gap of which it is known by now that no governance is lacking there."""
        waiting = unread_blocks(self._connection, self._store.network, UNSETTLED)
        return any(not self._is_hidden(number) for number in waiting)

    def _judge_all(self, leaves: Sequence[Leaf]) -> None:
        """Read these leaves, look up what their entries name, then judge them, each step for all of them."""
        read = [self._read(*place) for place in leaves]
        found = [(one.entry.id, one.entry.content) for one in read if isinstance(one, ReadEntry)]
        self._index.look_up(name for id, one in found for name in (id, *one.after, *one.refs))
        self._subjects.look_up(one.subject for _, one in found if one.subject is not None)
        for (number, leaf), one in zip(leaves, read, strict=True):
            self._judge_read(number, leaf, one)

    def _judge_read(self, number: int, leaf: int, read: ReadEntry | Unread) -> None:
        if isinstance(read, Unread):
            if read.reason == SEALED:
                return  # a part of an entry; the leaf beside it is that entry
            lost = read.reason == WITHHELD and is_part_lost(self._connection, self._reader.block(number), leaf)
            self._set_unread(number, leaf, ERASED if lost else read.reason)
            return
        seen_before = self._judging.past_of(number, leaf, read.entry)
        entry_type = self._judging.kind_of(read.entry, seen_before)
        if entry_type is not None and entry_type.clear != read.clear:
            # Governance in secret, or anything else in clear, says nothing: its true form may stand elsewhere.
            self._set_unread(number, leaf, MISPLACED)
            return
        if self._leans_on_locked(seen_before):
            self._set_unread(number, leaf, LOCKED)
        elif read.entry.content.subject is None:
            self._judge_governance(read, (number, leaf))
        else:
            subject = self._subjects.get(read.entry.content.subject)
            rules = self._rules_at(None)
            judged = self._judging.judge(read, entry_type, seen_before, subject, self._subjects, rules)
            self._take_in(self._as_kept(judged), subject, seen_before)

    def _judge_governance(self, read: ReadEntry, place: Leaf) -> JudgedEntry | None:
        """The verdict on an entry about the network, noted where it bears on who may do what."""
        seen_before = self._judging.past_of(*place, read.entry)
        judged = self._judging.judge_governance(read, seen_before)
        if judged.verdict is Verdict.ACCEPTED and read.entry.content.type in CHARTED:
            self._chart.note(read.entry, *place)
        if judged.verdict is Verdict.ACCEPTED and read.entry.content.type == erasure.ORDER:
            note_order(self._connection, self._store.network, read.entry)
        self._take_in(judged, self._subjects.get(NETWORK_SUBJECT), seen_before)
        return judged

    def _as_kept(self, judged: JudgedEntry) -> JudgedEntry:
        """What was judged before an erasure keeps its verdict: what it was computed from may be gone."""
        kept = self._kept.of(judged.entry.id)
        return judged._replace(verdict=kept.verdict, findings=kept.findings) if kept else judged

    def _has_opened_some(self) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM entries e JOIN subjects s USING (subject) WHERE s.network = ? AND s.id != ? LIMIT 1",
            (self._store.network, NETWORK_SUBJECT),
        ).fetchone()
        return row is not None

    def _set_unread(self, number: int, leaf: int, reason: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO unread (block, leaf, reason) VALUES (?, ?, ?)", (number, leaf, reason)
        )

    def _leans_on_locked(self, seen_before: PastOfEntry) -> bool:
        """Whether the entry names one that may be among those of its past that this replica cannot open yet."""
        if seen_before.names_only_past:
            return False
        locked = self._connection.execute(
            "SELECT u.block, u.leaf FROM unread u CROSS JOIN blocks b USING (block) WHERE b.network = ?"
            " AND u.reason IN (?, ?) ORDER BY u.block, u.leaf",
            (self._store.network, LOCKED, WITHHELD),
        )
        return any(seen_before.is_before((block, leaf)) for block, leaf in locked)

    # -- storing ---------------------------------------------------------------------------------------------------

    def _take_in(self, judged: JudgedEntry, subject: Subject, seen_before: PastOfEntry) -> None:
        """Store a verdict; an entry counts once, however many places of its author's chain it stands at."""
        place = seen_before.leaf
        if self._index.where(judged.entry.id) is None:
            findings = findings_to_json(judged.findings)
            self._index.note(judged.entry.id, Whereabouts(*place, subject.row, judged.verdict.value, findings))
            self._subjects.add(subject, judged, place)
            self._store_entry(place, subject, judged, findings)
            self._note_moves(judged)
            return
        self._connection.execute(
            "INSERT OR IGNORE INTO elsewhere (entry, block, leaf, verdict, findings) VALUES (?, ?, ?, ?, ?)",
            (judged.entry.id, *place, judged.verdict.value, findings_to_json(judged.findings)),
        )
        self._index.forget(judged.entry.id)
        self._note_moves(judged)
        self._show_at_first_place(judged.entry.id, subject)

    def _note_moves(self, judged: JudgedEntry) -> None:
        """Accepted at one of its places is enough: whether it counts follows from its effect."""
        moves = judged.kind.moves(judged.entry) if judged.kind and judged.verdict is Verdict.ACCEPTED else ()
        if moves:
            self._shares_touched |= self._shares.note(judged.entry, moves)

    def _show_at_first_place(self, id: bytes, subject: Subject) -> None:
        """Of several places the view shows the first one that is not beyond a cut."""

        def order(found: Whereabouts) -> tuple[bool, tuple[int, int, bytes, int]]:
            judged = self._index.judged(found)
            beyond = self._weighing.weigh(judged, (found.block, found.leaf)) is Imposed.BEYOND
            return beyond, self._index.place_order(found.block, found.leaf)

        places = self._index.places(id)
        first = min(places, key=order)
        if first == places[0]:
            return
        shown = places[0]
        self._connection.execute(
            "UPDATE entries SET entry = ?, depth = ?, verdict = ?, findings = ?"
            " WHERE mark = substr(?5, 1, 8) AND id = ?5",
            (place_row(first.block, first.leaf), order(first)[1][0], first.verdict, first.findings, id),
        )
        forget_index(self._connection)  # its documents are numbered by the places of entries
        self._connection.execute(
            "UPDATE elsewhere SET block = ?, leaf = ?, verdict = ?, findings = ?"
            " WHERE entry = ? AND block = ? AND leaf = ?",
            (shown.block, shown.leaf, shown.verdict, shown.findings, id, first.block, first.leaf),
        )
        self._index.forget(id)
        subject.stale = True

    def _fold_what_changed(self) -> None:
        """Fold afresh the subjects on which cuts and forks may weigh otherwise than before this batch."""
        for id in self._weighing.subjects_to_fold(self._rules_at(None)):
            subject = self._subjects.get(id)
            subject.stale = True
            rows = self._connection.execute(
                "SELECT DISTINCT o.entry FROM elsewhere o"
                " JOIN entries e ON e.mark = substr(o.entry, 1, 8) AND e.id = o.entry WHERE e.subject = ?",
                (subject.row,),
            ).fetchall()
            for (entry,) in rows:
                self._show_at_first_place(entry, subject)

    def _store_entry(self, at: Leaf, subject: Subject, judged: JudgedEntry, findings: str) -> None:
        """Store an entry with its effect, or without where its subject is to be folded afresh first."""
        id, content = judged.entry.id, judged.entry.content
        effect = subject.effects.pop(id, None)
        imposed = subject.imposed.get(id, Imposed.NOTHING)
        self._connection.put(
            "INSERT INTO entries (entry, id, depth, type, subject, verdict, effect, imposed, findings)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(place_row(*at), id, judged.entry.display_order[0], self._type_row(content.type, content.version)),
                *(subject.row, judged.verdict.value, effect.value if effect else "", imposed.value, findings),
            ),
        )
        if content.attachments:
            self._connection.executemany(
                "INSERT OR IGNORE INTO attached (network, root, entry) VALUES (?, ?, ?)",
                [(self._store.network, one.root, id) for one in content.attachments],
            )
        self.entries.append(id)

    def _type_row(self, name: str, version: int) -> int:
        if (name, version) not in self._types:
            row = self._connection.execute(
                "SELECT type FROM types WHERE name = ? AND version = ?", (name, version)
            ).fetchone()
            if row is None:
                made = self._connection.execute("INSERT INTO types (name, version) VALUES (?, ?)", (name, version))
            self._types[name, version] = row[0] if row is not None else int(made.lastrowid)
        return self._types[name, version]

    # -- epoch keys ----------------------------------------------------------------------------------------------

    def _learn_epochs(self, entry: Entry) -> bool:
        """Open the epoch keys that accepted governance wraps for this device; whether there was a new one."""
        body = entry.content.body
        wraps: list[tuple[bytes, bytes]] = []
        if entry.content.type == epoch.TYPE:
            wraps = [(entry.id, one["box"]) for one in body["wraps"] if one["key"] == self._device.public]
        elif entry.content.type == grant.TYPE and body["key"] == self._device.public:
            wraps = [(one["epoch"], one["box"]) for one in body["wraps"]]
        learned = [self._learn(id, box) for id, box in wraps]
        return any(learned)

    def _learn(self, id: bytes, box: bytes) -> bool:
        body = self._epoch_body(id)
        if body is None:
            return False
        try:
            key = epoch.open_wrap(box, self._device, body["key_hash"])
            older = epoch.open_older(body["older"], key) if body.get("older") is not None else {}
        except RejectedError:
            return False
        keys = {id: key} | self._history_of(older)
        made = self._connection.executemany(
            "INSERT OR IGNORE INTO epochs (network, id, key) VALUES (?, ?, ?)",
            [(self._store.network, epoch_id, key) for epoch_id, key in keys.items()],
        )
        self._reader.forget_epochs()
        return bool(made.rowcount > 0)

    def _history_of(self, older: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
        """One key opens history: each older key opens the ones before it, as far as they are what they should be."""
        found: dict[bytes, bytes] = {}
        waiting = list(older.items())
        while waiting:
            id, key = waiting.pop()
            if id in found or not self._is_key_of(id, key):
                continue
            found[id] = key
            body = self._epoch_body(id)
            try:
                if body is not None and body.get("older") is not None:
                    waiting += epoch.open_older(body["older"], key).items()
            except RejectedError:
                continue
        return found

    def _epoch_body(self, id: bytes) -> Mapping[str, Any] | None:
        """The body of an accepted epoch."""
        found = self._index.find(id)
        if found is None or found[0].verdict is not Verdict.ACCEPTED or found[0].entry.content.type != epoch.TYPE:
            return None
        return found[0].entry.content.body

    def _is_key_of(self, id: bytes, key: bytes) -> bool:
        """An epoch hands down older keys; each must be the one that its own epoch was started with."""
        body = self._epoch_body(id)
        return body is not None and bool(sha256(key).digest() == body["key_hash"])

    # -- writing views -------------------------------------------------------------------------------------------

    def _write(self) -> None:
        touched = self._subjects.touched()
        rules = self._rules_at(None)
        for subject in touched:
            self._subjects.settle(subject)
        write_subjects(self._connection, self._store.network, rules, touched)
        writer = FlagWriter(self._connection, self._store.network, rules, self._index, self._raisers)
        others = writer.write_claims(touched) | self._write_accounts(touched)
        known = {subject.row for subject in touched}
        writer.write_flags([*touched, *(self._subjects.at(row) for row in sorted(others - known))])
        for subject in touched:
            subject.is_new = False

    def _write_accounts(self, touched: Sequence[Subject]) -> set[int]:
        """Put the accounts of shares into their subjects' states; the rows of those that changed."""
        self._shares_touched |= {subject.id for subject in touched if subject.folded.kind == SHARE}
        states = self._shares.write_accounts(self._weighing.shares_to_write(self._shares_touched))
        for subject in touched:
            if subject.row in states:
                subject.folded = subject.folded._replace(state=states[subject.row])
        return set(states)


def _is_governance(read: ReadEntry) -> bool:
    content = read.entry.content
    entry_type = SHARED_TYPES.get((content.type, content.version))
    return read.clear and content.subject is None and entry_type is not None and entry_type.clear
