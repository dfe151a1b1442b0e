"""The window's vault answers members that call: a server on a thread of its own, whose calls run on the vault's lane.

1. It listens only where and as long as the person switched it on, and only devices that a network let in are answered.
2. Stopping takes effect at once for the vault: a call that comes later is told to come again.
3. The device's key proves it by TLS; the key is given to TLS from memory where the system allows that.
"""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import RejectedError, SyncError, VaultError
from core.ports.clock import Clock
from core.vault.vault import Vault
from desktop.jobs import Jobs, Lane
from desktop.serving import Server, bound, port_of, server_for
from desktop.syncing.holdings import last_block
from sync.frames import open_frame
from sync.host import Answered, Refused
from sync.hub.key import write_secret
from sync.replies import DIFFERENT, EQUAL, Greeting, Viewed, decode_reply
from sync.transports.certificate import device_certificate
from sync.transports.urls import url_at
from sync.vault_host import VaultHost

PORT = 8751
"""Where it listens if nobody else does."""
_TELLING_BYTES_MAX = 16 * 1024
"""Replies that say how the two stand are shorter."""
_LATER_S = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """A member called; `mark` is the last block that was here when both held the same, if they do."""

    network: bytes
    device: bytes
    accepted: int
    mark: bytes | None
    views_differ: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What listening needs of a vault; made on its lane."""

    host: WindowHost
    certificate: bytes


class WindowHost:
    """A Host over an open vault, until it is closed; told on the vault's thread."""

    refusal = None

    def __init__(self, vault: Vault, heard: Callable[[Heard], None]) -> None:
        self._vault, self._host, self._heard = vault, VaultHost(vault), heard
        self._closed = False
        self.device = vault.device.public

    @property
    def counts(self) -> Counter[str]:
        return self._host.counts

    def close(self) -> None:
        """Answer no more; from any thread."""
        self._closed = True

    def answer(self, device: bytes, network: bytes, frame: bytes) -> Answered | Refused:
        """Answer a frame that `device` signed; raises VaultError where our disk is in trouble."""
        if self._closed:
            return Refused("hub_store_trouble", _LATER_S)
        answered = self._host.answer(device, network, frame)
        if isinstance(answered, Answered):
            reply = _telling_reply(answered.frame)
            compared = isinstance(reply, Viewed) and reply.outcome in (EQUAL, DIFFERENT)
            equal = compared or (isinstance(reply, Greeting) and not reply.buckets)
            mark = last_block(self._vault.replica(network)) if equal else None
            differ = isinstance(reply, Viewed) and reply.outcome == DIFFERENT
            self._heard(Heard(network, device, answered.accepted, mark, differ))
        return answered

    def check(self) -> None:
        """Raises VaultError where the vault cannot be read."""
        if self._closed:
            raise VaultError("vault_closed")
        self._host.check()

    def gauges(self) -> dict[str, int]:
        """Numbers for metrics that hold for now."""
        return {} if self._closed else self._host.gauges()


def _telling_reply(frame: bytes) -> object:
    if len(frame) > _TELLING_BYTES_MAX:
        return None
    with suppress(RejectedError):
        return decode_reply(open_frame(frame))[1]
    return None


def open_host(vault: Vault, heard: Callable[[Heard], None]) -> Opened:
    """The host of a vault and its certificate; on the vault's lane."""
    pem = b"".join(device_certificate(vault.device, vault.clock.now().seconds))
    return Opened(WindowHost(vault, heard), pem)


class _VaultLane:
    """Runs a host's calls on the vault's lane."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def perform(self, call: Callable[[], Any]) -> Awaitable[Any]:
        try:
            return asyncio.wrap_future(self._jobs.submit(call, Lane.VAULT))
        except RuntimeError as error:
            raise VaultError("vault_closed") from error


class Listener:
    """A server that listens; made on any thread but the GUI's, stopped from any."""

    def __init__(self, jobs: Jobs, opened: Opened, clock: Clock, addresses: Sequence[str]) -> None:
        """Raises SyncError (`address_in_use`) where none of the addresses can be listened at."""
        self._host = opened.host
        sockets = bound(addresses, (PORT, 0))
        self.port = port_of(sockets)
        self.addresses = list(sockets)
        """Those at which it listens."""
        with _held(opened.certificate) as tls:
            self._server: Server = server_for(self._host, _VaultLane(jobs), clock, addresses[0], self.port, tls)
            self._server.config.load()
        begun = threading.Event()
        self._server.announce = begun.set
        listening = list(sockets.values())
        self._thread = threading.Thread(target=self._run, args=(listening, begun), name="jangbu-listener", daemon=True)
        self._thread.start()
        begun.wait()
        if not self._server.started:
            raise SyncError("address_in_use", url=", ".join(self.urls))

    @property
    def urls(self) -> tuple[str, ...]:
        """Where members find it: an address that holds on one cable only says nothing on another machine, and is
        told only where there is no better one."""
        wide = [one for one in self.addresses if "%" not in one]
        return tuple(url_at("https", address, self.port) for address in wide or self.addresses)

    def stop(self) -> None:
        """Answer no more; whoever is in the middle goes on from there next time."""
        self._host.close()
        self._server.should_exit = True

    def ended(self) -> None:
        """Wait until nothing listens any more; not on the GUI thread."""
        self._thread.join()

    def _run(self, sockets: list[socket.socket], begun: threading.Event) -> None:
        try:
            self._server.run(sockets=sockets)
        finally:
            for one in sockets:
                one.close()
            begun.set()


@contextmanager
def _held(secret: bytes) -> Iterator[Path]:
    """A file with a secret that lies on no disk, where the system has such files."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("jangbu")
        try:
            os.write(handle, secret)
            yield Path(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tls.pem"
        write_secret(path, secret)
        yield path
