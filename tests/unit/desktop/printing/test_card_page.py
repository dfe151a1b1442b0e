"""A card on paper is read back from the page, as a picture and as a PDF."""

import pytest
from nacl.pwhash import argon2id
from PySide6.QtGui import QImage

from core.identity import card as card_module
from core.identity.card import card_text, make_card
from core.identity.keys import SigningKey
from desktop.printing.card_page import card_pdf
from desktop.printing.pdfium import page_count, page_pixels, page_texts
from desktop.printing.qr import read_qr_image, read_qr_pages
from desktop.words import Words
from tests.support.fixed_clock import SUNDAY
from tests.support.seeded_randomness import SeededRandomness


@pytest.fixture
def card(monkeypatch):
    monkeypatch.setattr(card_module, "CARD_OPERATIONS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(card_module, "CARD_MEMORY_BYTES", argon2id.MEMLIMIT_MIN)
    return make_card(SigningKey(b"k" * 32), "한라폐차장", "입고 담당 1", "24681012", SeededRandomness("card"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_code_on_the_page_is_the_card(card, language: str):
    pdf = card_pdf(card, SUNDAY, Words(language))
    assert page_count(pdf) == 1
    assert read_qr_pages(pdf) == (card_text(card),)
    text = " ".join(page_texts(pdf)[0].split())
    assert "입고 담당 1" in text
    assert "24681012" not in text
    words = Words(language)
    assert words.text("card.keep")[:20] in text


def test_a_modest_picture_of_the_page_is_enough(card):
    page = page_pixels(card_pdf(card, SUNDAY, Words("ko")), 0, 110, grey=True)
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_Grayscale8)
    assert read_qr_image(image) == (card_text(card),)
