"""The worker's corner: one person's alone once it is open, and closed when they are done or walk away."""

import pytest

from desktop.cli.samples import PIN
from tests.support.sample_program import SHOP, sample_window
from tests.support.shop_hand import Hand


@pytest.fixture
def corner(desk, qtbot):
    window = sample_window(desk, SHOP)
    qtbot.addWidget(window)
    window.show()
    hand = Hand(window, None)
    page = hand.open("labour.corner")
    hand.go_to("labour.corner.names", 0)
    hand.type("corner_pin", PIN)
    hand.press("labour.corner.open")
    assert is_open(page)
    return hand, page


def is_open(page):
    return page._open is not None and page.hours.isVisibleTo(page) and not page.names.isVisibleTo(page)


def test_an_open_corner_has_no_list_of_others_and_says_whose_it_is(corner):
    hand, page = corner
    assert is_open(page)
    assert page._title.text() == "김하나 님의 자리"
    hand.press("labour.corner.done")
    assert not is_open(page) and page.pin.text() == ""
    assert page.names.isVisibleTo(page)
    assert page.hours.table.rowCount() == 0


def test_whoever_walks_away_leaves_nothing_open(qtbot, corner):
    _, page = corner
    with qtbot.waitSignal(page.idle.over):
        page.idle.timer.start(0)
    assert not is_open(page)


def test_another_page_closes_it(corner):
    hand, page = corner
    hand.open("labour.kiosk")
    assert page._open is None and not page.idle.timer.isActive()
