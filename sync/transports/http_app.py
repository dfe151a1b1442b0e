"""The answering side over HTTP: one ASGI application, for a hub and for a vault that listens on the LAN.

GET  /v1/about                  which device answers here
POST /v1/{device}/{network}     a frame in, a frame out; signed by the asking device (sync.transports.signing)
GET  /health                    200 while the store can be used, 503 otherwise; as it was a moment ago where it is busy
GET  /metrics                   Prometheus text; numbers only, no keys, no networks; as /health

Signatures are checked before a body is read, and what they say of it before anything is made of it. Bodies are read up
to the frame's bound, as slowly as a bad line may be, and no more of them at once than memory bears; so with answers
(sync.transports.sending). The log says what was asked for and how it ended, never by whom, and networks by eight
digits.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.errors import RejectedError, VaultError
from core.ports.clock import Clock
from sync.host import Answered, Host, Refused
from sync.hub.rates import Rates
from sync.limits import BODIES_BYTES_MAX, FRAME_BYTES_MAX, SLOWEST_BYTES_PER_S
from sync.responder import VERSIONS
from sync.transports.glance import Glance
from sync.transports.metrics import metrics_text
from sync.transports.sending import Outgoing
from sync.transports.signing import Nonces, verify_body, verify_request

READ_WITHIN_S = 30
"""And longer by what has come, at SLOWEST_BYTES_PER_S (sync.transports.signing knows for how long)."""
BUSY_RETRY_S = 5
BAD_REQUESTS_PER_MINUTE = 120
"""Of one address, before it is not listened to any more for a while."""
STATUS = {
    "signature_missing": 401,
    "signature_refused": 401,
    "signature_replayed": 401,
    "not_granted": 403,
    "unknown_network": 404,
    "wrong_device": 404,
    "not_found": 404,
    "wrong_method": 405,
    "too_slow": 408,
    "too_large": 413,
    "too_many_requests": 429,
    "hub_store_trouble": 503,
    "engine_trouble": 503,
    "too_busy": 503,
}
_NOT_THEIRS = ("too_many_requests", "hub_store_trouble", "engine_trouble", "too_busy")
"""Refusals that say nothing about who asked."""
_IS_ID = re.compile("[0-9a-f]{64}")
log = logging.getLogger("jangbu.hub")


class Perform(Protocol):
    """Runs a call on the one thread that the host's store belongs to."""

    def __call__(self, call: Callable[[], Any]) -> Awaitable[Any]: ...


