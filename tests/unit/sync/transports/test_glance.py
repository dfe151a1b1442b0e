"""A look at a store that may be busy: told at once, by what is known."""

import asyncio

import pytest

from core.errors import VaultError
from sync.transports import glance
from sync.transports.glance import Glance


class Store:
    """Looks end when they are let go; each is counted."""

    def __init__(self) -> None:
        self.looks: list[asyncio.Future[int]] = []

    def look(self) -> asyncio.Future[int]:
        self.looks.append(asyncio.get_running_loop().create_future())
        return self.looks[-1]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "WITHIN_S", 0.01)


def test_a_busy_store_is_told_as_it_was_and_looked_at_once_however_many_ask():
    async def run() -> None:
        store = Store()
        seen = Glance(store.look, 0)
        assert [await seen.now() for _ in range(3)] == [0, 0, 0]
        assert len(store.looks) == 1
        store.looks[0].set_result(7)
        assert await seen.now() == 7
        assert (await seen.now(), len(store.looks)) == (7, 2)

    asyncio.run(run())


def test_trouble_is_told_until_a_look_goes_well():
    async def run() -> None:
        store = Store()
        seen = Glance(store.look, 0)
        await seen.now()
        store.looks[0].set_exception(VaultError("engine_trouble"))
        for _ in range(2):  # the second while the next look is under way
            with pytest.raises(VaultError, match="engine_trouble"):
                await seen.now()
        store.looks[1].set_result(5)
        assert await seen.now() == 5

    asyncio.run(run())


def test_a_store_that_does_not_come_to_an_end_is_trouble(monkeypatch: pytest.MonkeyPatch):
    async def run() -> None:
        seen = Glance(Store().look, 0)
        assert await seen.now() == 0
        monkeypatch.setattr(glance, "STUCK_S", 0)
        with pytest.raises(VaultError, match="hub_store_trouble"):
            await seen.now()

    asyncio.run(run())


def test_a_mistake_of_ours_is_not_swallowed():
    async def run() -> None:
        store = Store()
        seen = Glance(store.look, 0)
        await seen.now()
        store.looks[0].set_exception(ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            await seen.now()

    asyncio.run(run())
