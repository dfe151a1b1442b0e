"""How long a peer may take to answer: one rule for the window, the command line and joining."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.identity.keys import SigningKey
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from sync.transports.http_client import HttpPeer, Wait

ANSWER_WITHIN_S = 600.0
"""From a question to the last byte of its answer, whoever drips it: a line is not held for ever."""


def patient_peer(
    url: str, key: SigningKey, clock: Clock, randomness: Randomness, wait: Wait, *, pinned: bytes | None = None
) -> HttpPeer:
    """A peer whose line is cut when an answer takes longer: whoever asked is told `peer_unreachable`."""
    return HttpPeer(url, key, clock, randomness, wait, pinned=pinned, patience=_patience)


@contextmanager
def _patience(cut: Callable[[], None]) -> Iterator[None]:
    timer = threading.Timer(ANSWER_WITHIN_S, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
