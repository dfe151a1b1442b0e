"""How peers stand: who sent what no honest peer sends is paused, longer each time, and forgiven with time.

No clock inside: seconds come with every call. A pause protects us; it is no verdict, and blocks of a paused peer's
device are welcome from anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_PAUSE_S = 60
LONGEST_PAUSE_S = 6 * 3600
FORGIVEN_AFTER_S = 24 * 3600
PEERS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What a peer did last, how often, and until when it is left alone."""

    code: str
    count: int
    at_s: int
    until_s: int


class Standing:
    """Marks by peer (a device key, or whatever names who sent)."""

    def __init__(self) -> None:
        self._marks: dict[bytes, Mark] = {}

    def note(self, peer: bytes, code: str, now_s: int) -> Mark:
        """An offence: the pause is a minute, doubled with each one that is not forgiven yet."""
        before = self.mark(peer, now_s)
        count = before.count + 1 if before else 1
        pause = min(FIRST_PAUSE_S << min(count - 1, 20), LONGEST_PAUSE_S)
        mark = Mark(code, count, now_s, now_s + pause)
        self._marks.pop(peer, None)
        self._marks[peer] = mark
        if len(self._marks) > PEERS_MAX:
            del self._marks[next(iter(self._marks))]
        return mark

    def mark(self, peer: bytes, now_s: int) -> Mark | None:
        """The last offence that is not forgiven yet."""
        mark = self._marks.get(peer)
        return mark if mark is not None and now_s - mark.at_s < FORGIVEN_AFTER_S else None

    def pause_s(self, peer: bytes, now_s: int) -> int:
        """How long a peer is still to be left alone; 0 for one in good standing."""
        mark = self.mark(peer, now_s)
        return max(0, mark.until_s - now_s) if mark else 0
