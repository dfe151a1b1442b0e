"""The heads of other chains that a device's next block should list: new to it, and none in another's past.

They are followed as blocks come in: what was asked last is remembered, and only lines that grew since are compared with
it. After a first exchange with thousands of devices the next block must not compare each of them with every other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.ledger.chart import Position
from core.ledger.place import Placed
from core.vault.lines import Chain, Lines

_PAIRS_MAX = 4096
"""Where there are more comparisons than this, all that the heads have seen is gathered at once."""


class Seeing(Protocol):
    """What blocks have in their pasts, as of the store."""

    def is_past(self, earlier: Placed, later: Placed) -> bool: ...

    def seen_from(self, blocks: Iterable[Position]) -> Mapping[int, int]: ...


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
    """Answers for the device that was asked for last."""

    def __init__(self, lines: Lines, seeing: Seeing) -> None:
        self._lines = lines
        self._seeing = seeing
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
        new = {tip.line: tip for tip in others if own is None or not self._seeing.is_past(tip, own)}
        heads = self._not_covered(new, grown & new.keys())
        self._last = _Answer(chain, own, dict(hidden), lines.generation, len(lines.grown), heads)
        return sorted(heads.values(), key=lambda tip: tip.id)

    def _not_covered(self, new: Mapping[int, Placed], grown: set[int]) -> dict[int, Placed]:
        """Those in no other one's past; lines that have not grown are known to be in none of each other's."""
        if len(new) * len(grown) > _PAIRS_MAX:
            covered = self._seeing.seen_from(Position(tip.line, tip.seq) for tip in new.values())
            return {line: tip for line, tip in new.items() if covered.get(line, -1) < tip.seq}
        return {
            line: tip
            for line, tip in new.items()
            if not any(
                rival != line and self._seeing.is_past(tip, new[rival]) for rival in (new if line in grown else grown)
            )
        }
