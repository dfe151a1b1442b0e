"""Lines that break, are cut, or lead to a machine whose clock is wrong: told as what they are."""

import gzip
import socket
import ssl
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from core.errors import SyncError
from core.ports.clock import Instant, SystemClock
from core.ports.randomness import SystemRandomness
from sync.hub.key import write_secret
from sync.limits import FRAME_BYTES_MAX
from sync.session import Session
from sync.transports import http_client
from sync.transports.certificate import device_certificate
from sync.transports.http_client import HttpPeer
from tests.support.exchange import HUB_KEY, store_of
from tests.support.http_hub import listening, make_hub
from tests.support.sample_network import key_of
from tests.support.shelf import Shelf

ALLOWED_GROWTH_BYTES = 16 * 1024 * 1024


@contextmanager
def silent(tls: Path, then: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that takes one question over TLS and does `then` instead of answering."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls)

    def serve() -> None:
        with suppress(OSError), ssl_line() as line:
            line.recv(65_536)
            then(line)

    def ssl_line() -> ssl.SSLSocket:
        line, _ = listener.accept()
        return context.wrap_socket(line, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    path = tmp_path / "tls.pem"
    write_secret(path, b"".join(device_certificate(HUB_KEY, SystemClock().now().seconds)))
    return path


def peer_at(url: str) -> HttpPeer:
    return HttpPeer(url, key_of("asker"), SystemClock(), SystemRandomness(), pytest.fail, pinned=HUB_KEY.public)


def test_a_line_that_breaks_in_mid_answer_is_no_other_certificate(tls: Path):
    def break_off(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        socket.socket.shutdown(line, socket.SHUT_RDWR)

    with silent(tls, break_off) as url, pytest.raises(SyncError, match="peer_unreachable"):
        peer_at(url).device()


def test_whoever_waits_for_an_answer_is_let_go_when_the_line_is_cut(tls: Path):
    asked = threading.Event()

    def wait(line: socket.socket) -> None:
        asked.set()
        line.recv(1)  # until the other side hangs up

    told: list[str] = []

    def ask(peer: HttpPeer) -> None:
        try:
            peer.device()
        except SyncError as error:
            told.append(error.code)

    with silent(tls, wait) as url:
        peer = peer_at(url)
        thread = threading.Thread(target=ask, args=(peer,))
        thread.start()
        assert asked.wait(30)
        peer.cut()
        thread.join(30)
    assert told == ["peer_unreachable"]


def test_an_answer_that_never_ends_is_no_answer_of_ours(tls: Path):
    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"{" * 65_536)

    with silent(tls, pour) as url, pytest.raises(SyncError, match="peer_not_jangbu"):
        peer_at(url).device()


def test_a_frame_may_take_longer_to_send_than_to_connect(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_client, "CONNECT_TIMEOUT_S", 0.3)
    frame, pause = bytes(FRAME_BYTES_MAX), threading.Event()

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            head, _, body = line.recv(65_536).partition(b"\r\n\r\n")
            assert f"Content-Length: {len(frame)}".encode() in head
            left = len(frame) - len(body)
            while left:
                pause.wait(0.005)
                left -= len(line.recv(min(left, 16_384)))
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        peer = HttpPeer(url, key_of("asker"), SystemClock(), SystemRandomness(), pytest.fail)
        assert peer.ask(HUB_KEY.public, bytes(32), frame) == b"OK"
        thread.join(30)
        peer.close()


@pytest.mark.parametrize("layers", [1, 2])
def test_an_answer_that_unpacks_to_very_much_is_not_unpacked(tls: Path, layers: int):
    bomb = bytes(100 * 1024 * 1024)
    for _ in range(layers):
        bomb = gzip.compress(bomb)
    encodings = ", ".join(["gzip"] * layers)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encodings}\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with silent(tls, lambda line: line.sendall(head.encode() + bomb)) as url:
        tracemalloc.start()
        try:
            with pytest.raises(SyncError, match="peer_not_jangbu"):
                peer_at(url).device()
            assert tracemalloc.get_traced_memory()[1] < ALLOWED_GROWTH_BYTES
        finally:
            tracemalloc.stop()


def test_an_answer_nested_beyond_reading_is_no_answer_of_ours(tls: Path):
    def nest(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + b"[" * 60_000)

    with silent(tls, nest) as url, pytest.raises(SyncError, match="peer_not_jangbu"):
        peer_at(url).device()


def test_a_clock_that_is_an_hour_off_is_named(shelf: Shelf, tmp_path: Path):
    class Late(SystemClock):
        def now(self) -> Instant:
            now = super().now()
            return Instant(now.seconds - 3600, now.offset_minutes)

    network = shelf.replica.network_id
    with listening(make_hub(tmp_path / "hub")) as url:
        peer = HttpPeer(url, shelf.vault.device, Late(), SystemRandomness(), pytest.fail)
        session = Session(store_of(shelf.vault, network), shelf.vault.device.public)
        with pytest.raises(SyncError, match="clocks_differ") as error:
            peer.talk(session, HUB_KEY.public, network)
        assert 58 <= error.value.facts["minutes"] <= 60


def test_the_heads_say_how_much_is_to_come_and_to_go(shelf: Shelf, tmp_path: Path):
    network, count = shelf.replica.network_id, shelf.replica.store.count()
    with listening(make_hub(tmp_path / "hub")) as url:
        peer = HttpPeer(url, shelf.vault.device, SystemClock(), SystemRandomness(), pytest.fail)
        session = Session(store_of(shelf.vault, network), shelf.vault.device.public)
        peer.talk(session, HUB_KEY.public, network)
    assert (session.outcome.owed, session.outcome.given, session.outcome.lacked) == (count, count, 0)
