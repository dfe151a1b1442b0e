"""What an entry's author had seen, read from the vault: the Past that verdicts are computed from (ledger contract)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from core.ledger.chart import Chart, Position, is_past
from core.ledger.contract import Entry, GivenGrant, JudgedEntry, ShareAccount, State, Verdict
from core.ledger.place import Placed
from core.ledger.reckoning import Reckoning
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.subjects import EntryIndex

Leaf = tuple[int, int]
"""A block's local number and the place of a leaf in it."""


class Authority:
    """Who may do what at one place, as far as a reckoning knows; `at` None is now, before anything is written.

    Governance leans on what stands before it in its own block (`leaf`); everything else on all governance there.
    """

    def __init__(
        self, reckoning: Reckoning, chart: Chart, store: BlockStore, at: Position | None, leaf: int | None
    ) -> None:
        self._reckoning = reckoning
        self._chart = chart
        self._store = store
        self._at = at
        self._leaf = leaf

    def roles(self, key: bytes) -> frozenset[str]:
        return self._reckoning.roles(key, self._at, self._leaf)

    def powers(self, key: bytes) -> frozenset[str]:
        return self._reckoning.powers(key, self._at, self._leaf)

    def holders(self, power: str) -> frozenset[bytes]:
        return self._reckoning.holders(power, self._at, self._leaf)

    def quorum(self, power: str) -> int | None:
        return self._reckoning.quorum(power, self._at)

    @property
    def recovery_keys(self) -> frozenset[bytes]:
        return self._reckoning.recovery_keys(self._at)

    def grant(self, id: bytes) -> GivenGrant | None:
        for one in self._chart.grants():
            if one.entry == id and not one.founding and is_past(self._chart, one.at, self._at):
                return GivenGrant(one.key, one.roles, one.powers)
        return None

    def chain_of(self, block: bytes) -> tuple[bytes, int] | None:
        placed = self._store.placed(block)
        if placed is None or not is_past(self._chart, Position(placed.line, placed.seq), self._at):
            return None
        return placed.device, placed.incarnation


class VaultPast:
    """The Past of one entry."""

    def __init__(
        self,
        authority: Authority,
        rules: RuleBook,
        type_name: str,
        state: State,
        visible: Callable[[bytes], JudgedEntry | None],
        share: Callable[[bytes], ShareAccount | None],
    ) -> None:
        self.state = state
        self._share = share
        self._authority = authority
        self._rules = rules
        self._type_name = type_name
        self._visible = visible

    def entry(self, id: bytes) -> JudgedEntry | None:
        return self._visible(id)

    def roles(self, key: bytes) -> frozenset[str]:
        return self._authority.roles(key)

    def powers(self, key: bytes) -> frozenset[str]:
        return self._authority.powers(key)

    def holders(self, power: str) -> frozenset[bytes]:
        return self._authority.holders(power)

    def quorum(self, power: str) -> int | None:
        return self._authority.quorum(power)

    @property
    def recovery_keys(self) -> frozenset[bytes]:
        return self._authority.recovery_keys

    def share(self, id: bytes) -> ShareAccount | None:
        return self._share(id)

    def grant(self, id: bytes) -> GivenGrant | None:
        return self._authority.grant(id)

    def chain_of(self, block: bytes) -> tuple[bytes, int] | None:
        return self._authority.chain_of(block)

    def parameter(self, name: str, day: date) -> Any:
        return self._rules.parameter(self._type_name, name, day)


class PastOfEntry:
    """Which entries one entry may lean on: reachable through `after`, of its own chain, or named in `refs`.

    All of them lie in its block's past. Of an entry that stands on two branches of a fork, the place is taken that
    lies there, and its verdict at that place.
    """

    def __init__(self, store: BlockStore, index: EntryIndex, entry: Entry, at: Placed, leaf: Leaf) -> None:
        self._store = store
        self._index = index
        self._entry = entry
        self.at = at
        self.position = Position(at.line, at.seq)
        self.leaf = leaf
        self._names_only_past: bool | None = None
        self._closure: dict[bytes, tuple[JudgedEntry, Leaf]] | None = None

    def is_past(self, id: bytes) -> bool:
        """Whether an entry lies in the block's past, or earlier in the same block."""
        return any(self.is_before((found.block, found.leaf)) for found in self._index.places(id))

    def is_before(self, other: Leaf) -> bool:
        """Whether a leaf lies in the block's past, or earlier in the same block."""
        if other[0] == self.leaf[0]:
            return other[1] < self.leaf[1]
        return self._store.is_past(self._store.stored(other[0]).placed, self.at)

    @property
    def names_only_past(self) -> bool:
        """Whether all of `after` and `refs` is past."""
        if self._names_only_past is None:
            content = self._entry.content
            self._names_only_past = all(map(self.is_past, (*content.after, *content.refs)))
        return self._names_only_past

    def follows_on(self, subject: int) -> bool:
        """Whether `after` names entries of this subject (a row number)."""
        return all(
            any(found.subject == subject for found in self._index.places(id)) for id in self._entry.content.after
        )

    def closure(self, subject: int) -> dict[bytes, tuple[JudgedEntry, Leaf]]:
        """The subject's entries that are reachable through `after`, and the author's own, each with its place.

        A malformed entry is a dead end: what it names may lie outside its own past.
        """
        if self._closure is None:
            self._closure = {}
            own = self._index.of_device(subject, self._entry.content.device)
            waiting = [*self._entry.content.after, *(id for id, place in own if self.is_before(place))]
            while waiting:
                id = waiting.pop()
                found = None if id in self._closure or id == self._entry.id else self._seen(id)
                if found is not None:
                    self._closure[id] = found
                    if found[0].verdict is not Verdict.MALFORMED:
                        waiting += found[0].entry.content.after
        return self._closure

    def seen(self, id: bytes) -> tuple[JudgedEntry, Leaf] | None:
        """An entry of the block's past, at its first place there."""
        return self._seen(id) if self.is_past(id) else None

    def _seen(self, id: bytes) -> tuple[JudgedEntry, Leaf] | None:
        """An entry at its first place in the block's past; what lies outside only where nothing else is known."""
        places = self._index.places(id)
        if not places:
            return None
        inside = [one for one in places if self.is_before((one.block, one.leaf))]
        found = min(inside or places, key=lambda one: self._index.place_order(one.block, one.leaf))
        return self._index.judged(found), (found.block, found.leaf)

    def entry(self, id: bytes, subject: int) -> JudgedEntry | None:
        """An entry that a rule may read."""
        if id in self._entry.content.refs:
            found = self._seen(id)
            return found[0] if found else None
        reached = self.closure(subject).get(id)
        return reached[0] if reached else None
