"""A line to a server: whoever connects has so long to ask something, and no longer.

uvicorn waits for ever for the first byte, or the last, of a request's head; a few hundred lines that say nothing would
keep everybody else out. What follows a head has a time of its own (sync.transports.http_app). While an answer goes out
over a slow line nothing is asked for: whoever goes on taking it is waited for, whoever stops, or takes next to nothing,
is dropped.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.limits import SLOWEST_BYTES_PER_S

HEAD_WITHIN_S = 20
STALLED_S = 90
"""In so long as much of an answer must go out as the slowest line takes; systems take it in large portions."""
_WAITING_BYTES_MAX = 64 * 1024
"""More than that is not handed over before some of it has gone out."""


class PatientLine(H11Protocol):
    """Dropped where no whole head comes within its time, counted from the connection or from the last answer."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected; TLS is shaken by now, within a time that asyncio keeps."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(_WAITING_BYTES_MAX)
        self._await_head()

    def pause_writing(self) -> None:
        """More is to go out than the other end takes for now."""
        super().pause_writing()
        self._await_head()

    def resume_writing(self) -> None:
        """The other end took what was waiting; more of the answer may be handed over."""
        super().resume_writing()
        if self._head_timer is not None and self.cycle is not None and not self.cycle.response_complete:
            self._head_timer.cancel()

    def on_response_complete(self) -> None:
        """An answer went out, and another request may come."""
        self._await_head()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing: an idle line is dropped below, and uvicorn would end one on which an answer still goes out."""

    def _await_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        left = _unsent_bytes(self.transport)
        within = STALLED_S if left else HEAD_WITHIN_S
        self._head_timer = self.loop.call_later(within, self._drop_unless_asked, self.cycle, left)

    def _drop_unless_asked(self, before: object, unsent: int) -> None:
        if self.cycle is not before:
            return
        left = _unsent_bytes(self.transport)
        if unsent and (not left or unsent - left >= STALLED_S * SLOWEST_BYTES_PER_S):
            self._await_head()
        else:
            self.transport.abort()


def _unsent_bytes(transport: Any) -> int:
    """What the system has not taken yet; asyncio's TLS hands on everything and tells of nothing."""
    below = getattr(getattr(transport, "_ssl_protocol", None), "_transport", None)
    return sum(one.get_write_buffer_size() for one in (transport, below) if one is not None)
