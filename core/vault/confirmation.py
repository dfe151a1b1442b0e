"""How far an entry has got: recorded here, held by other devices, confirmed by the charter's witnesses.

Everything follows from signed heads: a device that lists a block in `seen` holds it and all before it. Nothing is
guessed from what was sent. A witness confirms nothing of its own chain; what a forked witness says counts only below
its fork.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.ledger.contract import Verdict
from core.ledger.governance import charter
from core.ledger.place import Placed
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex

_WITNESS = "witness"


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
        self.witnesses, self.needed = _agreed(replica)
        self._counting_below = _forks(replica, self.witnesses)

    def can_confirm(self, device: bytes) -> bool:
        """Whether there are witnesses enough beside this device to ever confirm what it writes."""
        return bool(self.needed) and len(self.witnesses - {device}) >= self.needed

    def of(self, block: Placed) -> Reach:
        """How far a block has got."""
        rows = self._replica.connection.execute(
            "SELECT l.device, l.incarnation, MIN(r.at_seq) FROM reach r JOIN lines l USING (line)"
            " WHERE r.other = ? AND r.upto_seq >= ? AND l.device != ? GROUP BY l.line",
            (block.line, block.seq, block.device),
        ).fetchall()
        holders = {device for device, _, _ in rows}
        counting = {
            device
            for device, incarnation, seq in rows
            if device in self.witnesses and seq < self._counting_below.get((device, incarnation), seq + 1)
        }
        needed = self.needed if self.can_confirm(block.device) else 0
        progress = Progress.HELD if holders else Progress.RECORDED
        if needed and len(counting) >= needed:
            progress = Progress.CONFIRMED
        return Reach(progress, len(holders), len(counting), needed)

    def of_number(self, number: int) -> Reach:
        """How far a block has got, by its local number."""
        return self.of(self._replica.store.stored(number).placed)


def _agreed(replica: Replica) -> tuple[frozenset[bytes], int]:
    """The charter's witnesses, and how many of them confirm: more than half, or more where the charter asks for it."""
    row = replica.connection.execute(
        "SELECT e.id FROM entries e JOIN types t USING (type) JOIN blocks b USING (block)"
        " WHERE b.network = ? AND t.name = ? AND e.verdict = ? LIMIT 1",
        (replica.network, charter.TYPE, Verdict.ACCEPTED.value),
    ).fetchone()
    found = EntryIndex(replica.connection, replica.reader).find(row[0]) if row else None
    if found is None:
        return frozenset(), 0
    body = found[0].entry.content.body
    witnesses = frozenset(one["key"] for one in body["witnesses"])
    asked = max((one["count"] for one in body["quorums"] if one["power"] == _WITNESS), default=0)
    return witnesses, min(len(witnesses), max(asked, len(witnesses) // 2 + 1)) if witnesses else 0


def _forks(replica: Replica, witnesses: frozenset[bytes]) -> dict[tuple[bytes, int], int]:
    """For each forked chain of a witness: the first seq that does not count."""
    rows = replica.connection.execute(
        "SELECT device, incarnation, first_seq FROM lines WHERE network = ? ORDER BY device, incarnation, first_seq",
        (replica.network,),
    ).fetchall()
    starts: dict[tuple[bytes, int], list[int]] = {}
    for device, incarnation, first in rows:
        if device in witnesses:
            starts.setdefault((device, incarnation), []).append(first)
    return {chain: firsts[1] for chain, firsts in starts.items() if len(firsts) > 1}
