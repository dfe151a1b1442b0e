"""A badge at the kiosk: who it is by the badge, that it is they by the PIN."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.domains.labour.credential.did_key import did_of
from desktop.domains.labour.badges import key_on_badge
from desktop.printing.qr import read_qr_pages
from tests.gui.domains.labour.conftest import HANA_PIN
from tests.gui.domains.labour.test_shop_month import at_kiosk, employment, open_shop_and_enrol, sign_at_kiosk


def hold_to_reader(hand, text):
    """A reader types as fast as it can and ends with Enter."""
    field = hand.find("field.badge")
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_badge_says_who_and_the_pin_that_it_is_they(hand, tmp_path):
    open_shop_and_enrol(hand)
    path = tmp_path / "badges.pdf"
    hand.type("badge_path", str(path))
    hand.press("labour.badge.save")
    (text,) = read_qr_pages(path.read_bytes())
    key = bytes.fromhex(employment(hand).state["person"]["worker_key"])
    assert key_on_badge(text) == key
    page = hand.open("labour.kiosk")
    hold_to_reader(hand, text)
    assert page.chosen().key == key
    hand.press("labour.kiosk.in")
    sign_at_kiosk(hand, "999999")
    assert employment(hand).state.get("open") is None
    sign_at_kiosk(hand, HANA_PIN)
    assert employment(hand).state["open"]["method"] == "badge"
    assert page.badge.edit.text() == ""


def test_a_badge_of_somebody_else_and_what_is_none_are_said(hand):
    open_shop_and_enrol(hand)
    page = hand.open("labour.kiosk")
    for text, told in ((did_of(b"\x09" * 32), "여기서 일하는 사람"), ("8801234567890", "명찰이 아니거나")):
        hold_to_reader(hand, text)
        assert told in page.badge.problem()
        assert page.chosen() is None


def test_a_name_chosen_by_hand_is_no_badge(hand):
    open_shop_and_enrol(hand)
    at_kiosk(hand)
    hand.press("labour.kiosk.in")
    sign_at_kiosk(hand, HANA_PIN)
    assert employment(hand).state["open"]["method"] == "pin"
