"""The chart of one network from the vault's tables: its lines, what they had seen, and accepted governance.

What bears on who may do what is read once and remembered; an entry on two branches of a fork has two rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.ledger.chart import AdoptionRow, AgreementRow, CutRow, GrantRow, Line, Position
from core.ledger.contract import Entry
from core.ledger.governance import charter, cut, grant
from core.ledger.governance.amendment import ADOPTION, AMENDMENT
from core.ledger.governance.quorum import behind
from core.ledger.reckoning import Reckoning
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.reading import ReadEntry, Reader

CHARTED = (charter.TYPE, AMENDMENT, ADOPTION, grant.TYPE, cut.TYPE)
"""Types whose accepted entries bear on who may do what."""


@dataclass(slots=True)
class _Rows:
    """What was read; rows are only ever added until all is forgotten."""

    grants: list[GrantRow] = field(default_factory=list)
    by_key: dict[bytes, list[GrantRow]] = field(default_factory=dict)
    cuts: list[CutRow] = field(default_factory=list)
    agreements: list[AgreementRow] = field(default_factory=list)
    adoptions: list[AdoptionRow] = field(default_factory=list)
    places: dict[tuple[bytes, Position], tuple[int, int]] = field(default_factory=dict)


class VaultChart:
    """Chart (core.ledger.chart) over the tables of one network."""

    def __init__(self, connection: Connection, store: BlockStore, reader: Reader) -> None:
        self._connection = connection
        self._store = store
        self._reader = reader
        self._rows: _Rows | None = None
        self._now: Reckoning | None = None
        self._now_as_of = (-1, -1)
        self.changes = 0
        """Grows with every governance entry that is noted, so that who remembers answers knows when to ask again."""

    def forget(self) -> None:
        """Read everything anew: a transaction was undone, or the views were emptied."""
        self._rows = None
        self.changes += 1

    def note(self, entry: Entry, number: int, leaf: int) -> None:
        """Take in an accepted entry of one of the CHARTED types."""
        rows = self._loaded()
        self._connection.execute(
            "INSERT OR IGNORE INTO governance (network, entry, block, leaf) VALUES (?, ?, ?, ?)",
            (self._store.network, entry.id, number, leaf),
        )
        self._add(rows, entry, number, leaf)
        self.changes += 1

    @property
    def now(self) -> Reckoning:
        """Who may do what by all that is held; made anew only when blocks or governance came in."""
        as_of = (self._store.changes, self.changes)
        if self._now is None or self._now_as_of != as_of:
            self._now, self._now_as_of = Reckoning(self, None), as_of
        return self._now

    # -- Chart ----------------------------------------------------------------------------------------------------

    def lines(self) -> Mapping[int, Line]:
        """All lines by number."""
        return self._store.lines.all()

    def chain_lines(self, device: bytes) -> Sequence[Line]:
        """All lines of a device, by number."""
        return self._store.lines.of_device(device)

    def forked(self) -> frozenset[tuple[bytes, int]]:
        """Chains of which more than one branch is held."""
        return self._store.lines.forked()

    def upto(self, at: Position, other: int) -> int:
        """The last seq of another line that a block has in its past."""
        return self._store.upto(at.line, at.seq, other)

    def first_seeing(self, line: int, what: Position) -> int | None:
        """The first block of a line that has a block in its past."""
        return self._store.first_seeing(line, what.line, what.seq)

    def grants(self) -> Sequence[GrantRow]:
        """All accepted grants."""
        return self._loaded().grants

    def grants_of(self, key: bytes) -> Sequence[GrantRow]:
        """The accepted grants to one key."""
        return self._loaded().by_key.get(key, ())

    def cuts(self) -> Sequence[CutRow]:
        """All accepted cuts."""
        return self._loaded().cuts

    def agreements(self) -> Sequence[AgreementRow]:
        """The charter and its accepted amendments."""
        return self._loaded().agreements

    def adoptions(self) -> Sequence[AdoptionRow]:
        """Rule sets that charter and accepted adoptions name."""
        return self._loaded().adoptions

    def behind(self, entry: bytes, at: Position, role: str) -> frozenset[bytes]:
        """Who stands behind a governance entry."""
        number, leaf = self._loaded().places[entry, at]
        return behind(self._read(number, leaf), role)

    # -- reading ----------------------------------------------------------------------------------------------------

    def _loaded(self) -> _Rows:
        if self._rows is None:
            self._rows = _Rows()
            found = self._connection.execute(
                "SELECT block, leaf FROM governance WHERE network = ? ORDER BY block, leaf", (self._store.network,)
            ).fetchall()
            for number, leaf in found:
                self._add(self._rows, self._read(number, leaf), number, leaf)
        return self._rows

    def _read(self, number: int, leaf: int) -> Entry:
        read = self._reader.read(number, leaf)
        assert isinstance(read, ReadEntry), "governance that was accepted stays readable"
        return read.entry

    def _add(self, rows: _Rows, entry: Entry, number: int, leaf: int) -> None:
        placed = self._store.stored(number).placed
        at = Position(placed.line, placed.seq)
        if (entry.id, at) in rows.places:
            return
        rows.places[entry.id, at] = (number, leaf)
        body = entry.content.body
        if entry.content.type == charter.TYPE:
            for founder in body["founders"]:
                self._add_grant(rows, _grant(entry, at, leaf, grant.DEVICE, founder, founding=True))
            rows.agreements.append(_agreement(entry, at, founding=True))
            for rule in body["rules"]:
                rows.adoptions.append(_adoption(entry, at, rule, founding=True))
        elif entry.content.type == grant.TYPE:
            self._add_grant(rows, _grant(entry, at, leaf, body["kind"], body, founding=False))
        elif entry.content.type == AMENDMENT:
            rows.agreements.append(_agreement(entry, at, founding=False))
        elif entry.content.type == ADOPTION:
            rows.adoptions.append(_adoption(entry, at, body, founding=False))
        else:
            rows.cuts.append(self._cut(entry, at))

    def _add_grant(self, rows: _Rows, one: GrantRow) -> None:
        rows.grants.append(one)
        rows.by_key.setdefault(one.key, []).append(one)

    def _cut(self, entry: Entry, at: Position) -> CutRow:
        body = entry.content.body
        upto: dict[int, Position] = {}
        for one in body["upto"]:
            placed = self._store.placed(one["block"])
            assert placed is not None, "an accepted cut draws its lines within its past"
            upto[one["incarnation"]] = Position(placed.line, placed.seq)
        named = next(body[name] for name in ("key", "grant", "share") if body.get(name) is not None)
        return CutRow(entry.id, at, entry.content.device, body["kind"], named, upto)


def _grant(
    entry: Entry, at: Position, leaf: int, kind: str, given: Mapping[str, Any], *, founding: bool
) -> GrantRow:
    roles, powers = frozenset(given["roles"]), frozenset(given["powers"])
    return GrantRow(entry.id, at, leaf, kind, given["key"], roles, powers, founding)


def _agreement(entry: Entry, at: Position, *, founding: bool) -> AgreementRow:
    body = entry.content.body
    witnesses, recovery = (frozenset(charter.keys_of(body, name)) for name in ("witnesses", "recovery"))
    quorums = {one["power"]: one["count"] for one in body["quorums"]}
    return AgreementRow(entry.id, at, entry.display_order, founding, witnesses, quorums, recovery)


def _adoption(entry: Entry, at: Position, rule: Mapping[str, Any], *, founding: bool) -> AdoptionRow:
    return AdoptionRow(entry.id, at, entry.display_order, founding, rule["workspace"], rule["rule_set"])
