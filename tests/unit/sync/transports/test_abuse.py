"""Those who connect to do harm: told why, scored, and everybody else is served meanwhile with memory as before."""

import json
import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from sync.frames import HEAD, MAGIC, VERSION, ZLIB, checksum, open_frame, seal_frame
from sync.limits import FRAME_BYTES_MAX
from sync.replies import Trouble, decode_reply
from sync.session import Session
from sync.transports.http_client import HttpPeer
from tests.support.exchange import HUB_KEY, store_of
from tests.support.http_hub import listening, make_hub
from tests.support.shelf import Shelf

ALLOWED_GROWTH_BYTES = 24 * 1024 * 1024
"""A frame is read whole before it is answered; three of them in different forms may lie in memory at once."""


@pytest.fixture
def url(shelf: Shelf, tmp_path: Path) -> Iterator[str]:
    with listening(make_hub(tmp_path / "hub")) as at:
        yield at


def asking(url: str, shelf: Shelf) -> HttpPeer:
    return HttpPeer(url, shelf.vault.device, SystemClock(), SystemRandomness(), pytest.fail)


def address_of(url: str, shelf: Shelf) -> str:
    return f"{url}/v1/{HUB_KEY.public.hex()}/{shelf.replica.network_id.hex()}"


def met(url: str, shelf: Shelf) -> bool:
    session = Session(store_of(shelf.vault, shelf.replica.network_id), shelf.vault.device.public)
    peer = asking(url, shelf)
    peer.talk(session, HUB_KEY.public, shelf.replica.network_id)
    peer.close()
    return session.outcome.equal


def connected(url: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20)
    line.settimeout(20)
    return line


@pytest.mark.parametrize("said", [b"", b"POST /v1/x/y HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_whoever_does_not_finish_a_head_is_dropped_and_others_are_served(
    url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, said: bytes
):
    monkeypatch.setattr("desktop.serving_lines.HEAD_WITHIN_S", 0.5)
    lines = [connected(url) for _ in range(40)]
    for line in lines:
        line.sendall(said)
    assert met(url, shelf)
    for line in lines:
        with suppress(ConnectionResetError):  # dropped as well
            assert line.recv(100) == b""
        line.close()


def test_a_body_that_drips_is_told_too_slow(url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.transports.http_app.READ_WITHIN_S", 0.5)
    with connected(url) as line:
        line.sendall(signed_head(url, shelf, bytes(1000)) + b"J")
        assert answered(line) == (408, {"error": "too_slow"})
    assert met(url, shelf)


def test_a_body_that_comes_slowly_but_comes_is_waited_for(url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    """What has come gives the rest more time, here a second for every byte."""
    monkeypatch.setattr("sync.transports.http_app.READ_WITHIN_S", 0.1)
    monkeypatch.setattr("sync.transports.http_app.SLOWEST_BYTES_PER_S", 1)
    frame = bytes(1000)
    with connected(url) as line:
        line.sendall(signed_head(url, shelf, frame) + frame[:500])
        line.settimeout(0.5)
        with pytest.raises(TimeoutError):
            line.recv(1)
        line.settimeout(20)
        line.sendall(frame[500:])
        assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")


def test_no_more_bodies_at_once_than_memory_bears(url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.transports.http_app.BODIES_BYTES_MAX", 1500)
    frame = bytes(1000)
    with connected(url) as first, connected(url) as second:
        first.sendall(signed_head(url, shelf, frame) + frame[:-1])
        second.sendall(signed_head(url, shelf, frame) + frame)
        assert answered(second) == (429, {"error": "too_many_requests"})
        first.sendall(frame[-1:])
        assert first.recv(65_536).startswith(b"HTTP/1.1 200 ")


def test_a_body_without_a_signature_is_not_waited_for(url: str, shelf: Shelf):
    with connected(url) as line:
        path = address_of("", shelf)
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nJ".encode())
        assert answered(line) == (401, {"error": "signature_missing"})


def signed_head(url: str, shelf: Shelf, frame: bytes) -> bytes:
    """The head of a request with this frame, as it goes over the line."""
    at = address_of(url, shelf)
    told = {"Host": "a", "Content-Length": str(len(frame)), **asking(url, shelf).headers(at, frame)}
    lines = [f"POST {address_of('', shelf)} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def answered(line: socket.socket) -> tuple[int, object]:
    """Status and JSON of a refusal."""
    answer = line.recv(65_536)
    while b"}" not in answer:
        answer += line.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def bomb() -> bytes:
    payload = zlib.compress(bytes(64 * 1024 * 1024), 9)
    return HEAD.pack(MAGIC, VERSION, ZLIB, checksum(VERSION, ZLIB, payload)) + payload


def test_a_bomb_is_not_opened_its_sender_is_scored_and_memory_stays(url: str, shelf: Shelf):
    assert met(url, shelf)
    frame, peer, at = bomb(), asking(url, shelf), address_of(url, shelf)
    tracemalloc.start()
    try:
        answer = requests.post(at, data=frame, headers=peer.headers(at, frame), timeout=20)
        assert tracemalloc.get_traced_memory()[1] < ALLOWED_GROWTH_BYTES
    finally:
        tracemalloc.stop()
    told = decode_reply(open_frame(answer.content))[1]
    assert isinstance(told, Trouble)
    assert told.code == "too_large"
    again = requests.post(at, data=seal_frame(b""), headers=peer.headers(at, seal_frame(b"")), timeout=20)
    assert (again.status_code, again.json()) == (429, {"error": "too_many_requests"})
    assert 50 <= int(again.headers["Retry-After"]) <= 60


def test_frames_of_the_greatest_size_one_after_another_leave_memory_as_it_was(url: str, shelf: Shelf):
    assert met(url, shelf)
    peer, at = asking(url, shelf), address_of(url, shelf)
    frame = bytes(FRAME_BYTES_MAX)
    headers = peer.headers(at, frame)
    tracemalloc.start()
    try:
        peaks = []
        for _ in range(6):  # the first is answered, the others are replays
            requests.post(at, data=frame, headers=headers, timeout=20)
            peaks.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert max(peaks[3:]) <= max(peaks[:3]) * 1.1 + FRAME_BYTES_MAX
