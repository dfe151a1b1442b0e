"""What an entry's author had seen, read from the vault: the Past that verdicts are computed from (ledger contract)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from core.ledger.contract import Entry, JudgedEntry, State, Verdict
from core.ledger.place import Placed
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.subjects import EntryIndex, Whereabouts

Leaf = tuple[int, int]
"""A block's local number and the place of a leaf in it."""


class Grants(Protocol):
    """Who holds which roles and powers."""

    def roles(self, key: bytes) -> frozenset[str]: ...

    def powers(self, key: bytes) -> frozenset[str]: ...

    def holders(self, power: str) -> frozenset[bytes]: ...


class GrantsInPast:
    """Roles and powers granted in the causal past of one block (its own earlier leaves included)."""

    def __init__(self, connection: Connection, store: BlockStore, at: Placed) -> None:
        self._connection = connection
        self._store = store
        self._at = at

    def roles(self, key: bytes) -> frozenset[str]:
        return frozenset(role for roles, _ in self._granted(key) for role in json.loads(roles))

    def powers(self, key: bytes) -> frozenset[str]:
        return frozenset(power for _, powers in self._granted(key) for power in json.loads(powers))

    def holders(self, power: str) -> frozenset[bytes]:
        rows = self._connection.execute(
            "SELECT DISTINCT key FROM grants WHERE network = ? AND accepted = 1 AND powers LIKE ?",
            (self._store.network, f'%"{power}"%'),
        ).fetchall()
        return frozenset(key for (key,) in rows if power in self.powers(key))

    def _granted(self, key: bytes) -> list[tuple[str, str]]:
        rows = self._connection.execute(
            "SELECT roles, powers, line, seq FROM grants WHERE network = ? AND key = ? AND accepted = 1",
            (self._store.network, key),
        ).fetchall()
        return [
            (roles, powers)
            for roles, powers, line, seq in rows
            if self._store.reaches(self._at.line, self._at.seq, line, seq)
        ]


class VaultPast:
    """The Past of one entry."""

    def __init__(
        self,
        grants: Grants,
        rules: RuleBook,
        type_name: str,
        state: Callable[[], State],
        visible: Callable[[bytes], JudgedEntry | None],
    ) -> None:
        self._grants = grants
        self._rules = rules
        self._type_name = type_name
        self._state = state
        self._visible = visible
        self._folded: State | None = None

    @property
    def state(self) -> State:
        if self._folded is None:
            self._folded = self._state()
        return self._folded

    def entry(self, id: bytes) -> JudgedEntry | None:
        return self._visible(id)

    def roles(self, key: bytes) -> frozenset[str]:
        return self._grants.roles(key)

    def powers(self, key: bytes) -> frozenset[str]:
        return self._grants.powers(key)

    def holders(self, power: str) -> frozenset[bytes]:
        return self._grants.holders(power)

    def parameter(self, name: str, day: date) -> Any:
        return self._rules.parameter(self._type_name, name, day)


class PastOfEntry:
    """Which entries one entry may lean on: reachable through `after`, or named in `refs`, and in its block's past."""

    def __init__(self, store: BlockStore, index: EntryIndex, entry: Entry, at: Placed, leaf: Leaf) -> None:
        self._store = store
        self._index = index
        self._entry = entry
        self.at = at
        self.leaf = leaf
        self._closure: dict[bytes, JudgedEntry] | None = None

    def is_past(self, id: bytes) -> bool:
        """Whether an entry lies in the block's past, or earlier in the same block."""
        found = self._index.where(id)
        return found is not None and self._is_before_at_all(id, found)

    def _is_before_at_all(self, id: bytes, found: Whereabouts) -> bool:
        return self.is_before((found.block, found.leaf)) or any(map(self.is_before, self._index.elsewhere(id)))

    def is_before(self, other: Leaf) -> bool:
        """Whether a leaf lies in the block's past, or earlier in the same block."""
        if other[0] == self.leaf[0]:
            return other[1] < self.leaf[1]
        return self._store.is_past(self._store.stored(other[0]).placed, self.at)

    def names_only_past(self, subject: int) -> bool:
        """Whether `after` names entries of this subject (a row number) and all of `after` and `refs` is past."""
        after = [(id, self._index.where(id)) for id in self._entry.content.after]
        return all(
            found is not None and found.subject == subject and self._is_before_at_all(id, found) for id, found in after
        ) and all(self.is_past(id) for id in self._entry.content.refs)

    def closure(self) -> list[JudgedEntry]:
        """The subject's entries that are reachable through `after`.

        A malformed entry is a dead end: what it names may lie outside its own past.
        """
        if self._closure is None:
            self._closure = {}
            waiting = list(self._entry.content.after)
            while waiting:
                id = waiting.pop()
                found = None if id in self._closure else self._index.find(id)
                if found is not None:
                    self._closure[id] = found[0]
                    if found[0].verdict is not Verdict.MALFORMED:
                        waiting += found[0].entry.content.after
        return list(self._closure.values())

    def entry(self, id: bytes) -> JudgedEntry | None:
        """An entry that a rule may read."""
        if id in self._entry.content.refs:
            found = self._index.find(id)
            return found[0] if found else None
        self.closure()
        assert self._closure is not None
        return self._closure.get(id)
