"""Members that ask for much and take it slowly or not at all: real sockets, a real hub, and memory has its bound."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path

import pytest
import requests

from core.ports.clock import SystemClock
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from sync.frames import open_frame, seal_frame
from sync.limits import FRAME_BYTES_MAX
from sync.replies import Chunks, decode_reply
from sync.requests import Asked, Fetch, encode_request
from sync.session import Session
from sync.transports.http_client import HttpPeer
from tests.support.exchange import HUB_KEY, store_of
from tests.support.http_hub import listening, make_hub
from tests.support.replicas import admit, make_vault, put
from tests.support.shelf import Shelf
from tests.support.toy import FILL

CHUNKS = 15
"""In one answer, so that it is near the greatest: more than the system keeps of it by itself."""
ANSWER_BYTES = CHUNKS * ATTACHMENT_CHUNK_BYTES
assert ANSWER_BYTES < FRAME_BYTES_MAX < ANSWER_BYTES + 2 * ATTACHMENT_CHUNK_BYTES


@pytest.fixture
def url(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A hub that holds an attachment of one long answer."""
    for side in ("responder", "requests"):
        monkeypatch.setattr(f"sync.{side}.CHUNKS_MAX", CHUNKS)
    photo = shelf.vault.attachments.add(BytesIO(bytes(ANSWER_BYTES)), "image/png")
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar, attachments=(photo,))
    with listening(make_hub(tmp_path / "hub")) as at:
        peer = asking(at, shelf.vault)
        session = Session(store_of(shelf.vault, shelf.replica.network_id), shelf.vault.device.public)
        peer.talk(session, HUB_KEY.public, shelf.replica.network_id)
        peer.close()
        assert session.outcome.files_given == 1
        yield at


@pytest.fixture
def other(shelf: Shelf, url: str, tmp_path: Path) -> Iterator[Vault]:
    """Another member, who the hub knows may ask."""
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        peer = asking(url, shelf.vault)
        session = Session(store_of(shelf.vault, shelf.replica.network_id), shelf.vault.device.public, files=False)
        peer.talk(session, HUB_KEY.public, shelf.replica.network_id)
        peer.close()
        yield vault


def asking(url: str, vault: Vault) -> HttpPeer:
    return HttpPeer(url, vault.device, SystemClock(), SystemRandomness(), pytest.fail)


def fetch(shelf: Shelf) -> bytes:
    ((root, _),) = shelf.vault.attachments.all()
    return seal_frame(encode_request(Asked(1, shelf.replica.network_id, Fetch(root, 0))))


def asked(url: str, shelf: Shelf, vault: Vault) -> socket.socket:
    """A line on which a long answer was asked for; nothing of it is read."""
    frame, path = fetch(shelf), f"/v1/{HUB_KEY.public.hex()}/{shelf.replica.network_id.hex()}"
    peer = asking(url, vault)
    told = {"Host": "a", "Content-Length": str(len(frame)), **peer.headers(f"{url}{path}", frame)}
    peer.close()
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(20)
    line.connect(("127.0.0.1", int(url.rpartition(":")[2])))
    head = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    line.sendall("\r\n".join(head).encode() + frame)
    return line


def begun(line: socket.socket) -> None:
    """Until the answer goes out: its first bytes are there."""
    assert line.recv(12) == b"HTTP/1.1 200"


def rest(line: socket.socket) -> bytes:
    """What is still to come on a line, after its first twelve bytes, to the end of the answer."""
    data = bytearray()
    while b"\r\n\r\n" not in data:
        data += line.recv(65_536)
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    assert length
    while len(body) < int(length[1]):
        body += line.recv(1 << 20)
    return body


def being_sent(url: str) -> int:
    found = re.search(
        r"^jangbu_hub_answers_bytes (\d+)$", requests.get(f"{url}/metrics", timeout=20).text, re.MULTILINE
    )
    assert found
    return int(found[1])


def test_a_long_answer_beyond_the_bound_is_told_to_come_again_and_comes(
    url: str, shelf: Shelf, other: Vault, monkeypatch: pytest.MonkeyPatch
):
    """Short ones always go; room that was taken comes back, whether the answer was read or the line is gone."""
    monkeypatch.setattr("sync.transports.sending.ANSWERS_BYTES_MAX", 2 * FRAME_BYTES_MAX)
    assert being_sent(url) == 0
    with asked(url, shelf, shelf.vault) as first, asked(url, shelf, shelf.vault) as second:
        begun(first), begun(second)
        assert 2 * ANSWER_BYTES < being_sent(url) <= 2 * FRAME_BYTES_MAX
        with asked(url, shelf, other) as third:
            assert third.recv(12) == b"HTTP/1.1 503"
            told = b" " + third.recv(65_536)
            while b"}" not in told:
                told += third.recv(65_536)
            assert re.search(rb"retry-after: [1-9]", told, re.IGNORECASE)
            assert json.loads(told.partition(b"\r\n\r\n")[2]) == {"error": "too_busy"}
        peer = asking(url, other)
        assert peer.device() == HUB_KEY.public
        short = Session(store_of(other, shelf.replica.network_id), other.device.public, files=False)
        peer.talk(short, HUB_KEY.public, shelf.replica.network_id)
        peer.close()
        assert short.outcome.equal
        reply = decode_reply(open_frame(rest(first)))[1]
        assert isinstance(reply, Chunks)
        assert len(reply.chunks) == CHUNKS
        with asked(url, shelf, other) as again:
            begun(again)
    while being_sent(url):
        pass  # the hub is hearing that the lines are gone; the test's time is the bound


def test_one_device_cannot_take_all_the_room(url: str, shelf: Shelf, other: Vault):
    with ExitStack() as lines:
        begins = []
        for _ in range(5):
            line = lines.enter_context(asked(url, shelf, shelf.vault))
            begins.append(line.recv(12))
        assert begins == [*[b"HTTP/1.1 200"] * 4, b"HTTP/1.1 503"]
        begun(lines.enter_context(asked(url, shelf, other)))


def test_whoever_takes_nothing_of_an_answer_is_dropped_and_its_room_comes_back(
    url: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("desktop.serving_lines.STALLED_S", 0.3)
    with asked(url, shelf, shelf.vault) as line:
        begun(line)
        while being_sent(url):
            pass
        with suppress(ConnectionResetError):
            count = 0
            while piece := line.recv(1 << 20):
                count += len(piece)
            assert count < ANSWER_BYTES
