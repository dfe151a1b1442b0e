"""Addresses of members nearby. Two machines on one cable, by IPv4 and IPv6: tests/e2e/test_lan.py."""

from urllib.parse import urlsplit

import pytest

from sync.transports.lan import Lan
from sync.transports.urls import url_at


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("10.87.0.1", "https://10.87.0.1:8751"),
        ("fd87::1", "https://[fd87::1]:8751"),
        ("fe80::1%eth0", "https://[fe80::1%25eth0]:8751"),  # RFC 6874 §2
    ],
)
def test_an_address_in_a_url(address: str, url: str):
    assert url_at("https", address, 8751) == url
    assert urlsplit(url).port == 8751


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "::1%nosuch"])
def test_an_address_of_another_machine_is_refused(address: str):
    with pytest.raises(OSError, match="no address of this machine"):
        Lan([address])


def test_what_is_no_address_is_refused():
    with pytest.raises(ValueError):
        Lan(["hub.example.org"])
