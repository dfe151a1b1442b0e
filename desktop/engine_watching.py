"""A thread that looks after a hub's engine, so that the one of the stores need not find out by waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sync.transports.engine_watch import EngineWatch

LOOK_EVERY_S = 2


@contextmanager
def looked_after(watch: EngineWatch) -> Iterator[None]:
    """Look now, which takes a moment, and every few seconds until the end."""
    watch.look()
    ending = threading.Event()

    def look() -> None:
        while not ending.wait(LOOK_EVERY_S):
            watch.look()

    thread = threading.Thread(target=look, name="engine-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()  # a look has its own bound
