"""Addresses of servers as other programs read them."""

from urllib.parse import urlsplit

import pytest

from sync.transports.urls import url_at


@pytest.mark.parametrize("address", ["192.168.0.5", "city.example", "fd77::1", "::"])
def test_host_and_port_are_found_again(address: str):
    parts = urlsplit(url_at("https", address, 8750))
    assert (parts.hostname, parts.port) == (address, 8750)
