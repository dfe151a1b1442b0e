"""Addresses as people type them, and who answers there: by a certificate of the device, or by its word."""

from pathlib import Path

import pytest

from core.errors import InputError, SyncError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from desktop.syncing.address import Answering, Asker, asked_url, first_answering, is_open, who_answers
from sync.hub.key import write_secret
from sync.transports.certificate import device_certificate
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import listening, make_hub
from tests.support.sample_network import key_of

ASKER = Asker(key_of("asker"), SystemClock(), SystemRandomness())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" hub.jeju.kr/ ", "https://hub.jeju.kr"),
        ("10.0.0.2:8750", "https://10.0.0.2:8750"),
        ("http://127.0.0.1:8750", "http://127.0.0.1:8750"),
    ],
)
def test_https_is_meant_unless_something_else_is_said(typed: str, meant: str):
    assert asked_url(typed) == meant


@pytest.mark.parametrize("typed", ["", "   ", "ftp://hub", "https://", "hub:port", "http://[::1"])
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(InputError, match="url_needed"):
        asked_url(typed)


def test_a_way_that_can_be_watched_is_named():
    assert is_open("http://hub.jeju.kr")
    assert not is_open("https://hub.jeju.kr")
    assert not is_open("http://127.0.0.1:1")


def test_a_hub_says_its_key_with_and_without_a_certificate_of_its_own(tmp_path: Path):
    tls = tmp_path / "tls.pem"
    write_secret(tls, b"".join(device_certificate(HUB_KEY, SystemClock().now().seconds)))
    with listening(make_hub(tmp_path / "hub"), tls) as url:
        assert who_answers(url, ASKER) == Answering(url, HUB_KEY.public, True)
        assert first_answering(["https://127.0.0.1:9", url], HUB_KEY.public, ASKER).url == url
        with pytest.raises(SyncError, match="peer_other_certificate"):
            first_answering([url], key_of("other").public, ASKER)
    with listening(make_hub(tmp_path / "hub")) as url:
        assert who_answers(url, ASKER) == Answering(url, HUB_KEY.public, False)


def test_nobody_there():
    with pytest.raises(SyncError, match="peer_unreachable"):
        who_answers("https://127.0.0.1:9", ASKER)
