"""Exchange over real sockets: through a hub, with TLS and a pinned key, and everything a hub refuses."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from core.errors import SyncError, VaultError
from core.identity.keys import SigningKey
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from sync.frames import seal_frame
from sync.hub.hub import HubSettings
from sync.hub.key import hub_key, write_secret
from sync.hub.store import HubStore
from sync.limits import FRAME_BYTES_MAX
from sync.outcome import Outcome
from sync.requests import Asked, Hello, encode_request
from sync.session import Session
from sync.transports.certificate import device_certificate
from sync.transports.http_client import HttpPeer
from tests.support.exchange import HUB_KEY, store_of
from tests.support.http_hub import listening, make_hub
from tests.support.replicas import admit, digest, make_vault, open_jar
from tests.support.sample_network import key_of
from tests.support.seeded_randomness import SeededRandomness
from tests.support.shelf import Shelf


def no_wait(seconds: int) -> None:
    raise AssertionError(f"asked to wait {seconds} s")


def peer_at(
    url: str, key: SigningKey, pinned: bytes | None = None, wait: Callable[[int], None] = no_wait
) -> HttpPeer:
    return HttpPeer(url, key, SystemClock(), SystemRandomness(), wait, pinned=pinned)


def meet_at(url: str, vault, network: bytes, pinned: bytes | None = None) -> Outcome:
    peer = peer_at(url, vault.device, pinned)
    try:
        session = Session(store_of(vault, network), vault.device.public, peer=peer.device())
        peer.talk(session, HUB_KEY.public, network)
        return session.outcome
    finally:
        peer.close()


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with listening(make_hub(tmp_path / "hub")) as at:
        yield at


def test_two_replicas_come_together_over_a_hub(shelf: Shelf, tmp_path: Path, url: str):
    with make_vault(tmp_path, "centre") as centre:
        theirs = admit(shelf.vault, centre, shelf.replica.network_id)
        open_jar(shelf.vault, shelf.replica, "pear")
        first = meet_at(url, shelf.vault, shelf.replica.network_id)
        assert (first.equal, first.given) == (True, shelf.replica.store.count())
        second = meet_at(url, centre, shelf.replica.network_id)
        assert (second.equal, second.accepted) == (True, 1)
        assert digest(theirs) == digest(shelf.replica)


def test_a_pinned_key_is_proved_before_anything_is_sent(shelf: Shelf, tmp_path: Path):
    tls = tmp_path / "tls.pem"
    write_secret(tls, b"".join(device_certificate(HUB_KEY, SystemClock().now().seconds)))
    assert tls.stat().st_mode & 0o777 == 0o600
    with listening(make_hub(tmp_path / "hub"), tls) as at:
        assert meet_at(at, shelf.vault, shelf.replica.network_id, HUB_KEY.public).equal
        for pinned in (key_of("other").public, None):
            with pytest.raises(SyncError) as error:
                peer_at(at, shelf.vault.device, pinned).device()
            assert error.value.code == "peer_other_certificate"


def test_a_key_that_is_not_the_named_one_is_told_without_tls(shelf: Shelf, url: str):
    with pytest.raises(SyncError, match="peer_other"):
        peer_at(url, shelf.vault.device, key_of("other").public).device()


def test_a_hub_that_cannot_write_shows_it_to_its_operator(shelf: Shelf, url: str, monkeypatch: pytest.MonkeyPatch):
    def full(store: HubStore, wires: object) -> None:
        raise VaultError("disk_full", path="x")

    meet_at(url, shelf.vault, shelf.replica.network_id)
    open_jar(shelf.vault, shelf.replica, "pear")
    monkeypatch.setattr(HubStore, "take", full)
    told = meet_at(url, shelf.vault, shelf.replica.network_id)
    assert told.trouble is not None
    assert told.trouble.code == "peer_disk_trouble"
    assert "jangbu_hub_store_troubles_total 1\n" in requests.get(f"{url}/metrics", timeout=10).text


def test_nobody_there(shelf: Shelf):
    waits: list[int] = []
    peer = peer_at("http://127.0.0.1:9", shelf.vault.device, wait=waits.append)
    with pytest.raises(SyncError, match="peer_unreachable"):
        peer.device()
    session = Session(store_of(shelf.vault, shelf.replica.network_id), b"")
    with pytest.raises(SyncError, match="peer_unreachable"):
        peer.talk(session, HUB_KEY.public, shelf.replica.network_id)
    assert waits == [2, 4, 6]


def test_a_stranger_is_refused_and_learns_nothing(shelf: Shelf, tmp_path: Path, url: str):
    meet_at(url, shelf.vault, shelf.replica.network_id)
    with make_vault(tmp_path, "stranger") as stranger:
        with pytest.raises(SyncError, match="peer_does_not_know_us"):
            meet_at(url, stranger, shelf.replica.network_id)
        answer = post(url, shelf.replica.network_id, b"x", stranger.device)
        assert (answer.status_code, answer.json()) == (403, {"error": "not_granted"})


def test_only_named_networks_where_the_operator_named_some(shelf: Shelf, tmp_path: Path):
    with listening(make_hub(tmp_path / "hub")) as at:
        assert meet_at(at, shelf.vault, shelf.replica.network_id).equal  # before there were names
    settings = HubSettings(networks=frozenset({b"n" * 32}))
    with listening(make_hub(tmp_path / "hub", settings)) as at:
        answer = post(at, shelf.replica.network_id, b"x", shelf.vault.device)
        assert (answer.status_code, answer.json()) == (404, {"error": "unknown_network"})


def post(url: str, network: bytes, body: bytes, key: SigningKey, **changes) -> requests.Response:
    address = f"{url}/v1/{HUB_KEY.public.hex()}/{network.hex()}"
    headers = {**peer_at(url, key).headers(address, body), **changes}
    return requests.post(address, data=body, headers=headers, timeout=10)


def test_a_request_unsigned_changed_or_shown_twice_is_refused(shelf: Shelf, url: str):
    address = f"{url}/v1/{HUB_KEY.public.hex()}/{shelf.replica.network_id.hex()}"
    body = seal_frame(encode_request(Asked(1, shelf.replica.network_id, Hello((1,), bytes(32)))))
    headers = peer_at(url, shelf.vault.device).headers(address, body)
    asked = [
        requests.post(address, data=body, timeout=10),
        requests.post(address, data=body + b"x", headers=headers, timeout=10),
        requests.post(address, data=body, headers=headers, timeout=10),
        requests.post(address, data=body, headers=headers, timeout=10),
    ]
    assert [one.status_code for one in asked] == [401, 401, 200, 401]
    assert [one.json()["error"] for one in asked if one.status_code != 200] == [
        *("signature_missing", "signature_refused", "signature_replayed"),
    ]


def test_a_request_for_another_hub_is_refused(shelf: Shelf, url: str):
    address = f"{url}/v1/{'ab' * 32}/{shelf.replica.network_id.hex()}"
    headers = peer_at(url, shelf.vault.device).headers(address, b"x")
    answer = requests.post(address, data=b"x", headers=headers, timeout=10)
    assert (answer.status_code, answer.json()) == (404, {"error": "wrong_device"})


def test_other_paths_and_methods_are_refused_in_the_same_words(url: str):
    address = f"{url}/v1/{HUB_KEY.public.hex()}/{'ab' * 32}"
    asked = [requests.get(address, timeout=10), requests.get(f"{url}/v2", timeout=10)]
    assert [(one.status_code, one.json()) for one in asked] == [
        (405, {"error": "wrong_method"}),
        (404, {"error": "not_found"}),
    ]


def test_a_huge_body_is_refused_unread(shelf: Shelf, url: str):
    answer = post(url, shelf.replica.network_id, bytes(FRAME_BYTES_MAX + 1), shelf.vault.device)
    assert (answer.status_code, answer.json()) == (413, {"error": "too_large"})

    def endless() -> Iterator[bytes]:
        for _ in range(FRAME_BYTES_MAX // 65_536 + 2):
            yield bytes(65_536)

    address = f"{url}/v1/{HUB_KEY.public.hex()}/{shelf.replica.network_id.hex()}"
    with suppress(requests.ConnectionError):  # it may hang up while we are still sending, which is as good
        headers = peer_at(url, shelf.vault.device).headers(address, b"")
        assert requests.post(address, data=endless(), headers=headers, timeout=10).status_code == 413
    with suppress(requests.ConnectionError):
        assert requests.post(address, data=endless(), timeout=10).status_code == 401


def test_a_device_that_asks_too_often_is_told_when_to_come_again(shelf: Shelf, tmp_path: Path):
    with listening(make_hub(tmp_path / "hub", HubSettings(requests_per_minute=2))) as at:
        answers = [post(at, shelf.replica.network_id, b"x" * 20, shelf.vault.device) for _ in range(6)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 120


def test_health_metrics_and_a_log_without_names(shelf: Shelf, url: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    meet_at(url, shelf.vault, shelf.replica.network_id)
    assert requests.get(f"{url}/health", timeout=10).json() == {"status": "ok"}
    text = requests.get(f"{url}/metrics", timeout=10).text
    assert f"jangbu_hub_blocks {shelf.replica.store.count()}\n" in text
    assert f"jangbu_hub_blocks_accepted_total {shelf.replica.store.count()}\n" in text
    network, device = shelf.replica.network_id.hex(), shelf.vault.device.public.hex()
    for told in (text, caplog.text):
        assert network not in told
        assert device[:16] not in told
        assert "127.0.0.1" not in told.replace(url, "")
    assert f"{network[:8]} 200" in caplog.text


def test_a_refusal_is_counted_once_and_a_path_that_is_no_network_is_not_logged(
    shelf: Shelf, url: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    meet_at(url, shelf.vault, shelf.replica.network_id)
    assert post(url, shelf.replica.network_id, b"x", key_of("stranger")).json() == {"error": "not_granted"}
    requests.post(f"{url}/v1/{HUB_KEY.public.hex()}/Hong%0AGil", timeout=10)
    text = requests.get(f"{url}/metrics", timeout=10).text
    assert 'jangbu_hub_refused_total{reason="not_granted"} 1\n' in text
    assert 'jangbu_hub_refused_total{reason="unknown_network"} 1\n' in text
    assert "Hong" not in caplog.text
    assert "- refused: unknown_network" in caplog.text


def test_a_hub_keeps_its_key(tmp_path: Path):
    first = hub_key(tmp_path / "hub", SeededRandomness("a"))
    assert hub_key(tmp_path / "hub", SeededRandomness("b")).public == first.public
    assert (tmp_path / "hub" / "key").stat().st_mode & 0o777 == 0o600
