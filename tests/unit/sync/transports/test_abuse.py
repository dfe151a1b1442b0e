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
        path = address_of("", shelf)
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nJ".encode())
        answer = line.recv(65_536)
        while b"}" not in answer:
            answer += line.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body) == {"error": "too_slow"}
    assert met(url, shelf)


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
