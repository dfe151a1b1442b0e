"""A hub that really listens on loopback, in a thread of this process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.ports.clock import SystemClock
from desktop.serving import StoreThread, server_for
from sync.host import Host
from sync.hub.hub import Hub, HubSettings
from sync.transports.urls import url_at
from tests.support.exchange import HUB_KEY
from tests.support.seeded_randomness import SeededRandomness


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def make_hub(folder: Path, settings: HubSettings | None = None) -> Hub:
    return Hub(folder, HUB_KEY, SystemClock(), SeededRandomness("hub"), settings or HubSettings())


@contextmanager
def listening(
    host: Host, tls: Path | None = None, port: int = 0, prefix: str = "", address: str = "127.0.0.1"
) -> Iterator[str]:
    """The address of a server in front of a host; the host's store belongs to the server's store thread."""
    port, store = port or free_port(), StoreThread()
    server = server_for(host, store, SystemClock(), address, port, tls, prefix=prefix)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until_open(port, thread, address)
        yield url_at("https" if tls else "http", address, port)
    finally:
        server.should_exit = True
        thread.join()
        if isinstance(host, Hub):
            store.call(host.close)
        store.stop()


def until_open(port: int, thread: threading.Thread, address: str = "127.0.0.1") -> None:
    while thread.is_alive():
        try:
            socket.create_connection((address, port), timeout=5).close()
        except ConnectionRefusedError:
            thread.join(0.02)
        else:
            return
    raise AssertionError("the server did not start")
