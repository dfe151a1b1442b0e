"""A hub whose engine stands still, or is gone: nobody waits for it, nothing is lost, and it goes on by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from core.errors import SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from sync.outcome import Outcome
from sync.session import Session
from sync.transports.http_client import HttpPeer
from sync.transports.jetstream import WORKING
from tests.e2e.hub_process import HubProcess, hub_processes
from tests.support.cheap_argon2 import cheap_argon2
from tests.support.exchange import store_of
from tests.support.nats_cluster import PROGRAM, NatsCluster
from tests.support.replicas import admit, fill_jar, make_vault
from tests.support.shelf import Shelf, shelf

__all__ = ["cheap_argon2", "shelf"]

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(not PROGRAM.is_file(), reason="needs nats-server of the development dependencies"),
]
AT_ONCE_S = 2
"""Where somebody waited for the node it would be five at least; a busy machine is slower than the hub now and then."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[NatsCluster]:
    made = NatsCluster(tmp_path / "nats", 1)
    made.start_all()
    yield made
    made.kill_all()


@pytest.fixture
def hubs(node: NatsCluster, tmp_path: Path) -> Iterator[list[HubProcess]]:
    """Two processes of one hub; the second is started later."""
    with hub_processes(tmp_path, 2, "--engine", node.urls[0], "--engine-replicas", "1") as made:
        yield made


def met(vault: Vault, network: bytes, hub: HubProcess, wait: Callable[[int], None]) -> Outcome:
    peer = HttpPeer(hub.url, vault.device, SystemClock(), SystemRandomness(), wait)
    try:
        device = peer.device()
        session = Session(store_of(vault, network), vault.device.public, peer=device)
        peer.talk(session, device, network)
        return session.outcome
    finally:
        peer.close()


def took_s(ask: Callable[[], requests.Response]) -> tuple[requests.Response, float]:
    began = time.monotonic()
    answer = ask()
    return answer, time.monotonic() - began


def question(vault: Vault, network: bytes, hub: HubProcess) -> Callable[[], requests.Response]:
    """The first question of an exchange, to be sent once, by any thread."""
    peer = HttpPeer(hub.url, vault.device, SystemClock(), SystemRandomness(), pytest.fail)
    url = f"{hub.url}/v1/{hub.device}/{network.hex()}"
    frame = Session(store_of(vault, network), vault.device.public).request or b""
    headers = peer.headers(url, frame)
    peer.close()
    return lambda: requests.post(url, data=frame, headers=headers, timeout=60)


def away(node: NatsCluster, how: str) -> None:
    node.freeze(0) if how == "stands still" else node.kill(0)


def back(node: NatsCluster, how: str) -> None:
    node.thaw(0) if how == "stands still" else node.start(0)


@pytest.mark.parametrize("how", ["stands still", "is gone"])
def test_nobody_waits_for_an_engine_that_is_away_and_nothing_is_lost(
    shelf: Shelf, node: NatsCluster, hubs: list[HubProcess], tmp_path: Path, how: str
):
    network, hub = shelf.replica.network_id, hubs[0]
    assert met(shelf.vault, network, hub, pytest.fail).equal
    acknowledged = {head.id for head in store_of(shelf.vault, network).heads()}
    filled = fill_jar(shelf.vault, shelf.replica, shelf.jar, 10)
    away(node, how)

    # Somebody's question is under way when nobody knows yet: it ends within its time, and who watches is told at once.
    ended: list[tuple[requests.Response, float]] = []
    ask = question(shelf.vault, network, hub)
    under_way = threading.Thread(target=lambda: ended.append(took_s(ask)))
    under_way.start()
    told_meanwhile = 0
    while under_way.is_alive():
        for path in ("health", "metrics"):
            assert requests.get(f"{hub.url}/{path}", timeout=60).status_code in (200, 503)
            told_meanwhile += not ended
        under_way.join(0.1)
    assert told_meanwhile >= 3, "who waits behind the question is told once, when it is over"
    answer, seconds = ended[0]
    assert (answer.status_code, answer.json()) == (503, {"error": "engine_trouble"})
    assert int(answer.headers["Retry-After"]) > 0
    assert seconds < 2 * WORKING.call_s

    # From now on it is known.
    asked = [took_s(question(shelf.vault, network, hub)) for _ in range(3)]
    assert [(answer.status_code, answer.json()) for answer, _ in asked] == [(503, {"error": "engine_trouble"})] * 3
    assert min(seconds for _, seconds in asked) < AT_ONCE_S
    health = requests.get(f"{hub.url}/health", timeout=60)
    assert (health.status_code, health.json()["error"]) == (503, "engine_trouble")
    metrics = requests.get(f"{hub.url}/metrics", timeout=60)
    assert "jangbu_hub_refusing 1\n" in metrics.text
    assert "jangbu_hub_networks 1\n" in metrics.text

    # A member goes on asking as it is told to, and gets through when the engine is back.
    waited: list[int] = []

    def wait(seconds: int) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            back(node, how)
        while requests.get(f"{hub.url}/health", timeout=60).status_code != 200:
            pass  # the test's time is the bound

    outcome = met(shelf.vault, network, hub, wait)
    assert waited
    assert (outcome.equal, outcome.given, outcome.trouble) == (True, 1, None)
    assert outcome.receipt is not None
    assert "jangbu_hub_refusing 0\n" in requests.get(f"{hub.url}/metrics", timeout=60).text

    # Another process has from the engine all that was acknowledged.
    hub.kill()
    hubs[1].start()
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, network)
        assert met(shelf.vault, network, hubs[1], pytest.fail).given == 1, "the grant alone is new there"
        assert met(centre, network, hubs[1], pytest.fail).equal
        there = store_of(centre, network)
        assert all(there.holds(id) for id in acknowledged)
        row = there.replica.connection.execute("SELECT 1 FROM entries WHERE id = ?", (filled,)).fetchone()
        assert row is not None


def test_what_is_under_way_when_the_engine_stops_is_taken_in_whole_or_asked_for_again(
    shelf: Shelf, node: NatsCluster, hubs: list[HubProcess]
):
    """It stops and goes on while a member brings one block after the other; each that was called taken is there."""
    network, hub = shelf.replica.network_id, hubs[0]

    def retried(vault: Vault) -> Outcome:
        while True:
            try:
                return met(vault, network, hub, lambda seconds: None)
            except SyncError as error:
                assert error.code == "peer_busy"

    assert retried(shelf.vault).equal
    stopping, rounds = threading.Event(), 0

    def stop_and_go() -> None:
        while not stopping.wait(0.3):
            node.freeze(0)
            stopping.wait(0.3)
            node.thaw(0)

    other = threading.Thread(target=stop_and_go)
    other.start()
    try:
        for rounds in range(1, 13):
            fill_jar(shelf.vault, shelf.replica, shelf.jar, rounds)
            outcome = retried(shelf.vault)
            assert (outcome.equal, outcome.offence, outcome.trouble) == (True, None, None)
    finally:
        stopping.set()
        other.join()
    hub.kill()
    hubs[1].start()
    outcome = met(shelf.vault, network, hubs[1], pytest.fail)
    assert (outcome.equal, outcome.given) == (True, 0)
