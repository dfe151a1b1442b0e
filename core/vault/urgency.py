"""What others should have first: alerts, then authorisations, then everything else; each after all of its past.

However urgent, a block travels after its past only. So a level is not a set of blocks but tells, for each line, how far
it must be sent so that all urgent blocks of the level are there, and all that they lean on.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

from core.ledger.chart import Position
from core.ledger.contract import Nature, Verdict
from core.ledger.rules import RuleBook
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.subjects import place_row

Urgent = Sequence[Mapping[int, Sequence[int]]]
"""By level, the most urgent first: of each line the seqs of its urgent blocks, growing."""

LINES_AT_ONCE_MAX = 64
"""Lines of which urgent blocks are looked at for one page: what is left of them comes with the next."""


class UrgentEntries:
    """Alerts and authorisations among accepted entries; remembers what it found, for blocks are only added."""

    def __init__(self, connection: Connection, network: int) -> None:
        self._connection = connection
        self._network = network
        self._looked_at = 0
        self._found: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})

    def upto(self, generation: int, rules: RuleBook) -> Urgent:
        """Both levels among the blocks up to a local number."""
        if generation > self._looked_at:
            for level, types in enumerate(self._types(rules)):
                for type in types:
                    self._look_at(level, type, generation)
            self._looked_at = generation
        return self._found

    def _types(self, rules: RuleBook) -> tuple[list[int], list[int]]:
        alerts, authorisations = list[int](), list[int]()
        for row, name, version in self._connection.execute("SELECT type, name, version FROM types").fetchall():
            kind = rules.entry_type(name, version)
            if kind is not None and kind.alert:
                alerts.append(row)
            elif kind is not None and kind.nature is Nature.AUTHORISATION:
                authorisations.append(row)
        return alerts, authorisations

    def _look_at(self, level: int, type: int, generation: int) -> None:
        rows = self._connection.execute(
            "SELECT DISTINCT b.line, b.seq FROM entries e JOIN blocks b USING (block)"
            " WHERE +e.type = ? AND e.entry BETWEEN ? AND ? AND b.network = ? AND e.verdict = ?",
            (
                *(type, place_row(self._looked_at + 1, 0), place_row(generation, 255)),
                *(self._network, Verdict.ACCEPTED.value),
            ),
        )
        for line, seq in rows.fetchall():
            insort(self._found[level].setdefault(line, []), seq)


def forks(connection: Connection, network: int) -> dict[int, list[int]]:
    """The proof of every fork: of each branch of a forked chain its first block, and the rival of that in the trunk."""
    rows = connection.execute(
        "SELECT l.line, l.first_seq, l.parent_line, l.parent_seq, t.tip_seq FROM lines l"
        " LEFT JOIN lines t ON t.line = l.parent_line"
        " WHERE l.network = ?1 AND EXISTS (SELECT 1 FROM lines o WHERE o.network = ?1 AND o.device = l.device"
        " AND o.incarnation = l.incarnation AND o.line != l.line)",
        (network,),
    ).fetchall()
    found: dict[int, set[int]] = {}
    for line, first, parent, parent_seq, tip in rows:
        found.setdefault(line, set()).add(first)
        if parent is not None and tip > parent_seq:
            found.setdefault(parent, set()).add(parent_seq + 1)
    return {line: sorted(seqs) for line, seqs in found.items()}


def sent_first(store: BlockStore, ranges: Mapping[int, tuple[int, int]], urgent: Urgent) -> dict[int, list[int]]:
    """For each line of these ranges (first and last seq), and for each level, the last seq that belongs to it or to one
    before; below the range where nothing does."""
    ends: dict[int, list[int]] = {line: [] for line in ranges}
    for level in urgent:
        named = _named(ranges, level)
        seen = store.seen_from(Position(line, seq) for line, seq in named.items())
        for line, before in ends.items():
            before.append(max([named.get(line, -1), seen.get(line, -1), *before[-1:]]))
    return ends


def _named(ranges: Mapping[int, tuple[int, int]], level: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The last urgent block of each line within its range, of so many lines as are looked at."""
    found: dict[int, int] = {}
    for line in sorted(ranges.keys() & level.keys()):
        first, last = ranges[line]
        place = bisect_right(level[line], last)
        if place and level[line][place - 1] >= first:
            found[line] = level[line][place - 1]
        if len(found) == LINES_AT_ONCE_MAX:
            break
    return found


def level_of(ends: Sequence[int], seq: int) -> int:
    """The level of a block of a line; behind all others where nothing urgent needs it."""
    return next((level for level, last in enumerate(ends) if seq <= last), len(ends))