class HttpHost:
    """A host's HTTP face; `prefix` is what a proxy in front takes off paths, which the asking side signed with it."""

    def __init__(self, host: Host, perform: Perform, clock: Clock, prefix: str = "") -> None:
        self._host, self._perform, self._clock, self._prefix = host, perform, clock, prefix
        self._nonces = Nonces()
        self._bad = Rates(BAD_REQUESTS_PER_MINUTE)
        self._bodies_bytes = 0
        self._outgoing = Outgoing()
        self._checked = Glance(lambda: self._perform(host.check), None)
        self._gauged = Glance(lambda: self._perform(host.gauges), dict[str, int]())

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/v1/about", self._about, methods=["GET"]),
                Route("/v1/{device}/{network}", self._frame, methods=["POST"]),
                Route("/health", self._health, methods=["GET"]),
                Route("/metrics", self._metrics, methods=["GET"]),
            ],
            exception_handlers={404: _no_such_place, 405: _no_such_place},
        )

    async def _about(self, _request: Request) -> Response:
        return JSONResponse({"jangbu": "hub", "device": self._host.device.hex(), "versions": list(VERSIONS)})

    async def _health(self, _request: Request) -> Response:
        refusal = self._host.refusal
        if refusal is not None:
            return JSONResponse({"status": "trouble", "error": refusal.code}, 503)
        try:
            await self._checked.now()
        except VaultError as error:
            return JSONResponse({"status": "trouble", "error": error.code}, 503)
        return JSONResponse({"status": "ok"})

    async def _metrics(self, _request: Request) -> Response:
        try:
            gauges = await self._gauged.now()
        except VaultError:
            gauges = {}
        now = {"refusing": int(self._host.refusal is not None), "answers_bytes": self._outgoing.total_bytes()}
        return PlainTextResponse(
            metrics_text(self._host.counts, {**gauges, **now}), media_type="text/plain; version=0.0.4"
        )

    async def _frame(self, request: Request) -> Response:
        network = request.path_params["network"]
        try:
            answered = await self._answered(request, network)
        except RejectedError as error:
            return self._refuse(request, network, Refused(error.code))
        except VaultError as error:
            log.error("store trouble: %s", error.code)
            return self._refuse(request, network, Refused("hub_store_trouble", 30))
        return self._refuse(request, network, answered) if isinstance(answered, Refused) else answered

    async def _answered(self, request: Request, network: str) -> Response | Refused:
        """Raises RejectedError (`signature_...`, `wrong_device`, `unknown_network`, `too_large`, `too_slow`)."""
        wait = self._bad.take(_address(request), self._clock.now().seconds, 0)
        if wait:
            return Refused("too_many_requests", wait)
        if request.path_params["device"] != self._host.device.hex():
            raise RejectedError("wrong_device")
        id = _hex(network)
        url = request.url.replace(path=self._prefix + request.url.path)
        signed = verify_request(request.method, str(url), request.headers)
        body = bytearray()
        try:
            async for piece in _pieces(request):
                body += piece
                self._bodies_bytes += len(piece)
                if self._bodies_bytes > BODIES_BYTES_MAX:
                    return Refused("too_many_requests", BUSY_RETRY_S)
            frame = bytes(body)
            verify_body(signed, request.headers, frame)
            self._nonces.use(signed, self._clock.now().seconds)
            refusal = self._host.refusal
            if refusal is not None:
                return refusal
            answered: Answered | Refused = await self._perform(lambda: self._host.answer(signed.device, id, frame))
            if isinstance(answered, Refused):
                return answered
            # A long answer only says what is there: nothing is lost with one that is not sent.
            if not self._outgoing.has_room(signed.device, len(answered.frame)):
                return Refused("too_busy", BUSY_RETRY_S)
            log.info("%s 200 %d new", _logged(network), answered.accepted)
            return self._outgoing.sending(signed.device, answered.frame)
        finally:
            self._bodies_bytes -= len(body)

    def _refuse(self, request: Request, network: str, refused: Refused) -> Response:
        if refused.code not in _NOT_THEIRS:
            self._bad.take(_address(request), self._clock.now().seconds)
        self._host.counts[f"refused_{refused.code}"] += 1
        log.info("%s refused: %s", _logged(network), refused.code)
        headers = {"Retry-After": str(refused.retry_s)} if refused.retry_s else {}
        return JSONResponse({"error": refused.code}, STATUS.get(refused.code, 400), headers)


def _no_such_place(_request: Request, error: Exception) -> Response:
    known = isinstance(error, HTTPException) and error.status_code == STATUS["wrong_method"]
    code = "wrong_method" if known else "not_found"
    return JSONResponse({"error": code}, STATUS[code])


def _address(request: Request) -> bytes:
    return request.client.host.encode() if request.client else b""


def _logged(network: str) -> str:
    """What a log says of a network; nothing of what is no network's id, which may be any text."""
    return network[:8] if _IS_ID.fullmatch(network) else "-"


def _hex(text: str) -> bytes:
    """Raises RejectedError (`unknown_network`)."""
    if not _IS_ID.fullmatch(text):
        raise RejectedError("unknown_network")
    return bytes.fromhex(text)


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body, as far as a frame goes and within its time; raises RejectedError (`too_large`, `too_slow`)."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > FRAME_BYTES_MAX:
        raise RejectedError("too_large", what="frame", limit=FRAME_BYTES_MAX)
    stream, come = aiter(request.stream()), 0
    until = asyncio.get_running_loop().time() + READ_WITHIN_S
    while True:
        try:
            async with asyncio.timeout_at(until + come / SLOWEST_BYTES_PER_S):
                piece = await anext(stream, None)
        except (TimeoutError, ClientDisconnect) as error:
            raise RejectedError("too_slow") from error
        if piece is None:
            return
        come += len(piece)
        if come > FRAME_BYTES_MAX:
            raise RejectedError("too_large", what="frame", limit=FRAME_BYTES_MAX)
        yield piece
