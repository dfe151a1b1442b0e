"""From stored blocks to judged entries and views, inside the transaction that stored them.

1. Governance is judged first: it brings roles and epoch keys and leans on nothing but governance.
2. Then every leaf that can be opened, in causal order. What cannot be opened yet, and what leans on it, waits in
   `unread`.
   Where what comes in changes how earlier entries are to be judged, all must be projected anew (core.vault.anew).
3. Each touched subject is folded once, its flags and claims are written, and nothing else is touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ledger.contract import Entry, EntryType, JudgedEntry, State, Verdict
from core.ledger.fold import fold
from core.ledger.governance import charter, epoch, erasure, grant
from core.ledger.judge import Circumstances, judge_entry
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.flags import FlagWriter
from core.vault.kept_verdicts import KeptVerdicts
from core.vault.orders import is_part_lost, note_order
from core.vault.past import GrantsInPast, Leaf, PastOfEntry, VaultPast
from core.vault.reading import ERASED, LOCKED, MISPLACED, WITHHELD, ReadEntry, Reader, Unread
from core.vault.subjects import NETWORK_SUBJECT, EntryIndex, Subject, Subjects, findings_to_json


class Projection:
    """One pass over new leaves of one network."""

    def __init__(
        self, connection: Connection, store: BlockStore, reader: Reader, device: SigningKey, rules: RuleBook
    ) -> None:
        self._connection = connection
        self._store = store
        self._reader = reader
        self._device = device
        self._rules = rules
        self._index = EntryIndex(connection, reader)
        self._subjects = Subjects(connection, store.network, self._index, rules)
        self._types: dict[tuple[str, int], int] = {}
        self._kept = KeptVerdicts(connection, store.network)
        self.entries: list[bytes] = []
        """Ids of the entries that were judged."""
        self.anew = False
        """Whether earlier entries are to be judged otherwise, so that this pass is worth nothing.

        An author who forked may have put one entry on two branches: its first place is then the lesser one, whichever
        came first here. And a new key may open entries that lie in the past of some that were judged without them.
        """

    def run(self, leaves: Sequence[Leaf], *, touch_network: bool = False) -> None:
        """Judge and project new leaves, and what new epoch keys unlock."""
        if touch_network:
            self._subjects.get(NETWORK_SUBJECT)
        later: list[Leaf] = []
        learned = False
        for number, leaf in leaves:
            read = self._reader.read(number, leaf)
            if isinstance(read, ReadEntry) and self._is_governance(read):
                if self._judge(read, self._past_of(number, leaf, read.entry)) is Verdict.ACCEPTED:
                    learned |= self._learn_epochs(read.entry)
            else:
                later.append((number, leaf))
        taken = self._take_locked() if learned else []
        if taken:
            self.anew = self._has_opened_some()
            later = sorted({*later, *taken})
        for number, leaf in later:
            self._read_and_judge(number, leaf)
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

    def _is_governance(self, read: ReadEntry) -> bool:
        entry_type = self._type_of(read.entry)
        return read.clear and read.entry.content.subject is None and entry_type is not None and entry_type.clear

    def _type_of(self, entry: Entry) -> EntryType | None:
        return self._rules.entry_type(entry.content.type, entry.content.version)

    def _past_of(self, number: int, leaf: int, entry: Entry) -> PastOfEntry:
        at = self._store.stored(number).placed
        return PastOfEntry(self._store, self._index, entry, at, (number, leaf))

    def _take_locked(self) -> list[Leaf]:
        rows = self._connection.execute(
            "SELECT u.block, u.leaf FROM unread u JOIN blocks b USING (block) WHERE b.network = ? AND u.reason = ?",
            (self._store.network, LOCKED),
        ).fetchall()
        self._connection.executemany("DELETE FROM unread WHERE block = ? AND leaf = ?", rows)
        return [(block, leaf) for block, leaf in rows]

    def _read_and_judge(self, number: int, leaf: int) -> None:
        read = self._reader.read(number, leaf)
        if isinstance(read, Unread):
            lost = read.reason == WITHHELD and is_part_lost(self._connection, self._reader.block(number), leaf)
            self._set_unread(number, leaf, ERASED if lost else read.reason)
            return
        entry_type = self._type_of(read.entry)
        if entry_type is not None and entry_type.clear != read.clear:
            # Governance in secret, or anything else in clear, says nothing: its true form may stand elsewhere.
            self._set_unread(number, leaf, MISPLACED)
            return
        seen_before = self._past_of(number, leaf, read.entry)
        if self._leans_on_locked(read.entry, seen_before):
            self._set_unread(number, leaf, LOCKED)
        else:
            self._judge(read, seen_before)

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

    def _leans_on_locked(self, entry: Entry, seen_before: PastOfEntry) -> bool:
        """Whether the entry names one that may be among those of its past that this replica cannot open yet."""
        if all(seen_before.is_past(id) for id in (*entry.content.after, *entry.content.refs)):
            return False
        locked = self._connection.execute(
            "SELECT u.block, u.leaf FROM unread u JOIN blocks b USING (block) WHERE b.network = ?"
            " AND u.reason IN (?, ?) ORDER BY u.block, u.leaf",
            (self._store.network, LOCKED, WITHHELD),
        )
        return any(seen_before.is_before((block, leaf)) for block, leaf in locked)

    def _judge(self, read: ReadEntry, seen_before: PastOfEntry) -> Verdict | None:
        """The verdict, stored; None where the entry was judged before."""
        entry = read.entry
        judged_at = self._index.where(entry.id)
        if judged_at:
            # It counts once, at its first place in its author's chain.
            self._connection.execute(
                "INSERT OR IGNORE INTO elsewhere (entry, block, leaf) VALUES (?, ?, ?)", (entry.id, *seen_before.leaf)
            )
            self.anew |= self._place(seen_before.leaf) < self._place((judged_at.block, judged_at.leaf))
            return None
        subject = self._subjects.get(entry.content.subject or NETWORK_SUBJECT)
        if subject.id == NETWORK_SUBJECT:
            circumstances = Circumstances("", False, False, False, read.invalid_cosignatures)
            state: State = {}
        else:
            circumstances, state = self._circumstances(subject, seen_before, read)
        past = VaultPast(
            GrantsInPast(self._connection, self._store, seen_before.at),
            self._rules,
            entry.content.type,
            lambda: state,
            seen_before.entry,
        )
        judgement = self._kept.of(entry.id) or judge_entry(entry, self._rules, past, circumstances)
        judged = JudgedEntry(entry, judgement.verdict, judgement.findings)
        self._store_entry(seen_before.leaf, subject, judged)
        self._subjects.add(subject, judged)
        if judged.verdict is Verdict.ACCEPTED and entry.content.type == erasure.ORDER:
            note_order(self._connection, self._store.network, entry)
        if judged.verdict is Verdict.ACCEPTED and entry.content.type in (charter.TYPE, grant.TYPE):
            self._connection.execute(
                "UPDATE grants SET accepted = 1 WHERE network = ? AND entry = ?", (self._store.network, entry.id)
            )
        return judged.verdict

    def _place(self, leaf: Leaf) -> tuple[int, int, bytes, int]:
        """Orders the places of one entry in the blocks of its author."""
        at = self._store.stored(leaf[0]).placed
        return at.depth, at.seq, at.id, leaf[1]

    def _circumstances(
        self, subject: Subject, seen_before: PastOfEntry, read: ReadEntry
    ) -> tuple[Circumstances, State]:
        entry = read.entry
        outside = not seen_before.names_only_past(subject.row)
        if set(entry.content.after) == subject.heads:
            state = self._subjects.state(subject)
            kind, newer, left_out = subject.folded.kind, subject.has_newer, False
        else:
            closure = seen_before.closure()
            folded = fold(closure, self._rules)
            state, kind = folded.state, folded.kind
            newer = any(one.verdict is Verdict.NEWER for one in closure)
            left_out = self._leaves_out(subject, {one.entry.id for one in closure}, seen_before)
        return Circumstances(kind, newer, outside, left_out, read.invalid_cosignatures), state

    def _leaves_out(self, subject: Subject, reached: set[bytes], seen_before: PastOfEntry) -> bool:
        """Whether an entry of the subject was seen but not built upon.

        The heads of today cannot tell: another author's entry may have followed on the one that was left out.
        """
        rows = self._connection.execute(
            "SELECT id, block, leaf FROM entries WHERE subject = ? AND verdict != ?",
            (subject.row, Verdict.MALFORMED.value),
        ).fetchall()
        return any(id not in reached and seen_before.is_before((block, leaf)) for id, block, leaf in rows)

    def _store_entry(self, at: Leaf, subject: Subject, judged: JudgedEntry) -> None:
        number, leaf = at
        content = judged.entry.content
        self._connection.execute(
            "INSERT INTO entries (id, block, leaf, type, subject, verdict, effect, findings)"
            " VALUES (?, ?, ?, ?, ?, ?, '', ?)",
            (
                judged.entry.id,
                number,
                leaf,
                self._type_row(content.type, content.version),
                subject.row,
                judged.verdict.value,
                findings_to_json(judged.findings),
            ),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO attached (network, root, entry) VALUES (?, ?, ?)",
            [(self._store.network, one.root, judged.entry.id) for one in content.attachments],
        )
        self.entries.append(judged.entry.id)

    def _type_row(self, name: str, version: int) -> int:
        if (name, version) not in self._types:
            self._connection.execute("INSERT OR IGNORE INTO types (name, version) VALUES (?, ?)", (name, version))
            row = self._connection.execute(
                "SELECT type FROM types WHERE name = ? AND version = ?", (name, version)
            ).fetchone()
            self._types[name, version] = row[0]
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
        keys = {id: key} | {one: given for one, given in older.items() if self._is_key_of(one, given)}
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO epochs (network, id, key) VALUES (?, ?, ?)",
            [(self._store.network, epoch_id, key) for epoch_id, key in keys.items()],
        )
        self._reader.forget_epochs()
        return bool(self._connection.total_changes > before)

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
        writer = FlagWriter(self._connection, self._store.network, self._rules)
        claiming: set[int] = set()
        for subject in touched:
            self._subjects.settle(subject)
            self._write_subject(subject)
            claiming |= writer.write_claims(subject)
        for row in sorted(claiming | {subject.row for subject in touched}):
            writer.write_flags(row)

    def _write_subject(self, subject: Subject) -> None:
        folded = subject.folded
        kind = self._rules.subject_kind(folded.kind)
        self._connection.execute(
            "UPDATE subjects SET kind = ?, title = ?, state = ?, changed_depth = ? WHERE subject = ?",
            (
                folded.kind,
                kind.title(folded.state) if kind else "",
                json.dumps(folded.state, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
                subject.last[0],
                subject.row,
            ),
        )
        self._connection.executemany(
            "UPDATE entries SET effect = ? WHERE id = ?",
            [(effect.value, id) for id, effect in subject.effects.items()],
        )
        self._connection.execute("DELETE FROM heads WHERE subject = ?", (subject.row,))
        self._connection.executemany(
            "INSERT INTO heads (subject, entry) VALUES (?, ?)", [(subject.row, head) for head in subject.heads]
        )
