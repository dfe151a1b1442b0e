"""From stored blocks to judged entries and views, inside the transaction that stored them.

1. Governance (clear leaves) is read first: it brings roles and epoch keys and leans on nothing encrypted.
2. Then every leaf that can be opened, in causal order. What cannot be opened yet waits in `unread`.
3. Each touched subject is folded once, its flags and claims are written, and nothing else is touched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from core.errors import RejectedError
from core.identity.keys import SigningKey
from core.ledger.contract import Entry, JudgedEntry, State, Verdict
from core.ledger.fold import fold
from core.ledger.governance import charter, epoch, grant
from core.ledger.judge import Circumstances, judge_entry
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.flags import FlagWriter
from core.vault.past import GrantsInPast, Leaf, PastOfEntry, VaultPast
from core.vault.reading import ReadEntry, Reader, Unread
from core.vault.subjects import NETWORK_SUBJECT, EntryIndex, Subject, Subjects, findings_to_json

LOCKED = "locked"


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
        self.entries: list[bytes] = []
        """Ids of the entries that were judged."""

    def run(self, leaves: Sequence[Leaf], *, touch_network: bool = False) -> None:
        """Judge and project new leaves, and what new epoch keys unlock."""
        if touch_network:
            self._subjects.get(NETWORK_SUBJECT)
        sealed: list[Leaf] = []
        learned = False
        for number, leaf in leaves:
            read = self._reader.read(number, leaf)
            if isinstance(read, ReadEntry) and read.clear:
                self._judge(number, leaf, read)
                learned |= self._learn_epochs(read.entry)
            else:
                sealed.append((number, leaf))
        if learned:
            sealed = sorted({*sealed, *self._take_locked()})
        for number, leaf in sealed:
            self._read_and_judge(number, leaf)
        self._write()

    def subjects(self) -> list[bytes]:
        """Ids of the subjects that were touched."""
        return [subject.id for subject in self._subjects.touched()]

    # -- reading and judging -------------------------------------------------------------------------------------

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
            self._set_unread(number, leaf, read.reason)
        elif self._leans_on_locked(read.entry, number):
            self._set_unread(number, leaf, LOCKED)
        else:
            self._judge(number, leaf, read)

    def _set_unread(self, number: int, leaf: int, reason: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO unread (block, leaf, reason) VALUES (?, ?, ?)", (number, leaf, reason)
        )

    def _leans_on_locked(self, entry: Entry, number: int) -> bool:
        """Whether the entry names one that may be among those this replica cannot open yet."""
        named = (*entry.content.after, *entry.content.refs)
        if all(self._index.find(id) for id in named):
            return False
        return bool(
            self._connection.execute(
                "SELECT 1 FROM unread u JOIN blocks b USING (block)"
                " WHERE b.network = ? AND u.reason = ? AND u.block <= ? LIMIT 1",
                (self._store.network, LOCKED, number),
            ).fetchone()
        )

    def _judge(self, number: int, leaf: int, read: ReadEntry) -> None:
        entry = read.entry
        if self._connection.execute("SELECT 1 FROM entries WHERE id = ?", (entry.id,)).fetchone():
            return  # It counts once, at its first place in its author's chain.
        at = self._store.stored(number).placed
        subject = self._subjects.get(entry.content.subject or NETWORK_SUBJECT)
        seen_before = PastOfEntry(self._store, self._index, entry, at, (number, leaf))
        if subject.id == NETWORK_SUBJECT:
            circumstances = Circumstances("", False, False, False, read.invalid_cosignatures)
            state: State = {}
        else:
            circumstances, state = self._circumstances(subject, seen_before, read)
        past = VaultPast(
            GrantsInPast(self._connection, self._store, at),
            self._rules,
            entry.content.type,
            lambda: state,
            seen_before.entry,
        )
        judgement = judge_entry(entry, self._rules, past, circumstances)
        judged = JudgedEntry(entry, judgement.verdict, judgement.findings)
        self._store_entry(number, leaf, subject, judged)
        self._subjects.add(subject, judged)
        if judged.verdict is Verdict.ACCEPTED and entry.content.type in (charter.TYPE, grant.TYPE):
            self._connection.execute(
                "UPDATE grants SET accepted = 1 WHERE network = ? AND entry = ?", (self._store.network, entry.id)
            )

    def _circumstances(
        self, subject: Subject, seen_before: PastOfEntry, read: ReadEntry
    ) -> tuple[Circumstances, State]:
        entry = read.entry
        outside = not seen_before.names_only_past(subject.id)
        if set(entry.content.after) == subject.heads:
            state = self._subjects.state(subject)
            kind, newer, left_out = subject.folded.kind, subject.has_newer, False
        else:
            closure = seen_before.closure()
            folded = fold(closure, self._rules)
            state, kind = folded.state, folded.kind
            newer = any(one.verdict is Verdict.NEWER for one in closure)
            reached = {one.entry.id for one in closure}
            left_out = any(head not in reached and seen_before.is_past(head) for head in subject.heads)
        return Circumstances(kind, newer, outside, left_out, read.invalid_cosignatures), state

    def _store_entry(self, number: int, leaf: int, subject: Subject, judged: JudgedEntry) -> None:
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
        """Open the epoch keys that a governance entry wraps for this device; whether there was a new one."""
        body = entry.content.body
        wraps: list[tuple[bytes, bytes]] = []
        try:
            if entry.content.type == epoch.TYPE:
                wraps = [(entry.id, one["box"]) for one in body["wraps"] if one["key"] == self._device.public]
            elif entry.content.type == grant.TYPE and body["key"] == self._device.public:
                wraps = [(one["epoch"], one["box"]) for one in body["wraps"]]
        except (KeyError, TypeError):
            return False
        learned = [self._learn(id, box) for id, box in wraps]
        return any(learned)

    def _learn(self, id: bytes, box: bytes) -> bool:
        found = self._index.find(id)
        if found is None or found[0].entry.content.type != epoch.TYPE:
            return False
        body = found[0].entry.content.body
        try:
            keys = {id: epoch.open_wrap(box, self._device, body["key_hash"])}
            if "older" in body:
                keys.update(epoch.open_older(body["older"], keys[id]))
        except (RejectedError, KeyError, TypeError):
            return False
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO epochs (network, id, key) VALUES (?, ?, ?)",
            [(self._store.network, epoch_id, key) for epoch_id, key in keys.items()],
        )
        self._reader.forget_epochs()
        return bool(self._connection.total_changes > before)

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
