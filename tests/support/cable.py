"""A cable between a caller and a server on loopback, which can be pulled in mid-transfer and put back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Forwards bytes both ways from a port of its own; pulled, it drops every line, and each new one at once.

    The port stays taken while it is pulled: another process of this machine would get it otherwise.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname, parts.port)
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self._carries = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{parts.scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def plug(self) -> None:
        """Carry from now on, at the same place."""
        with self._lock:
            self._carries = True

    def pull(self) -> None:
        """Carry nothing any more; what was half-way is lost."""
        with self._lock:
            self._carries = False
            lines, self._lines = self._lines, []
        for one in lines:
            _drop(one)

    def close(self) -> None:
        """Give the port back."""
        self.pull()
        _drop(self._listener)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if not self._carries:
                        near.close()
                        continue
                    far = socket.create_connection(self._to)
                    self._lines += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=ends, daemon=True).start()


def _drop(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def cable_to(url: str) -> Iterator[Cable]:
    made = Cable(url)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def nobody_answers() -> Iterator[tuple[str, threading.Event]]:
    """The address of somebody who takes every question and never says a word; the event: somebody asked."""
    asked = threading.Event()
    kept: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                kept.append(line)
                line.recv(1)
                asked.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    for line in kept:
        line.close()
