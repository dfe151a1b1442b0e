"""What the simulation knows and no node does: what was said by whom, what must stay gone, what happened how often."""

from collections import Counter
from dataclasses import dataclass, field

MUST_HAPPEN = (
    *("frames lost", "frames repeated", "frames overtaken", "frames damaged", "frames between islands"),
    *("killed in mid-statement", "chunks torn", "disks found full"),
    *("forks made", "forks seen", "spends without effect"),
    *(
        "lies in answers",
        "lies in questions",
        "rejected: wrong_signature",
        "pages without governance",
        "found out: a question",
    ),
    *("verdicts compared", "views compared", "receipts compared", "receipts brought back", "erasures compared"),
    *("attachments arrived", "pages taken in later", "blocks by stick", "written after the cut"),
)
"""What a run of many seeds must have come across, beside what the world draws."""


class Broken(AssertionError):
    """An invariant does not hold."""


@dataclass(frozen=True)
class Erased:
    """A leaf or a file of an entry that an order names; `order` is the block of the order."""

    order: bytes
    entry: bytes
    block: bytes
    hash: bytes


@dataclass
class Known:
    census: Counter[str] = field(default_factory=Counter)
    """What happened and what was compared, by name: an invariant that nothing tried holds nothing."""
    verdicts: dict[bytes, str] = field(default_factory=dict)
    """Of each entry, as whoever judged it first did: everybody judges it so, for its author's past is everybody's."""
    erased: list[Erased] = field(default_factory=list)
    whole_tried: bool = False
    """Whether it was ordered that an entry goes as a whole, be it by an order that a kill left nobody an answer to."""

    def hear_verdicts(self, who: str, found: dict[bytes, str]) -> None:
        """Compare what somebody judged with what was judged before, anywhere."""
        for id, verdict in found.items():
            first = self.verdicts.setdefault(id, verdict)
            if first != verdict and not self._was_unread(first, verdict):
                raise Broken(f"{who} judges {id.hex()[:8]} {verdict}, somebody else {first}")
        self.census["verdicts compared"] += len(found)

    def _was_unread(self, *verdicts: str) -> bool:
        """Who never read an entry that was erased as a whole does not know that an author left it out."""
        left_out = '["head_left_out", "", "warn", {}]'
        without = {one.replace(f"{left_out}, ", "").replace(left_out, "") for one in verdicts}
        return self.whole_tried and len(without) == 1
