"""The heads of other chains that a device's next block should list: new to it, and none in another's past.

They are followed as blocks come in: what was asked last is remembered, and only lines that grew since are compared with
it. After a first exchange with thousands of devices the next block must not compare each of them with every other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.ledger.place import Placed
from core.vault.database import Connection
from core.vault.lines import Chain, Lines

_PAIRS_MAX = 4096
"""More comparisons than this are left to the database."""


@dataclass(slots=True)
class _Answer:
    """What was found for a chain with its last block, and how many growings of lines had been looked at."""

    chain: Chain
    own: Placed | None
    hidden: Mapping[int, int]
    generation: int
    looked_at: int
    heads: Mapping[int, Placed]
    """By their lines."""

    def goes_on(self, chain: Chain, own: Placed | None, hidden: Mapping[int, int], generation: int) -> bool:
        """Whether the past of `own` holds all that was in the past then, and as much is hidden."""
        if (self.chain, self.hidden, self.generation) != (chain, hidden, generation):
            return False
        if self.own is None or own is None:
            return self.own is own
        return self.own.line == own.line and self.own.seq <= own.seq


class UnseenHeads:
    """Answers for the device that was asked for last; `is_past(earlier, later)` as of the store."""

    def __init__(self, connection: Connection, lines: Lines, is_past: Callable[[Placed, Placed], bool]) -> None:
        self._connection = connection
        self._lines = lines
        self._is_past = is_past
        self._last: _Answer | None = None

    def of(
        self, own: Placed | None, chain: Chain, tips: Mapping[int, Placed], hidden: Mapping[int, int]
    ) -> list[Placed]:
        """The heads that a block after `own` of this chain should list, in the order of their ids.

        `tips` are the last blocks of all lines, by line; of the `hidden` ones, the last before the seq named there.
        """
        last, lines = self._last, self._lines
        if last is not None and last.goes_on(chain, own, hidden, lines.generation):
            grown, before = set(lines.grown[last.looked_at :]), last.heads
        else:
            grown, before = set(tips), {}
        asked = [tips[line] for line in (before.keys() | grown) & tips.keys()]
        others = [tip for tip in asked if (tip.device, tip.incarnation) != chain]
        new = {tip.line: tip for tip in others if own is None or not self._is_past(tip, own)}
        heads = self._not_covered(new, grown & new.keys())
        self._last = _Answer(chain, own, dict(hidden), lines.generation, len(lines.grown), heads)
        return sorted(heads.values(), key=lambda tip: tip.id)

    def _not_covered(self, new: Mapping[int, Placed], grown: set[int]) -> dict[int, Placed]:
        """Those in no other one's past; lines that have not grown are known to be in none of each other's."""
        if len(new) * len(grown) > _PAIRS_MAX:
            covered = self._covered_by(new)
            return {line: tip for line, tip in new.items() if covered.get(line, -1) < tip.seq}
        return {
            line: tip
            for line, tip in new.items()
            if not any(
                rival != line and self._is_past(tip, new[rival]) for rival in (new if line in grown else grown)
            )
        }

    def _covered_by(self, new: Mapping[int, Placed]) -> dict[int, int]:
        """By line, how far these blocks have seen it."""
        rows = self._connection.execute(
            "SELECT r.other, MAX(r.upto_seq) FROM json_each(?) n JOIN reach r"
            " ON r.line = n.value ->> 0 AND r.at_seq <= n.value ->> 1 GROUP BY r.other",
            (json.dumps([(tip.line, tip.seq) for tip in new.values()]),),
        )
        return dict(rows.fetchall())
