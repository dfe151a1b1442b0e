"""A line to a server: whoever connects has so long to ask something, and no longer.

uvicorn waits for ever for the first byte, or the last, of a request's head; a few hundred lines that say nothing would
keep everybody else out. What follows a head has a time of its own (sync.transports.http_app).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN_S = 20


class PatientLine(H11Protocol):
    """Dropped where no whole head comes within its time, counted from the connection or from the last answer."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected; TLS is shaken by now, within a time that asyncio keeps."""
        super().connection_made(transport)
        self._await_head()

    def on_response_complete(self) -> None:
        """An answer went out, and another request may come."""
        self._await_head()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        self._head_timer = self.loop.call_later(HEAD_WITHIN_S, self._drop_unless_asked, self.cycle)

    def _drop_unless_asked(self, before: object) -> None:
        if self.cycle is before:
            self.transport.abort()
