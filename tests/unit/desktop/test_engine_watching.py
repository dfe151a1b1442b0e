"""The thread that looks after a hub's engine."""

import threading

import pytest

from core.errors import VaultError
from desktop import engine_watching
from desktop.engine_watching import looked_after
from sync.transports.engine_watch import EngineWatch


def test_it_looks_before_anybody_asks_and_again_until_the_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine_watching, "LOOK_EVERY_S", 0.01)
    there, looked, threads = threading.Event(), threading.Semaphore(0), set[int]()

    def ask() -> None:
        threads.add(threading.get_ident())
        looked.release()
        if not there.is_set():
            raise VaultError("engine_trouble", nodes="", detail="")

    watch = EngineWatch(ask)
    with looked_after(watch):
        assert looked.acquire(blocking=False)
        assert watch.is_away
        there.set()
        for _ in range(3):  # one may have begun before; the next one ends before the one after it begins
            assert looked.acquire(timeout=20)
        assert not watch.is_away
    assert len(threads) == 2
    assert not any(one.name == "engine-watch" for one in threading.enumerate())
