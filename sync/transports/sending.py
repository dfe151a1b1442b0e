"""Answers on their way out, and no more of them at once than memory bears, however slowly they are taken.

A whole answer lies in memory until its last piece is handed over, which happens as fast as the other end takes it. A
short one always goes; a long one for which there is no room is not sent, and whoever asked comes again. One device
alone cannot take all the room: it may have its share and no more.
"""

from __future__ import annotations

from collections import Counter

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sync.limits import ANSWERS_BYTES_MAX, ANSWERS_OF_ONE_BYTES_MAX

PIECE_BYTES = 64 * 1024
"""Handed over at a time; as much may lie with the system's own."""


class Outgoing:
    """How much is being sent, and to whom."""

    def __init__(self) -> None:
        self._of: Counter[bytes] = Counter()

    def total_bytes(self) -> int:
        """Of all answers that are being sent."""
        return self._of.total()

    def has_room(self, device: bytes, size: int) -> bool:
        """Whether an answer of this size may be sent to a device now."""
        own = self._of[device] + size
        return size <= PIECE_BYTES or (
            own <= ANSWERS_OF_ONE_BYTES_MAX and self.total_bytes() + size <= ANSWERS_BYTES_MAX
        )

    def sending(self, device: bytes, frame: bytes) -> Response:
        """The answer as a response, which counts until it has gone out or the line is gone."""
        return _Sending(self, device, frame)

    def hold(self, device: bytes, size: int) -> None:
        self._of[device] += size

    def release(self, device: bytes, size: int) -> None:
        self._of[device] -= size
        if not self._of[device]:
            del self._of[device]


class _Sending(Response):
    def __init__(self, outgoing: Outgoing, device: bytes, frame: bytes) -> None:
        super().__init__(frame, media_type="application/octet-stream")
        self._outgoing, self._device, self._frame = outgoing, device, frame
        outgoing.hold(device, len(frame))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Piece by piece: each waits until the one before it was taken."""
        frame = self._frame
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for first in range(0, len(frame), PIECE_BYTES):
                last = first + PIECE_BYTES
                piece = frame[first:last]
                await send({"type": "http.response.body", "body": piece, "more_body": last < len(frame)})
        finally:
            self._outgoing.release(self._device, len(frame))
