"""Running the answering side: uvicorn around a host, whose store stays on one thread of its own."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import uvicorn

from core.errors import SyncError
from core.ports.clock import Clock
from desktop.serving_lines import PatientLine
from sync.host import Host
from sync.transports.http_app import HttpHost

KEEP_ALIVE_S = 20
GRACE_S = 15
"""For answers under way when the server is told to stop."""
CONNECTIONS_MAX = 512
PENDING_CONNECTIONS_MAX = 256
THIS_MACHINE = ["127.0.0.1", "::1"]
"""Where a proxy is believed for whom it asks."""


class StoreThread:
    """The one thread that a host's store belongs to."""

    def __init__(self) -> None:
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="store")

    def perform(self, call: Callable[[], Any]) -> Awaitable[Any]:
        """Run a call there; awaited by the server's loop."""
        return asyncio.get_running_loop().run_in_executor(self._lane, call)

    def call(self, call: Callable[[], Any]) -> Any:
        """Run a call there and wait for it; not from the server's loop."""
        return self._lane.submit(call).result()

    def stop(self) -> None:
        """Finish what was begun."""
        self._lane.shutdown()


def _silently() -> None:
    """Nobody waits for it."""


def _drop(connection: Any) -> None:
    """Without TLS's goodbye, for which the other side might let us wait."""
    if connection.transport is not None:
        connection.transport.abort()


class Server(uvicorn.Server):
    """A server that ends by returning: uvicorn's own raises the signal again, and nothing could be closed after it."""

    announce: Callable[[], None] = staticmethod(_silently)
    """Called once it listens."""
    port = 0
    """Where it listens, once it does: the port that was asked for, or the free one that the system gave for 0."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self.port = int(self.servers[0].sockets[0].getsockname()[1])
            self.announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End after the answers under way; a line that is only kept open, or not read from, is dropped."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                _drop(connection)
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            _drop(connection)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """On the main thread, Ctrl+C and SIGTERM stop it after the answers under way."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class Performing(Protocol):
    """What runs calls on the one thread that a host's store belongs to."""

    def perform(self, call: Callable[[], Any]) -> Awaitable[Any]: ...


def bound(addresses: Sequence[str], ports: Sequence[int]) -> dict[str, socket.socket]:
    """A socket that listens at each of these addresses, all at one port: the first of these that is free (0: any).

    An address that this machine does not have, or not yet, is left out.

    Raises:
        SyncError: `address_in_use`.
    """
    for port in ports:
        try:
            found = _bound_at(addresses, port)
        except OSError:  # another program listens there
            continue
        if found:
            return found
    raise SyncError("address_in_use", url=", ".join(addresses))


def port_of(sockets: Mapping[str, socket.socket]) -> int:
    """Where they all listen."""
    return int(next(iter(sockets.values())).getsockname()[1])


def _bound_at(addresses: Sequence[str], port: int) -> dict[str, socket.socket]:
    found: dict[str, socket.socket] = {}
    try:
        for address in addresses:
            one = _listening(address, port)
            if one is not None:
                found[address] = one
                port = port_of(found)
    except OSError:
        for one in found.values():
            one.close()
        raise
    return found


def _listening(address: str, port: int) -> socket.socket | None:
    """None where the address is not here."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
    except socket.gaierror:  # an interface that has gone
        return None
    made = socket.socket(family, kind)
    try:
        if os.name == "posix":  # elsewhere it would share the port with another program
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen()  # until then another program could take the same port
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):  # the port is taken, or kept for others
            raise
        return None
    return made


def server_for(
    host: Host,
    store: Performing,
    clock: Clock,
    address: str,
    port: int,
    tls: Path | None,
    tls_key: Path | None = None,
    prefix: str = "",
) -> Server:
    """A server that is not running yet; `tls` holds a certificate, and its key too where `tls_key` is not given.

    `prefix` as in HttpHost. A proxy on this machine is believed for whom it asks (X-Forwarded-For).
    """
    config = uvicorn.Config(
        HttpHost(host, store.perform, clock, prefix).app(),
        host=address,
        port=port,
        ssl_certfile=tls,
        ssl_keyfile=tls_key or tls,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        http=PatientLine,
        forwarded_allow_ips=THIS_MACHINE,
        loop="asyncio",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=CONNECTIONS_MAX,
        backlog=PENDING_CONNECTIONS_MAX,
    )
    # Its lines hold addresses and whole paths, which name devices and networks; ours hold neither.
    logging.getLogger("uvicorn.access").disabled = True
    return Server(config)
