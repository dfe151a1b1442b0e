"""The attendance kiosk: big names, one question at a time, PINs that are counted, a full screen with one way out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.domains.labour.credential.did_key import did_of
from core.ports.clock import Instant
from desktop.domains.labour.pages.kiosk_tiles import GAP_PX, grid_for
from tests.gui.domains.labour.test_week import hana, kiosk, sign
from tests.support.sample_program import PIN, SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand

WRONG = "999999"
MINUTE_S = 60


@pytest.fixture
def shop(qtbot, desk):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    window.show()
    hand = Hand(window, None)
    hand.desk = desk
    yield hand
    window.stand_alone(False)
    window.close()


def later(hand, minutes):
    now = hand.desk.clock.now()
    hand.desk.clock.moment = Instant(now.seconds + minutes * MINUTE_S, now.offset_minutes)


@pytest.mark.parametrize(("width", "height"), [(976, 420), (1036, 560), (1872, 900)])
@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_tiles_never_overlap_never_leave_the_screen_and_are_large_enough_for_a_glove(width, height, scale):
    for count in range(1, 41):
        grid = grid_for(count, width, height, scale)
        assert grid.columns * (grid.width + GAP_PX) - GAP_PX <= width
        assert grid.rows * (grid.height + GAP_PX) - GAP_PX <= height
        assert min(grid.width, grid.height) >= 72
        assert grid.on_a_page >= 1
        if grid.on_a_page < count:  # several pages: as many of the smallest ones as there is room for
            assert grid_for(count + 1, width, height, scale).on_a_page == grid.on_a_page


def test_arrows_go_among_the_names_and_enter_chooses_one(shop):
    page = shop.open("labour.kiosk")
    first, second = page.tiles.tiles[:2]
    assert first.accessibleName() == "김하나, 출근 전"
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert page.tiles.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Right)
    assert page.tiles.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert page.chosen().number == "H-02"
    QTest.keyClick(page.person.buttons["in"], Qt.Key.Key_Escape)
    assert page.chosen() is None


def test_what_was_recorded_is_shown_large_and_goes_by_itself(qtbot, shop):
    page = kiosk(shop)
    shop.press("labour.kiosk.in")
    sign(shop)
    assert page.told.said()[:2] == ("14:32", "김하나 출근")
    with qtbot.waitSignal(page.told.over):
        page.told.timer.start(0)
    assert page.chosen() is None
    assert page.tiles.tiles[0].accessibleName() == "김하나, 14:32 출근"


def test_a_break_is_signed_with_both_its_times(shop):
    kiosk(shop)
    shop.press("labour.kiosk.in")
    sign(shop)
    later(shop, 60)
    kiosk(shop)
    shop.press("labour.kiosk.pause")
    sign(shop)
    later(shop, 30)
    page = kiosk(shop)
    assert "15:32부터 쉬는 중" in page.person.state.text()
    shop.press("labour.kiosk.resume")
    sign(shop)
    assert hana(shop)["open"]["breaks"] == [{"start": "2026-11-22T15:32", "end": "2026-11-22T16:02"}]
    later(shop, 120)
    kiosk(shop)
    shop.press("labour.kiosk.out")
    sign(shop)
    shift = hana(shop)["shifts"][-1]
    assert (shift["start"], shift["end"], len(shift["breaks"])) == ("2026-11-22T14:32", "2026-11-22T18:02", 1)


def test_a_break_that_ends_in_its_own_minute_is_none_and_the_shift_can_still_end(shop):
    kiosk(shop)
    shop.press("labour.kiosk.in")
    sign(shop)
    for step in ("pause", "resume"):
        kiosk(shop)
        shop.press(f"labour.kiosk.{step}")
        sign(shop)
    assert hana(shop)["open"]["breaks"] == []
    assert kiosk(shop).chosen().pausing == ""


def test_wrong_pins_wait_after_five_and_after_ten_both_open_it_again(shop):
    page = kiosk(shop)
    shop.press("labour.kiosk.in")
    for _ in range(4):
        sign(shop, WRONG)
    assert "4번 틀렸습니다" in page.signing.outcome._said[0].do
    sign(shop, WRONG)
    sign(shop)
    assert "5번 맞지 않았습니다" in page.signing.outcome.said()[0]
    for _ in range(5):
        later(shop, 60)
        sign(shop, WRONG)
    sign(shop)
    assert "막았습니다" in page.signing.outcome.said()[0]
    sign(shop)  # their own, then the owner's
    sign(shop)
    assert page.told.said()[1] == "김하나 님의 개인 번호를 다시 쓸 수 있습니다."
    shop.press("labour.kiosk.go_on")
    shop.press("labour.kiosk.in")
    sign(shop)
    assert hana(shop)["open"]["method"] == "pin"


def test_whoever_walks_away_is_forgotten_with_what_they_typed(qtbot, shop):
    page = kiosk(shop)
    shop.press("labour.kiosk.in")
    shop.type("kiosk_pin", PIN)
    with qtbot.waitSignal(page.idle.over):
        page.idle.timer.start(0)
    assert page.chosen() is None
    assert page.signing.pad.text() == ""
    assert hana(shop).get("open") is None


def test_a_worker_has_their_own_language_until_they_are_gone(shop):
    page = kiosk(shop)
    shop.press("labour.kiosk.language.en")
    assert page.person.greeting.text().startswith("Hello")
    shop.press("labour.kiosk.names.back")
    assert page.tiles.tiles[0].accessibleName() == "김하나, 출근 전"


def test_a_badge_is_read_at_any_step_whatever_has_the_focus(shop):
    page = kiosk(shop, "박두리")
    shop.window.activateWindow()
    shop.press("labour.kiosk.in")
    shop.type("kiosk_pin", "22")
    hanas = did_of(next(one.key for one in page._people if one.name == "김하나"))
    QTest.keyClicks(shop.find("field.kiosk_pin"), hanas[:1])
    QTest.keyClicks(shop.find("field.badge"), hanas[1:])
    QTest.keyClick(shop.find("field.badge"), Qt.Key.Key_Return)
    assert page.chosen().name == "김하나"
    shop.press("labour.kiosk.in")
    sign(shop)
    assert hana(shop)["open"]["method"] == "badge"


def test_the_full_screen_has_one_way_out_the_owners_pin(shop):
    page, window = shop.open("labour.kiosk"), shop.window
    shop.press("labour.kiosk.full")
    assert window.is_alone() and window.isFullScreen()
    for key in (Qt.Key.Key_1, Qt.Key.Key_K, Qt.Key.Key_L):
        for held in (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier):
            QTest.keyClick(window, key, held)
    window.close()
    window.program_kept._on_lock_needed("lock.reason.idle")
    assert window.current_page() is page and window.isVisible() and not window.is_locked()
    assert not window.navigation.isVisible() and not window.top_bar.isVisible()
    shop.press("labour.kiosk.leave")
    sign(shop, WRONG)
    assert window.is_alone()
    sign(shop)
    assert not window.is_alone() and window.navigation.isVisible()
