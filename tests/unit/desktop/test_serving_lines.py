"""A line on which an answer goes out slowly, or not at all: real sockets whose other end takes so much and no more."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from core.ports.clock import SystemClock
from desktop import serving_lines
from desktop.serving_lines import PatientLine
from sync.hub.key import write_secret
from sync.transports.certificate import device_certificate
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import free_port, until_open

ANSWER_BYTES = 24 * 1024 * 1024
"""More than the system keeps for a line by itself."""
STEP_BYTES = 1024 * 1024
PIECE_BYTES = 128 * 1024


async def much(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": bytes(ANSWER_BYTES)})


async def much_in_pieces(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(ANSWER_BYTES // PIECE_BYTES):
        await send({"type": "http.response.body", "body": bytes(PIECE_BYTES), "more_body": True})
    await send({"type": "http.response.body"})


@dataclass
class Line:
    """A line on which something was asked for and nothing was read yet."""

    asking: socket.socket
    server: uvicorn.Server
    thread: threading.Thread

    def take(self, most: int) -> int:
        """Read so much, or until the end of it."""
        count = 0
        try:
            while count < most and (piece := self.asking.recv(min(most - count, 65_536))):
                count += len(piece)
        except (ConnectionResetError, ssl.SSLError):
            pass
        return count

    def take_until_look(self) -> int:
        """Read little by little until the server has looked at this line once more."""
        (held,) = self.server.server_state.connections
        before, count = held._head_timer, 0
        while held._head_timer is before:
            count += self.take(PIECE_BYTES)
            self.thread.join(0.01)
        return count

    def await_drop(self) -> None:
        while self.server.server_state.connections:
            self.thread.join(0.01)


@contextmanager
def serving(app: Any, tls: Path | None) -> Iterator[tuple[int, uvicorn.Server, threading.Thread]]:
    port = free_port()
    config = uvicorn.Config(
        app, port=port, http=PatientLine, log_config=None, lifespan="off", ssl_certfile=tls, ssl_keyfile=tls
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        until_open(port, thread)
        yield port, server, thread
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["plain", "TLS"])
def tls(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    if request.param == "plain":
        return None
    path = tmp_path / "tls.pem"
    write_secret(path, b"".join(device_certificate(HUB_KEY, SystemClock().now().seconds)))
    return path


@pytest.fixture(params=[much, much_in_pieces])
def line(request: pytest.FixtureRequest, tls: Path | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(serving_lines, "HEAD_WITHIN_S", 0.2)
    monkeypatch.setattr(serving_lines, "STALLED_S", 0.4)
    with serving(request.param, tls) as (port, server, thread), socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        plain.settimeout(20)
        made = Line(plain, server, thread)
        made.await_drop()  # of the line that found it open
        plain.connect(("127.0.0.1", port))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(plain) if tls else plain as asking:
            made.asking = asking
            asking.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert made.take(STEP_BYTES) == STEP_BYTES
            yield made


def test_whoever_takes_an_answer_slowly_gets_all_of_it(line: Line):
    count = STEP_BYTES + sum(line.take_until_look() for _ in range(3))
    assert count < ANSWER_BYTES
    assert count + line.take(ANSWER_BYTES) >= ANSWER_BYTES


def test_whoever_stops_taking_it_is_dropped(line: Line):
    line.await_drop()
    assert line.take(ANSWER_BYTES) < ANSWER_BYTES - STEP_BYTES
