"""Listening: at another port where the usual one is taken, and ended at once whoever keeps a line open."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.domains.registry import installed
from core.errors import SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.syncing import listener
from desktop.syncing.listener import Listener, open_host
from sync.transports.http_client import HttpPeer
from tests.support.sample_network import key_of
from tests.support.seeded_randomness import SeededRandomness


class OneLane:
    """The vault's lane only."""

    def __init__(self) -> None:
        self.lane = ThreadPoolExecutor(1)

    def submit(self, work, lane):
        return self.lane.submit(work)


@pytest.fixture
def opened(tmp_path):
    jobs = OneLane()
    vault = jobs.submit(
        lambda: Vault.create(tmp_path / "v", "a passphrase", installed(), SystemClock(), SeededRandomness("v")), None
    ).result()
    yield jobs, jobs.submit(lambda: open_host(vault, pytest.fail), None).result()
    jobs.submit(vault.close, None).result()
    jobs.lane.shutdown()


def peer_of(made: Listener, device: bytes) -> HttpPeer:
    return HttpPeer(made.urls[0], key_of("asker"), SystemClock(), SystemRandomness(), pytest.fail, pinned=device)


def test_the_usual_port_is_taken(opened, monkeypatch):
    jobs, host = opened
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(listener, "PORT", taken.getsockname()[1])
        made = Listener(jobs, host, SystemClock(), ["127.0.0.1"])
        assert made.port != taken.getsockname()[1]
        peer = peer_of(made, host.host.device)
        assert peer.device() == host.host.device
        peer.close()
        made.stop()
        made.ended()


def test_it_listens_by_ipv4_and_by_ipv6_at_one_port_and_leaves_out_what_is_not_here(opened):
    jobs, host = opened
    made = Listener(jobs, host, SystemClock(), ["192.0.2.1", "127.0.0.1", "::1", "fe80::1%4294967295"])
    assert made.urls == (f"https://127.0.0.1:{made.port}", f"https://[::1]:{made.port}")
    for url in made.urls:
        peer = HttpPeer(url, key_of("asker"), SystemClock(), SystemRandomness(), pytest.fail, pinned=host.host.device)
        assert peer.device() == host.host.device
        peer.close()
    made.stop()
    made.ended()


def test_an_address_of_another_machine_cannot_be_listened_at(opened):
    jobs, host = opened
    with pytest.raises(SyncError, match="address_in_use"):
        Listener(jobs, host, SystemClock(), ["203.0.113.1"])


def test_whoever_keeps_a_line_open_does_not_keep_it_listening(opened):
    jobs, host = opened
    made = Listener(jobs, host, SystemClock(), ["127.0.0.1"])
    peer = peer_of(made, host.host.device)
    peer.device()
    began = time.monotonic()
    made.stop()
    made.ended()
    assert time.monotonic() - began < 5
    with pytest.raises(SyncError, match="peer_unreachable"):
        peer_of(made, host.host.device).device()
    peer.close()


def test_a_vault_that_is_closed_tells_callers_to_come_again(opened):
    jobs, host = opened
    made = Listener(jobs, host, SystemClock(), ["127.0.0.1"])
    peer = HttpPeer(
        made.urls[0], key_of("asker"), SystemClock(), SystemRandomness(), lambda seconds: None, pinned=host.host.device
    )
    host.host.close()
    with pytest.raises(SyncError, match="peer_busy"):
        peer.ask(host.host.device, b"n" * 32, b"x")
    peer.close()
    made.stop()
    made.ended()
