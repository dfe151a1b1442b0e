"""Every way between two vaults, behind one port: memory, a bundle file, the LAN, a hub, an engine."""

import asyncio
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from core.errors import SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.serving import server_for
from sync.carry import export_bundle, import_bundle
from sync.host import Host
from sync.hub.hub import Hub
from sync.session import Session
from sync.transports.certificate import device_certificate
from sync.transports.http_client import HttpPeer
from sync.vault_host import VaultHost
from tests.support.exchange import answering, device_of, store_of
from tests.support.http_hub import free_port, until_open

BROKEN_AFTER = 3
"""Answers, before the line breaks: hello, compare and a page."""


class Carrier(Protocol):
    keeps_parts: bool
    """Whether a part of what was brought stays when the way breaks."""

    def exchange(self, one: Vault, other: Vault, network: bytes) -> list[str]:
        """Bring both together; why blocks were not taken."""
        ...

    def broken(self, one: Vault, other: Vault, network: bytes) -> None:
        """The same, and the way breaks in the middle of bringing `one`'s blocks to `other`."""
        ...


def _codes(session: Session) -> list[str]:
    outcome = session.outcome
    told = [outcome.offence] if outcome.offence else []
    return [code for _, code in (*outcome.rejected, *outcome.refused)] + told


class Memory:
    keeps_parts = True

    def exchange(self, one: Vault, other: Vault, network: bytes) -> list[str]:
        return self._talk(other, one, network, None)

    def broken(self, one: Vault, other: Vault, network: bytes) -> None:
        self._talk(other, one, network, BROKEN_AFTER)

    def _talk(self, asking: Vault, answer: Vault, network: bytes, most: int | None) -> list[str]:
        there = store_of(answer, network)
        session, responder = Session(store_of(asking, network), b"", peer=device_of(there)), answering(there)
        while session.request is not None and (most is None or session.outcome.requests <= most):
            session.receive(responder.answer(session.request).frame)
        return _codes(session)


class BundleFile:
    keeps_parts = False  # so few blocks are one record of the file, whole or damaged

    def __init__(self, folder: Path) -> None:
        self._path = folder / "carried.jangbu-bundle"

    def exchange(self, one: Vault, other: Vault, network: bytes) -> list[str]:
        codes = []
        for source, target in ((one, other), (other, one)):
            export_bundle(source, network, self._path)
            codes += [error.code for _, error in import_bundle(target, self._path).blocks.rejected]
        return codes

    def broken(self, one: Vault, other: Vault, network: bytes) -> None:
        """The stick is pulled: the file is there, half of it."""
        export_bundle(one, network, self._path)
        whole = self._path.read_bytes()
        self._path.write_bytes(whole[: len(whole) // 2])
        assert not import_bundle(other, self._path).complete


class _OneThread:
    """Runs what a server asks of its host on the thread that waits for the answer: it owns both vaults."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._line = ThreadPoolExecutor(1)

    def perform(self, call: Callable[[], Any]) -> Awaitable[Any]:
        future: Future[Any] = Future()
        self._asked.put((call, future))
        return asyncio.wrap_future(future)

    def wait_for(self, work: Callable[[], Any]) -> Any:
        done = self._line.submit(work)
        done.add_done_callback(lambda _: self._asked.put(None))
        while (asked := self._asked.get()) is not None:
            call, future = asked
            try:
                future.set_result(call())
            except Exception as error:
                future.set_exception(error)
        return done.result()


class _Line:
    """Talks with a host over a real socket."""

    def __init__(self, tls: Path | None = None) -> None:
        self._thread, self._tls = _OneThread(), tls

    @contextmanager
    def _open(self, host: Host) -> Iterator[str]:
        port = free_port()
        server = server_for(host, self._thread, SystemClock(), "127.0.0.1", port, self._tls)
        running = threading.Thread(target=server.run)
        running.start()
        try:
            until_open(port, running)
            yield f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            running.join()

    def talk(self, asking: Vault, host: Host, network: bytes, most: int | None = None) -> list[str]:
        def no_wait(seconds: int) -> None:
            raise SyncError("peer_busy", seconds=seconds)

        with self._open(host) as url:
            pinned = host.device if self._tls else None
            peer = HttpPeer(url, asking.device, SystemClock(), SystemRandomness(), no_wait, pinned=pinned)
            device = self._thread.wait_for(peer.device)
            session = Session(store_of(asking, network), asking.device.public, peer=device)
            told: list[str] = []
            try:
                while session.request is not None and (most is None or session.outcome.requests <= most):
                    request = session.request
                    session.receive(self._thread.wait_for(lambda request=request: peer.ask(device, network, request)))
            except SyncError as error:  # whoever brought what fails the gate is left alone for a minute
                told = [error.code]
            peer.close()
        return _codes(session) + told


class Lan:
    """One listens, with its own key in the certificate; the other asks."""

    keeps_parts = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def exchange(self, one: Vault, other: Vault, network: bytes) -> list[str]:
        return self._line(one).talk(other, VaultHost(one), network)

    def broken(self, one: Vault, other: Vault, network: bytes) -> None:
        self._line(one).talk(other, VaultHost(one), network, BROKEN_AFTER)

    def _line(self, listening: Vault) -> _Line:
        tls = self._folder / "device.pem"
        tls.write_bytes(b"".join(device_certificate(listening.device, SystemClock().now().seconds)))
        return _Line(tls)


class Hubs:
    """Both meet a hub; where it has several processes, each meets another one."""

    keeps_parts = True

    def __init__(self, hubs: list[Hub]) -> None:
        self._hubs, self._line = hubs, _Line()

    def exchange(self, one: Vault, other: Vault, network: bytes) -> list[str]:
        met = [(one, 0), (other, -1), (one, -1)]
        if len(self._hubs) > 1:
            met.append((other, -1))  # an attachment lies at the process that took it (docs/adr/0013)
        return [code for vault, place in met for code in self._line.talk(vault, self._hubs[place], network)]

    def broken(self, one: Vault, other: Vault, network: bytes) -> None:
        self._line.talk(one, self._hubs[0], network, BROKEN_AFTER)
        self._line.talk(one, self._hubs[0], network)
        self._line.talk(other, self._hubs[-1], network, BROKEN_AFTER)
