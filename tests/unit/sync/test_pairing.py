"""The text that two laptops show each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from sync.pairing import PREFIX, Pairing, pairing_text, read_pairing
from sync.transports.lan import tag_of
from tests.support.sample_network import key_of

DEVICE = key_of("device").public
PAIRING = Pairing(b"n" * 32, DEVICE, ("https://10.0.0.1:8751", "https://[fe80::1]:8751"))


def test_a_pairing_is_read_as_it_was_shown():
    text = pairing_text(PAIRING)
    assert text.startswith(PREFIX)
    assert len(text) < 250
    assert read_pairing(f" {text}\n") == PAIRING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "JANGBU-JOIN1:xx",
        PREFIX,
        PREFIX + "!!!",
        PREFIX + "AAAA",
        pairing_text(Pairing(b"n" * 32, DEVICE, ())),
        pairing_text(Pairing(b"n" * 32, bytes(32), PAIRING.urls)),
        pairing_text(Pairing(b"n" * 31, DEVICE, PAIRING.urls)),
        pairing_text(Pairing(b"n" * 32, DEVICE, ("http://10.0.0.1",))),
        pairing_text(Pairing(b"n" * 32, DEVICE, ("https://" + "x" * 3000,))),
    ],
)
def test_anything_else_is_told_so(text: str):
    with pytest.raises(InputError, match="pairing_unreadable"):
        read_pairing(text)


@given(st.text(max_size=80))
def test_no_text_makes_the_reader_fall_over(text: str):
    with pytest.raises(InputError, match="pairing_unreadable"):
        read_pairing(PREFIX + text)


def test_a_tag_names_a_member_in_one_network_only():
    tags = {tag_of(network, device) for network in (b"n" * 32, b"m" * 32) for device in (DEVICE, key_of("x").public)}
    assert len(tags) == 4
    assert DEVICE.hex()[:8] not in "".join(tags)
