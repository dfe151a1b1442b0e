"""Judging in the vault: an entry at its place, by what its author had seen; and again by what is known since.

The first gives the verdict, which never changes. The second asks only whether an authorisation would still have been
accepted had its author known which grants were gone: the state it was judged against stays as it was, so that the loss
of one entry's effect does not cascade.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.ledger.chart import Position
from core.ledger.contract import Effect, Entry, EntryType, JudgedEntry, ShareAccount, State, Verdict
from core.ledger.effect import Imposed, effect_of
from core.ledger.fold import Folded, fold
from core.ledger.governance.quorum import POWERS
from core.ledger.judge import Circumstances, Judgement, judge_entry
from core.ledger.reckoning import Reckoning
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.chart import VaultChart
from core.vault.database import Connection
from core.vault.past import Authority, Leaf, PastOfEntry, VaultPast
from core.vault.reading import ReadEntry, Reader
from core.vault.share_book import ShareBook
from core.vault.subjects import EntryIndex, Subject, Subjects
from core.vault.weighing import Weighing


class Judging:
    """Verdicts of one network's entries; remembers who may do what at the places that were asked last."""

    _REMEMBERED = 512

    def __init__(
        self,
        connection: Connection,
        store: BlockStore,
        reader: Reader,
        chart: VaultChart,
        rules_at: Callable[[Position | None], RuleBook],
    ) -> None:
        self._connection = connection
        self._store = store
        self._reader = reader
        self._chart = chart
        self._rules_at = rules_at
        self.index = EntryIndex(connection, reader)
        self.weighing = Weighing(connection, store, chart, self.still_authorised)
        self._shares = ShareBook(connection, store.network)
        self._reckonings: dict[Position, Reckoning] = {}
        self._as_of = -1

    def past_of(self, number: int, leaf: int, entry: Entry) -> PastOfEntry:
        """What the entry of a leaf may lean on."""
        return PastOfEntry(self._store, self.index, entry, self._store.stored(number).placed, (number, leaf))

    def kind_of(self, entry: Entry, seen_before: PastOfEntry) -> EntryType | None:
        """The type of an entry under the rules in force in its block's past."""
        return self._rules_at(seen_before.position).entry_type(entry.content.type, entry.content.version)

    # -- the verdict --------------------------------------------------------------------------------------------

    def judge_governance(self, read: ReadEntry, seen_before: PastOfEntry) -> JudgedEntry:
        """The verdict on an entry about the network: governance leans on governance only, a resolution on any entry."""
        kind = self.kind_of(read.entry, seen_before)
        outside = kind is not None and kind.of_network and not seen_before.names_only_past
        circumstances = Circumstances("", False, outside, False, read.invalid_cosignatures)
        return self._judged(read.entry, kind, seen_before, circumstances, {}, 0)

    def judge(
        self,
        read: ReadEntry,
        kind: EntryType | None,
        seen_before: PastOfEntry,
        subject: Subject,
        subjects: Subjects,
        rules: RuleBook,
    ) -> JudgedEntry:
        """The verdict on an entry of this type (`kind_of`) about a subject."""
        entry = read.entry
        outside = not (seen_before.names_only_past and seen_before.follows_on(subject.row))
        if set(entry.content.after) == subject.heads and not self.weighing.concerns(subject.row, rules):
            state = subjects.state(subject)
            circumstances = Circumstances(
                subject.folded.kind, subject.has_newer, outside, False, read.invalid_cosignatures
            )
        else:
            circumstances, state = self._from_closure(read, seen_before, subject.row, outside)
        return self._judged(entry, kind, seen_before, circumstances, state, subject.row)

    def _judged(
        self,
        entry: Entry,
        kind: EntryType | None,
        seen_before: PastOfEntry,
        circumstances: Circumstances,
        state: State,
        subject: int,
    ) -> JudgedEntry:
        at, (_, leaf) = seen_before.position, seen_before.leaf
        authority = self._authority(self._reckoning(at), at, leaf, kind)
        judgement = self._judgement(entry, seen_before, circumstances, state, authority, subject)
        return JudgedEntry(entry, judgement.verdict, judgement.findings, kind)

    def _judgement(
        self,
        entry: Entry,
        seen_before: PastOfEntry,
        circumstances: Circumstances,
        state: State,
        authority: Authority,
        subject: int,
    ) -> Judgement:
        rules = self._rules_at(seen_before.position)

        def visible(id: bytes) -> JudgedEntry | None:
            return seen_before.entry(id, subject)

        past = VaultPast(authority, rules, entry.content.type, state, visible, self._share_in(seen_before))
        return judge_entry(entry, rules, past, circumstances)

    def _share_in(self, seen_before: PastOfEntry) -> Callable[[bytes], ShareAccount | None]:
        """Accounts by the moves that lie in the past of an entry, with the effects that were known there."""

        def account(share: bytes) -> ShareAccount | None:
            reckoning = self._reckoning(seen_before.position)

            def counts(id: bytes) -> bool:
                found = seen_before.seen(id)
                if found is None:
                    return False
                return effect_of(found[0], self.weighing.weigh_by(reckoning, *found)) is Effect.COUNTS

            return self._shares.account_seen(share, counts, reckoning)

        return account

    def _from_closure(
        self, read: ReadEntry, seen_before: PastOfEntry, subject: int, outside: bool
    ) -> tuple[Circumstances, State]:
        """The subject as the author had seen it, with the effects that were known there."""
        closure = seen_before.closure(subject)
        folded = self._folded(closure.values(), self._reckoning(seen_before.position))
        newer = any(judged.verdict is Verdict.NEWER for judged, _ in closure.values())
        left_out = self._leaves_out(subject, set(closure), read.entry, seen_before)
        circumstances = Circumstances(folded.kind, newer, outside, left_out, read.invalid_cosignatures)
        return circumstances, folded.state

    def _folded(self, entries: Iterable[tuple[JudgedEntry, Leaf]], reckoning: Reckoning) -> Folded:
        found = list(entries)
        weighed = {judged.entry.id: self.weighing.weigh_by(reckoning, judged, place) for judged, place in found}
        imposed = {id: one for id, one in weighed.items() if one is not Imposed.NOTHING}
        return fold([judged for judged, _ in found], imposed)

    def _leaves_out(self, subject: int, reached: set[bytes], entry: Entry, seen_before: PastOfEntry) -> bool:
        """Whether an entry of the subject was seen but not built upon.

        The heads of today cannot tell: another author's entry may have followed on the one that was left out.
        """
        rows = self._connection.execute(
            "SELECT id, block, leaf FROM entries WHERE subject = ? AND verdict != ?",
            (subject, Verdict.MALFORMED.value),
        ).fetchall()
        return any(
            id != entry.id and id not in reached and seen_before.is_before((block, leaf)) for id, block, leaf in rows
        )

    # -- by what is known since ---------------------------------------------------------------------------------

    def still_authorised(self, judged: JudgedEntry, place: Leaf, reckoning: Reckoning) -> bool:
        """Whether an accepted authorisation would have been accepted by what a reckoning knows of grants."""
        number, leaf = place
        seen_before = self.past_of(number, leaf, judged.entry)
        at = seen_before.position
        then = self._authority(self._reckoning(at), at, leaf, judged.kind)
        since = self._authority(reckoning, at, leaf, judged.kind)
        if _rights(then, judged.entry) == _rights(since, judged.entry):
            return True
        read = self._reader.read(number, leaf)
        assert isinstance(read, ReadEntry), "an entry that was judged stays readable"
        subject = 0
        if judged.entry.content.subject is None:
            circumstances = Circumstances("", False, False, False, read.invalid_cosignatures)
            state: State = {}
        else:
            found = self.index.where(judged.entry.id)
            assert found is not None
            subject = found.subject
            circumstances, state = self._from_closure(read, seen_before, subject, False)
        judgement = self._judgement(judged.entry, seen_before, circumstances, state, since, subject)
        return judgement.verdict is Verdict.ACCEPTED

    # -- authority ----------------------------------------------------------------------------------------------

    def _authority(self, reckoning: Reckoning, at: Position, leaf: int, kind: EntryType | None) -> Authority:
        before = leaf if kind is not None and kind.clear else None
        return Authority(reckoning, self._chart, self._store, at, before)

    def _reckoning(self, at: Position) -> Reckoning:
        if self._chart.now.is_plain:
            return self._chart.now  # then no block's past holds a cut or a fork, and whoever asks says at which block
        if self._as_of != self._chart.changes or len(self._reckonings) > self._REMEMBERED:
            self._reckonings.clear()
            self._as_of = self._chart.changes
        if at not in self._reckonings:
            self._reckonings[at] = Reckoning(self._chart, at)
        return self._reckonings[at]


def _rights(authority: Authority, entry: Entry) -> tuple[object, ...]:
    """All that a rule may ask of grants for this entry."""
    persons = {entry.content.person, *(one.person for one in entry.cosignatures)} - {None}
    keys = sorted({entry.content.device, *(one for one in persons if one is not None)})
    named = [(authority.roles(key), authority.powers(key)) for key in keys]
    if entry.content.subject is not None:
        return (tuple(named),)
    held = [(authority.holders(power), authority.quorum(power)) for power in POWERS]
    return (tuple(named), tuple(held), authority.recovery_keys)
