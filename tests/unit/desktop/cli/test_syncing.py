"""`jangbu sync` with peers that do not behave."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from desktop import patience
from tests.unit.desktop.cli.conftest import Line

DRIP_S = 0.05


@contextmanager
def dripping() -> Iterator[str]:
    """The address of somebody whose answer comes byte by byte and never ends: no read ever times out."""
    over = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, suppress(OSError):
                    line.recv(65_536)
                    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
                    while not over.wait(DRIP_S):
                        line.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.timeout(60)
def test_an_answer_that_never_comes_to_an_end_is_given_up(made: Line, monkeypatch):
    monkeypatch.setattr(patience, "ANSWER_WITHIN_S", 0.3)
    with dripping() as url:
        answer = made("sync", url)
    assert (answer.code, answer.data["error"]) == (4, "peer_unreachable")
