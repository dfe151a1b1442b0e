"""Cards: what a text for a QR code holds, and what is no card."""

import base64

import pytest
from nacl.pwhash import argon2id

from core.encoding import cbor
from core.errors import InputError, RefusedError, RejectedError
from core.identity import card as card_module
from core.identity.card import PREFIX, Card, card_text, make_card, read_card
from core.identity.keys import SigningKey
from core.identity.pin import open_key
from tests.support.seeded_randomness import SeededRandomness

PIN = "24681012"
KEY = SigningKey(b"k" * 32)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(card_module, "CARD_OPERATIONS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(card_module, "CARD_MEMORY_BYTES", argon2id.MEMLIMIT_MIN)


def made(pin: str = PIN) -> Card:
    return make_card(KEY, "한라폐차장", "입고 담당 1", pin, SeededRandomness("card"))


def encoded(*value: object) -> str:
    return PREFIX + base64.urlsafe_b64encode(cbor.encode(list(value))).decode().rstrip("=")


def parts() -> list:
    digits = card_text(made())[len(PREFIX) :]
    return cbor.decode(base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4)))


def test_a_card_comes_back_from_its_text_and_opens_with_its_pin_only():
    read = read_card(f"  {card_text(made())}\n")
    assert read == made()
    assert (read.member, read.title, read.sealed.public) == ("한라폐차장", "입고 담당 1", KEY.public)
    assert open_key(read.sealed, PIN).seed == KEY.seed
    with pytest.raises(RefusedError, match="wrong_pin"):
        open_key(read.sealed, "24681013")
    assert KEY.seed not in base64.urlsafe_b64decode(card_text(made())[len(PREFIX) :] + "==")


def test_the_text_fits_a_code_that_a_phone_reads():
    assert len(card_text(made())) < 400


@pytest.mark.parametrize("pin", ["", "1234567", "1234567890123", "12345 78", "일이삼사오육칠팔"])
def test_a_weak_or_strange_pin_makes_no_card(pin: str):
    with pytest.raises(InputError, match="card_pin_shape"):
        made(pin)


def test_a_card_costs_more_to_guess_than_a_key_in_a_vault(monkeypatch):
    monkeypatch.undo()
    assert card_module.CARD_MEMORY_BYTES == 4 * argon2id.MEMLIMIT_INTERACTIVE
    assert card_module.CARD_OPERATIONS > argon2id.OPSLIMIT_INTERACTIVE


@pytest.mark.parametrize(
    "text",
    [
        *("", "JANGBU1:abc", PREFIX, PREFIX + "!!!!", PREFIX + "AAAA", PREFIX + "A" * 3000),
        encoded("jangbu-card"),
        encoded(*parts()[:6]),
        encoded("jangbu-cart", *parts()[1:]),
        encoded(parts()[0], bytes(32), *parts()[2:]),
        encoded(*parts()[:2], b"short", *parts()[3:]),
        encoded(*parts()[:3], [2], *parts()[4:]),
        encoded(*parts()[:3], [2, "much"], *parts()[4:]),
        encoded(*parts()[:4], b"box", *parts()[5:]),
        encoded(*parts()[:5], "", "title"),
        encoded(*parts()[:6], "t" * 121),
    ],
)
def test_what_is_no_card_is_refused(text: str):
    with pytest.raises(RejectedError, match="not_a_card"):
        read_card(text)


@pytest.mark.parametrize("cost", [[1, 2**62], [17, 64 * 1024**2], [0, 64 * 1024**2], [1, 0]])
def test_a_card_cannot_ask_for_all_memory(cost: list):
    with pytest.raises(RejectedError, match="card_costly"):
        read_card(encoded(*parts()[:3], cost, *parts()[4:]))
