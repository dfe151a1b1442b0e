"""A hub behind a reverse proxy: another host, another path, and whom bad requests are blamed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from core.errors import SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from sync.transports import http_app
from sync.transports.http_client import ATTEMPTS_MAX, HttpPeer
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import listening, make_hub
from tests.support.reverse_proxy import reverse_proxy
from tests.support.served import Handler, served
from tests.support.shelf import Shelf
from tests.unit.sync.transports.test_http import meet_at

PREFIX = "/ledger/jangbu"
BAD_REQUESTS = 5


@pytest.mark.parametrize("prefix", ["", PREFIX])
def test_signatures_hold_where_a_proxy_changes_host_and_path(shelf: Shelf, tmp_path: Path, prefix: str):
    with listening(make_hub(tmp_path / "hub"), prefix=prefix) as inside, reverse_proxy(inside, prefix) as outside:
        given = meet_at(outside, shelf.vault, shelf.replica.network_id)
        assert (given.equal, given.given) == (True, shelf.replica.store.count())


def test_a_path_that_the_hub_was_not_told_of_is_refused(shelf: Shelf, tmp_path: Path):
    with listening(make_hub(tmp_path / "hub")) as inside, reverse_proxy(inside, PREFIX) as outside:
        with pytest.raises(SyncError) as caught:
            meet_at(outside, shelf.vault, shelf.replica.network_id)
        assert (caught.value.code, caught.value.facts["reason"]) == ("peer_refused", "signature_refused")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_bad_requests_of_one_do_not_pause_another_behind_the_same_proxy(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
):
    monkeypatch.setattr(http_app, "BAD_REQUESTS_PER_MINUTE", BAD_REQUESTS)
    network = shelf.replica.network_id
    with (
        listening(make_hub(tmp_path / "hub"), address=address) as inside,
        reverse_proxy(inside, "", "203.0.113.1") as strangers,
        reverse_proxy(inside, "", "203.0.113.2") as members,
    ):
        there = f"/v1/{HUB_KEY.public.hex()}/{network.hex()}"
        with requests.Session() as stranger:
            codes = [stranger.post(strangers + there).status_code for _ in range(4 * BAD_REQUESTS)]
        assert codes[0] == 401
        assert 429 in codes, "one is let through now and then"
        assert meet_at(members, shelf.vault, network).equal


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_whose_hub_is_starting_is_asked_again_and_told_as_busy(shelf: Shelf, status: int):
    """Its page is no JSON, and says nothing of who would answer there."""
    waits: list[int] = []
    with saying(status) as outside:
        peer = HttpPeer(outside, shelf.vault.device, SystemClock(), SystemRandomness(), waits.append)
        with pytest.raises(SyncError, match="peer_busy"):
            peer.device()
        with pytest.raises(SyncError, match="peer_busy"):
            peer.ask(HUB_KEY.public, shelf.replica.network_id, b"x")
        peer.close()
    assert len(waits) == ATTEMPTS_MAX - 1


@contextmanager
def saying(status: int) -> Iterator[str]:
    """A server that answers everything with a page."""

    class Saying(Handler):
        def answer(self) -> None:
            self.body()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<html>Bad Gateway</html>")

    with served(Saying) as address:
        yield address
