"""Badges on paper: read back by another program, eight on a page, and no name of a person on them."""

import pypdfium2
import pytest

from core.domains.labour.credential.did_key import did_of
from core.errors import InputError
from desktop.domains.labour.badge_sheet import badge_sheets
from desktop.domains.labour.badges import Badge, key_on_badge
from desktop.printing.pdfium import page_texts
from desktop.printing.qr import read_qr_pages

KEYS = [bytes([number]) * 32 for number in range(1, 12)]
OWN = [Badge(f"H-{number:02d}", did_of(key)) for number, key in enumerate(KEYS)]


def test_every_badge_is_read_back_and_says_number_and_shop(qapp):
    pdf = badge_sheets(OWN, "아주 긴 이름을 가진 한빛카페 마포 본점")
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    read = read_qr_pages(pdf)
    assert sorted(map(key_on_badge, read)) == KEYS
    text = "".join(page_texts(pdf))
    assert all(one.number in text for one in OWN)
    assert "".join(text.split()).count("한빛카페마포본점") == len(OWN)


@pytest.mark.parametrize("text", ["", "H-01", "did:key:z", OWN[0].text[:-1], OWN[0].text.lower(), f"x{OWN[0].text}"])
def test_what_is_no_badge_is_refused(text):
    with pytest.raises(InputError) as refused:
        key_on_badge(text)
    assert refused.value.code == "badge_unreadable"


def test_blanks_that_a_reader_adds_do_no_harm():
    assert key_on_badge(f" {OWN[0].text}\r\n") == KEYS[0]
