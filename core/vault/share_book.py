"""Shares in the vault: the moves of accepted entries, and accounts from them, now or as one author had seen them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.ledger.chart import CutRow, Position
from core.ledger.contract import Effect, Entry, JudgedEntry, MoveKind, ShareAccount, ShareMove, State
from core.ledger.governance import cut
from core.ledger.reckoning import Reckoning
from core.ledger.shares import CountedMove, accounts_of
from core.vault.database import Connection
from core.vault.subjects import state_to_json

_TAKING = (MoveKind.SPEND, MoveKind.RETURN, MoveKind.OPEN)
Counts = Callable[[bytes], bool]
"""Whether an entry (by its id) is known and counts."""


class ShareBook:
    """The moves of one network's shares."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self._network = network

    def note(self, entry: Entry, moves: Iterable[ShareMove]) -> set[bytes]:
        """Take in what an accepted entry moves; the shares on whose accounts it bears."""
        touched: set[bytes] = set()
        for ordinal, move in enumerate(moves):
            holder, incarnation = move.holder or (None, None)
            self._connection.execute(
                "INSERT OR IGNORE INTO moves (network, entry, ordinal, kind, share, amount, unit, parent, holder,"
                " incarnation, expires_on, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(self._network, entry.id, ordinal, move.kind.value, move.share, move.amount, move.unit),
                    *(move.parent, holder, incarnation, move.expires_on, move.target),
                ),
            )
            touched |= self._shares_of(move)
        return touched

    def _shares_of(self, move: ShareMove) -> set[bytes]:
        """A payment bears on the share that the spend it names took from."""
        if move.kind is not MoveKind.PAID:
            return {move.share}
        rows = self._connection.execute(
            "SELECT share FROM moves WHERE network = ? AND entry = ? AND kind = ?",
            (self._network, move.target, MoveKind.SPEND.value),
        )
        return {share for (share,) in rows}

    # -- accounts -----------------------------------------------------------------------------------------------

    def accounts_now(self, shares: Iterable[bytes], reckoning: Reckoning) -> dict[bytes, ShareAccount]:
        """The accounts of all trees that these shares belong to, by the effects that entries have now."""
        roots = {self._root(share) for share in shares}
        found: dict[bytes, ShareAccount] = {}
        for root in sorted(roots):
            moves = self._moves_in(root)
            effects = self._effects({one.entry for one in moves})
            counted = [CountedMove(one.entry, one.move, effects[one.entry]) for one in moves]
            found |= accounts_of(counted, self._closed(reckoning))
        return found

    def account_seen(self, share: bytes, counts: Counts, reckoning: Reckoning) -> ShareAccount | None:
        """A share's account by the moves of entries that are known and count; None where it was not opened by then."""
        moves = self._moves_in(self._root(share))
        known = [CountedMove(one.entry, one.move, True) for one in moves if counts(one.entry)]
        return accounts_of(known, self._closed(reckoning)).get(share)

    def all_shares(self) -> set[bytes]:
        """Every share that was opened."""
        rows = self._connection.execute(
            "SELECT DISTINCT share FROM moves WHERE network = ? AND kind = ?", (self._network, MoveKind.OPEN.value)
        )
        return {share for (share,) in rows}

    def lines_moving(self, share: bytes) -> list[int]:
        """The lines whose blocks move something of a share, or open others from it."""
        rows = self._connection.execute(
            "SELECT DISTINCT b.line FROM moves m JOIN entries e ON e.mark = substr(m.entry, 1, 8) AND e.id = m.entry"
            " JOIN blocks b USING (block)"
            " WHERE m.network = ?1 AND (m.share = ?2 OR m.parent = ?2) ORDER BY b.line",
            (self._network, share),
        )
        return [number for (number,) in rows]

    def _root(self, share: bytes) -> bytes:
        row = self._connection.execute(
            "WITH RECURSIVE up (share, parent, steps) AS ("
            " SELECT share, parent, 0 FROM moves WHERE network = ?1 AND share = ?2 AND kind = ?3"
            " UNION SELECT m.share, m.parent, up.steps + 1 FROM up JOIN moves m ON m.share = up.parent"
            " WHERE m.network = ?1 AND m.kind = ?3 AND up.steps < 1000)"
            " SELECT share FROM up ORDER BY steps DESC, share LIMIT 1",
            (self._network, share, MoveKind.OPEN.value),
        ).fetchone()
        return row[0] if row else share

    def _moves_in(self, root: bytes) -> list[CountedMove]:
        rows = self._connection.execute(
            "WITH RECURSIVE down (share) AS (SELECT ?2 UNION SELECT m.share FROM down JOIN moves m"
            " ON m.parent = down.share AND m.network = ?1 AND m.kind = ?3),"
            " found AS (SELECT m.* FROM down JOIN moves m ON m.share = down.share AND m.network = ?1"
            " UNION SELECT p.* FROM down JOIN moves m ON m.share = down.share AND m.network = ?1 AND m.kind = ?4"
            " JOIN moves p ON p.network = ?1 AND p.target = m.entry AND p.kind = ?5)"
            " SELECT m.entry, m.kind, m.share, m.amount, m.unit, m.parent, m.holder, m.incarnation, m.expires_on,"
            " m.target"
            " FROM found m JOIN entries e ON e.mark = substr(m.entry, 1, 8) AND e.id = m.entry"
            " JOIN blocks b USING (block)"
            " ORDER BY b.depth, b.id, e.leaf, m.ordinal",
            (self._network, root, *(one.value for one in (MoveKind.OPEN, MoveKind.SPEND, MoveKind.PAID))),
        ).fetchall()
        return [CountedMove(row[0], _move(row), True) for row in rows]

    def _effects(self, entries: set[bytes]) -> Mapping[bytes, bool]:
        return {
            id: self._connection.execute(
                "SELECT effect FROM entries WHERE mark = substr(?1, 1, 8) AND id = ?1", (id,)
            ).fetchone()[0]
            == Effect.COUNTS.value
            for id in entries
        }

    # -- cuts of shares -----------------------------------------------------------------------------------------

    def is_reclaimed(self, judged: JudgedEntry, at: Position, reckoning: Reckoning) -> bool:
        """Whether an entry takes from a share beyond a line at which that share was taken back."""
        cuts = [one for one in reckoning.cuts if one.kind == cut.SHARE]
        if not cuts or judged.kind is None:
            return False
        moves = [one for one in judged.kind.moves(judged.entry) if one.kind in _TAKING]
        sources = {one.parent if one.kind is MoveKind.OPEN else one.share for one in moves}
        return any(
            one.named in sources and reckoning.reclaimed(one, at) and self._may_take_back(one, reckoning)
            for one in cuts
        )

    def _closed(self, reckoning: Reckoning) -> frozenset[bytes]:
        cuts = [one for one in reckoning.cuts if one.kind == cut.SHARE]
        return frozenset(one.named for one in cuts if self._may_take_back(one, reckoning))

    def _may_take_back(self, line: CutRow, reckoning: Reckoning) -> bool:
        """The parent's holder may, and whoever holds the power to cut."""
        if "cut" in reckoning.powers(line.author, line.at):
            return True
        row = self._connection.execute(
            "SELECT p.holder FROM moves m JOIN moves p ON p.network = m.network AND p.share = m.parent AND p.kind = ?3"
            " WHERE m.network = ?1 AND m.share = ?2 AND m.kind = ?3 LIMIT 1",
            (self._network, line.named, MoveKind.OPEN.value),
        ).fetchone()
        return row is not None and row[0] == line.author

    # -- views --------------------------------------------------------------------------------------------------

    def write_accounts(self, accounts: Mapping[bytes, ShareAccount]) -> dict[int, State]:
        """Put each account into its subject's state; the new states of those that changed, by their rows."""
        changed: dict[int, State] = {}
        for share, account in accounts.items():
            row = self._connection.execute(
                "SELECT subject, json(state) FROM subjects WHERE network = ? AND id = ?", (self._network, share)
            ).fetchone()
            state = json.loads(row[1])
            before, state["account"] = state.get("account"), account_value(account)
            if before != state["account"]:
                self._connection.execute(
                    "UPDATE subjects SET state = jsonb(?) WHERE subject = ?", (state_to_json(state), row[0])
                )
                changed[int(row[0])] = state
        return changed


def account_value(account: ShareAccount) -> dict[str, Any]:
    """An account as JSON, as a share's state shows it."""
    return {
        "issued": account.issued,
        "spent": account.spent,
        "passed": account.passed,
        "returned": account.returned,
        "back": account.back,
        "late": account.late,
        "rest": account.rest,
        "closed": account.closed,
    }


def _move(row: tuple[Any, ...]) -> ShareMove:
    _, kind, share, amount, unit, parent, holder, incarnation, expires_on, target = row
    held_by = (holder, incarnation) if holder is not None else None
    return ShareMove(MoveKind(kind), share, amount, unit, parent, held_by, expires_on, target)
