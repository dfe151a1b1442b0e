"""The fences around the tests hold."""

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 80)])
def test_the_network_is_out_of_reach(address):
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
        pytest.raises(AssertionError, match="no network but loopback"),
    ):
        outside.connect(address)


def test_loopback_is_open():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as near,
        server.accept()[0] as far,
    ):
        near.sendall(b"x")
        assert far.recv(1) == b"x"


def test_fontconfig_sees_the_bundled_fonts_only():
    text = Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    assert text.count("<dir>") == 1
    assert "resources" in text
