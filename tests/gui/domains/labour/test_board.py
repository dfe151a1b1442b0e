"""The sample shop's board: Hana is expected Monday to Friday at 10:00, Duri at weekends at 12:00."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.ports.clock import Instant
from desktop.cli.samples import PIN
from tests.gui.domains.labour.test_week import kiosk, sign
from tests.support.fixed_clock import SUNDAY
from tests.support.sample_program import SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand

MIDNIGHT_S = SUNDAY.seconds - (14 * 60 + 32) * 60  # the sample stands on Sunday 22 November, 14:32
DAY_MINUTES = 24 * 60


@pytest.fixture
def shop(desk, qtbot):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    hand = Hand(window, None)
    hand.desk = desk
    return hand


def at(hand, minutes):
    """So many minutes after that Sunday began; what the board says of Hana and Duri."""
    hand.desk.clock.moment = Instant(MIDNIGHT_S + minutes * 60, 540)
    page = hand.open("labour.board")
    return [one.state for one in page._board.present]


def test_who_is_expected_late_in_and_done(shop):
    assert at(shop, 11 * 60) == ["off", "expected"]
    assert at(shop, 12 * 60 + 4) == ["off", "expected"]
    assert at(shop, 12 * 60 + 6) == ["off", "late"]
    shop.pick("late_after", "15분")
    QTest.keyClick(shop.find("field.late_after"), Qt.Key.Key_Return)
    assert at(shop, 12 * 60 + 6) == ["off", "expected"], "the shop's own minutes, also the next time"
    shop.desk.clock.moment = SUNDAY
    kiosk(shop, "박두리")
    shop.press("labour.kiosk.in")
    sign(shop)
    assert at(shop, 15 * 60) == ["off", "in"]
    assert at(shop, DAY_MINUTES + 6 * 60 + 33) == ["expected", "forgotten"]
    assert at(shop, DAY_MINUTES + 10 * 60 + 16) == ["late", "forgotten"]
    kiosk(shop, "박두리")
    shop.press("labour.kiosk.settle")
    shop.type("left_at", "18:00")
    sign(shop)
    sign(shop)
    assert at(shop, DAY_MINUTES + 10 * 60 + 20) == ["late", "off"]


def test_a_plan_of_the_week_takes_the_place_of_the_agreed_hours(shop):
    week = shop.open("labour.week")
    week.plan.grid.item(1, 6).setText("13-15")  # Duri comes on Saturday only
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    assert at(shop, 14 * 60 + 40) == ["off", "off"]


def test_flags_come_with_whom_they_protect_and_the_steps_lead_on(shop):
    page = shop.open("labour.board")
    assert any(one.startswith("김하나: ") for one in page.said())
    shop.open("labour.month")
    shop.type("first", "2026-10-01")
    shop.type("pin.employer", PIN)
    shop.sign("labour.month.sign")
    page = shop.open("labour.board")
    assert page.steps["receive"].text() == "아직 받지 않은 명세서 1건"
    shop.press("labour.board.receive")
    assert shop.window._current == "labour.month"
