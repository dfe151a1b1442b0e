"""How far an entry has got: recorded here, held by other devices, confirmed by the charter's witnesses.

Everything follows from signed heads: a device that lists a block in `seen` holds it and all before it. Nothing is
guessed from what was sent. Which witnesses count is reckoned in core.ledger.reckoning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.ledger.chart import Position
from core.ledger.place import Placed
from core.vault.replica import Replica


class Progress(StrEnum):
    """What a person sees of an entry; before it there is the draft, which is no entry yet (core.vault.drafts)."""

    RECORDED = "recorded"
    HELD = "held"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a block has got, and what is lacking."""

    progress: Progress
    holders: int
    """Other devices whose signed blocks show that they hold it."""
    witnesses: int
    """Those of them that are witnesses and count."""
    needed: int
    """How many witnesses confirm; 0 where the charter names none who could."""


class Confirmation:
    """Answers for one replica as it stands; made anew when blocks came in."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._now = replica.now
        self.witnesses = self._now.witnesses
        self.needed = self._now.witnesses_needed

    def can_confirm(self, device: bytes) -> bool:
        """Whether there are witnesses enough beside this device to ever confirm what it writes."""
        return bool(self.needed) and len(self.witnesses - {device}) >= self.needed

    def of(self, block: Placed) -> Reach:
        """How far a block has got."""
        seeing = self._replica.store.lines_seeing(block.line, block.seq)
        holders = {line.device for line in seeing} - {block.device}
        counting = self._now.confirmed_by(Position(block.line, block.seq)) if self.witnesses & holders else frozenset()
        needed = self.needed if self.can_confirm(block.device) else 0
        progress = Progress.HELD if holders else Progress.RECORDED
        if needed and len(counting) >= needed:
            progress = Progress.CONFIRMED
        return Reach(progress, len(holders), len(counting), needed)

    def of_number(self, number: int) -> Reach:
        """How far a block has got, by its local number."""
        return self.of(self._replica.store.stored(number).placed)
