"""A look at the host's store that never waits long: what it was a moment ago is told where the store is busy.

Whoever watches a hub asks every few seconds, and most of all when something is wrong. One look at a time is under way,
however many ask; it may wait its turn for as long as what is before it takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from core.errors import VaultError

WITHIN_S = 0.5
STUCK_S = 60
"""Nothing that a store does takes so long."""
_Seen = TypeVar("_Seen")


class Glance(Generic[_Seen]):
    """`look` begins a look on the store's thread; `before` is told as long as none has ended."""

    def __init__(self, look: Callable[[], Awaitable[_Seen]], before: _Seen) -> None:
        self._look, self._seen = look, before
        self._under_way: asyncio.Task[None] | None = None
        self._begun_s = 0.0
        self._error: VaultError | None = None

    async def now(self) -> _Seen:
        """What is to be seen, or was; raises VaultError where the store is in trouble, or does not come to an end."""
        loop = asyncio.get_running_loop()
        if self._under_way is None or self._under_way.done():
            self._under_way, self._begun_s = loop.create_task(self._see()), loop.time()
        await asyncio.wait([self._under_way], timeout=WITHIN_S)
        if self._under_way.done():
            self._under_way.result()
        elif loop.time() - self._begun_s > STUCK_S:
            raise VaultError("hub_store_trouble", path="", detail="busy")
        if self._error is not None:
            raise self._error
        return self._seen

    async def _see(self) -> None:
        try:
            self._seen, self._error = await self._look(), None
        except VaultError as error:
            self._error = error
