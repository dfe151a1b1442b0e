"""A meeting over a real line: while a page is taken in, the next one is on its way."""

import threading
from pathlib import Path

import pytest

from core.errors import SyncError, VaultError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.meeting import meet
from sync import vault_store
from sync.transports.http_client import HttpPeer
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - a fixture
from tests.support.http_hub import listening, make_hub
from tests.support.replicas import admit, make_vault, open_jar
from tests.support.shelf import Shelf

JARS = 6


class Watched(HttpPeer):
    """Counts questions that were begun and answered."""

    def __init__(self, url: str, vault: Vault) -> None:
        super().__init__(url, vault.device, SystemClock(), SystemRandomness(), pytest.fail)
        self.changed = threading.Condition()
        self.begun = self.answered = 0

    def ask(self, device: bytes, network: bytes, frame: bytes) -> bytes:
        with self.changed:
            self.begun += 1
            self.changed.notify_all()
        answer = super().ask(device, network, frame)
        with self.changed:
            self.answered += 1
        return answer


@pytest.fixture
def lacking(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The address of a hub, and a vault that lacks six blocks which lie there, in pages of two."""
    network = shelf.replica.network_id
    with make_vault(tmp_path, "centre") as other, listening(make_hub(tmp_path / "hub")) as url:
        admit(shelf.vault, other, network)
        for number in range(JARS):
            open_jar(shelf.vault, shelf.replica, f"jar {number}")
        peer = Watched(url, shelf.vault)
        assert meet(shelf.vault, network, peer).outcome.equal
        peer.close()
        monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 2)
        yield url, other, network


def test_the_next_page_is_on_its_way_while_one_is_taken_in(lacking, monkeypatch: pytest.MonkeyPatch):
    url, other, network = lacking
    peer, ingest, ahead = Watched(url, other), vault_store.ingest, []

    def waiting(replica, wires):
        if not ahead:
            with peer.changed:
                ahead.append(peer.changed.wait_for(lambda: peer.begun > before, timeout=30))
        return ingest(replica, wires)

    before = 3  # hello, compare, and the first page
    monkeypatch.setattr(vault_store, "ingest", waiting)
    outcome = meet(other, network, peer).outcome
    peer.close()
    assert ahead == [True]
    assert (outcome.equal, outcome.accepted) == (True, JARS)


def test_a_page_that_cannot_be_taken_in_ends_it_and_cuts_the_line(lacking, monkeypatch: pytest.MonkeyPatch):
    url, other, network = lacking
    peer = Watched(url, other)

    def full(replica, wires):
        raise VaultError("disk_full")

    monkeypatch.setattr(vault_store, "ingest", full)
    with pytest.raises(VaultError, match="disk_full"):
        meet(other, network, peer)
    with pytest.raises(SyncError, match="peer_unreachable"):
        peer.device()
    peer.close()


def test_a_line_that_breaks_costs_the_page_on_its_way_alone(lacking, monkeypatch: pytest.MonkeyPatch):
    url, other, network = lacking
    count = other.replica(network).store.count()
    peer = Watched(url, other)
    ask = peer.ask

    def breaking(device: bytes, id: bytes, frame: bytes) -> bytes:
        if peer.begun == 4:  # hello, compare, two pages
            raise SyncError("peer_unreachable", url=url)
        return ask(device, id, frame)

    monkeypatch.setattr(peer, "ask", breaking)
    with pytest.raises(SyncError, match="peer_unreachable"):
        meet(other, network, peer)
    peer.close()
    assert other.replica(network).store.count() == count + 4
