"""Whom to meet next: a node that takes news, outcomes and seconds, and says which peer is due. No clock, no line.

1. After a meeting that went well a peer is due again after a while, sooner where something new was written here.
2. After one that failed, later and later, with jitter, so that many devices behind one broken line do not come at once.
3. A peer that misbehaved is paused (sync.standing); everybody else goes on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.ports.randomness import Randomness
from sync.standing import Standing

QUIET_S = 120
"""Between meetings when nothing is new."""
FIRST_BACKOFF_S = 2
LONGEST_BACKOFF_S = 900


@dataclass(slots=True)
class _Peer:
    due_s: int
    failures: int = 0
    met_s: int | None = None


class Gossip:
    """The peers of one network, by name (an address or a device)."""

    def __init__(self, randomness: Randomness, standing: Standing) -> None:
        self._randomness = randomness
        self._standing = standing
        self._peers: dict[bytes, _Peer] = {}

    def learn(self, peer: bytes, now_s: int) -> None:
        """A peer was found; one not known yet is due at once."""
        self._peers.setdefault(peer, _Peer(now_s))

    def hurry(self, peer: bytes, now_s: int) -> None:
        """Somebody wants this peer met now, or it was heard of again: it is due, whatever went wrong before."""
        self.learn(peer, now_s)
        self._peers[peer].due_s = min(self._peers[peer].due_s, now_s)

    def forget(self, peer: bytes) -> None:
        """A peer has gone for good."""
        self._peers.pop(peer, None)

    def news(self, now_s: int) -> None:
        """Something was written or arrived here: peers that answered last time are due now."""
        for peer in self._peers.values():
            if peer.failures == 0:
                peer.due_s = min(peer.due_s, now_s)

    def met(self, peer: bytes, now_s: int) -> None:
        """A meeting went well."""
        known = self._peers.get(peer)
        if known is not None:
            known.failures, known.met_s = 0, now_s
            known.due_s = now_s + self._jittered(QUIET_S)

    def missed(self, peer: bytes, now_s: int) -> None:
        """A meeting failed or broke off."""
        known = self._peers.get(peer)
        if known is not None:
            known.failures += 1
            pause = min(FIRST_BACKOFF_S << min(known.failures - 1, 20), LONGEST_BACKOFF_S)
            known.due_s = now_s + self._jittered(pause)

    def offended(self, peer: bytes, code: str, now_s: int) -> None:
        """A peer sent what no honest one sends."""
        self._standing.note(peer, code, now_s)
        self.missed(peer, now_s)

    def next(self, now_s: int, besides: Collection[bytes] = ()) -> bytes | None:
        """The peer that has been due the longest, besides those being met already; None where nobody is."""
        due = [
            (peer.due_s, name)
            for name, peer in self._peers.items()
            if peer.due_s <= now_s and name not in besides and self._standing.pause_s(name, now_s) == 0
        ]
        return min(due)[1] if due else None

    def wake_s(self, now_s: int, besides: Collection[bytes] = ()) -> int | None:
        """When to ask again; None where no peer is known besides those being met already."""
        times = [
            max(peer.due_s, now_s + self._standing.pause_s(name, now_s))
            for name, peer in self._peers.items()
            if name not in besides
        ]
        return min(times, default=None)

    def _jittered(self, seconds: int) -> int:
        """Between half and all of it."""
        return seconds - seconds * int.from_bytes(self._randomness.take(2), "big") // (2 << 16)
