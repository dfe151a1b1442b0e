"""The week of the sample shop: a plan typed and repeated, a missing clock-out, corrections by one side and the other.

The sample stands on Sunday 22 November 2026; Hana works Monday to Friday 10:00 to 14:30 with half an hour off.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.ports.clock import Instant
from core.vault.views import find_subject
from desktop.cli.samples import PIN
from tests.support.fixed_clock import SUNDAY
from tests.support.sample_program import SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand

HOUR_S = 3600


@pytest.fixture
def shop(desk, qtbot):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    hand = Hand(window, None)
    hand.desk = desk
    return hand


def hana(hand):
    """The state of Hana's employment."""
    found = []
    hand.window.program_kept.session.read(
        lambda vault, replica: find_subject(replica, "H-01").state, owner=hand.window, on_done=found.append
    )
    return found[0]


def write(grid, row, column, text):
    """Write into a cell as by F2."""
    grid.setCurrentCell(row, column)
    grid.item(row, column).setText(text)


def turn(page, where):
    """The page's action, as the palette offers it."""
    next(one for one in page.commands() if one.title == where).run()


def kiosk(hand, name="김하나"):
    page = hand.open("labour.kiosk")
    number = next(one.number for one in page._people if one.name == name)
    hand.press(f"labour.kiosk.tile.{number}")
    return page


def sign(hand, pin=PIN):
    """Type a PIN and Enter."""
    hand.type("kiosk_pin", pin)
    QTest.keyClick(hand.find("field.kiosk_pin"), Qt.Key.Key_Return)


def test_a_plan_is_typed_signed_repeated_and_shown_at_the_kiosk(shop):
    page = shop.open("labour.week")
    write(page.plan.grid, 0, 1, "10-14:30/30")
    page.plan.grid.setCurrentCell(0, 2)
    QTest.keyClick(page.plan.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.plan.grid.item(0, 8).text() == "8:00"
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    starts = [one["start"] for one in hana(shop)["plans"]]
    assert starts == ["2026-11-16T10:00", "2026-11-17T10:00"]
    turn(page, "다음 주")
    shop.press("labour.plan.repeat")
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    assert [one["start"] for one in hana(shop)["plans"]][2:] == ["2026-11-23T10:00", "2026-11-24T10:00"]
    shop.desk.clock.moment = Instant(SUNDAY.seconds + 24 * HOUR_S, SUNDAY.offset_minutes)
    assert "10:00–14:30" in kiosk(shop).person.plan.text()


def test_a_changed_plan_takes_the_place_of_the_old_one_and_a_cleared_day_is_free(shop):
    page = shop.open("labour.week")
    write(page.plan.grid, 0, 1, "10-14:30/30")
    write(page.plan.grid, 0, 2, "10-13, 18-20")
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    write(page.plan.grid, 0, 1, "11-14")
    page.plan.grid.setCurrentCell(0, 2)
    QTest.keyClick(page.plan.grid, Qt.Key.Key_Delete)
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    assert [(one["start"], one["end"]) for one in hana(shop)["plans"]] == [("2026-11-16T11:00", "2026-11-16T14:00")]
    assert not page.plan.is_changed()


def test_what_cannot_be_read_or_breaks_the_law_is_said_before_anybody_signs(shop):
    page = shop.open("labour.week")
    write(page.plan.grid, 0, 1, "9-18")
    assert any("휴게 60분" in one and "김하나" in one for one in page.plan.remarks.said())
    write(page.plan.grid, 0, 2, "noon")
    assert any("읽을 수 없습니다: noon" in one for one in page.plan.remarks.said())
    assert not page.plan.sign_panel.isVisibleTo(page)
    shop.press("labour.plan.back")
    assert page.plan.remarks.said() == ()
    assert page.plan.grid.item(0, 1).text() == ""


def forget(hand):
    """Hana comes at 14:32 on Sunday, and is back a day later."""
    kiosk(hand)
    hand.press("labour.kiosk.in")
    sign(hand)
    hand.desk.clock.moment = Instant(SUNDAY.seconds + 24 * HOUR_S, SUNDAY.offset_minutes)
    page = kiosk(hand)
    hand.press("labour.kiosk.settle")
    assert "2026-11-22" in page.signing.forgotten.text()
    hand.type("left_at", "18:32")
    hand.type("pause_start", "16:00")
    hand.type("pause_end", "16:30")
    sign(hand)
    return page


def test_a_missing_clock_out_is_asked_for_and_settled_by_both(shop):
    page = forget(shop)
    sign(shop)
    state = hana(shop)
    assert (state["shifts"][-1]["end"], state["open"], state.get("corrections")) == ("2026-11-22T18:32", None, None)
    shop.press("labour.kiosk.go_on")
    shop.press("labour.kiosk.in")
    sign(shop)
    assert hana(shop)["open"]["start"] == "2026-11-23T14:32"
    assert page.told.said() == ("14:32", "김하나 출근")
    shop.press("labour.kiosk.go_on")
    assert page.chosen() is None


def test_without_the_owner_it_waits_for_an_answer(shop):
    page = forget(shop)
    shop.press("labour.kiosk.owner_absent")
    assert any("한쪽만" in one for one in page.told.said())
    assert hana(shop)["corrections"][-1]["status"] == "proposed"
    week = shop.open("labour.week")
    turn(week, "앞 주")
    shop.press("field.mode.hours")
    assert week.hours.shift().record["start"] == "2026-11-22T14:32"
    shop.type("pin.employer", PIN)
    shop.sign("labour.hours.answer")
    assert hana(shop)["corrections"][-1]["status"] == "agreed"
    assert "original" not in hana(shop)["shifts"][-1]


def test_a_worker_corrects_and_the_owner_agrees_with_the_original_in_sight(shop):
    own = shop.open("labour.corner")
    own.names.setCurrentRow(0)
    shop.type("corner_pin", PIN)
    shop.press("labour.corner.open")
    own.hours.table.setCurrentCell(len(own.hours._rows) - 1, 0)
    shop.type("correct_end", "15:30")
    shop.sign("labour.hours.propose")
    assert any("사유" in one for one in own.remarks.said())
    shop.type("correct_end", "15:30")
    shop.type("correct_reason", "마감 청소")
    shop.sign("labour.hours.propose")
    week = shop.open("labour.week")
    shop.press("field.mode.hours")
    assert "마감 청소" in week.hours._proposed.text()
    shop.type("pin.employer", PIN)
    shop.sign("labour.hours.answer")
    shift = hana(shop)["shifts"][-1]
    assert (shift["end"], shift["original"]["end"]) == ("2026-11-20T15:30", "2026-11-20T14:30")
    assert "14:30" in week.hours.table.item(4, 3).text()


def test_an_owner_corrects_and_a_worker_who_does_not_agree_opens_a_dispute(shop):
    shop.open("labour.week")
    shop.press("field.mode.hours")
    shop.type("correct_start", "10:20")
    shop.type("correct_reason", "늦게 왔음")
    shop.type("pin.employer", PIN)
    shop.sign("labour.hours.propose")
    assert "정정 제안 1건" in kiosk(shop).person.waiting.text()
    own = shop.open("labour.corner")
    own.names.setCurrentRow(0)
    shop.type("corner_pin", PIN)
    shop.press("labour.corner.open")
    shop.press("field.correct_refuse")
    shop.type("correct_reason", "10시에 왔습니다")
    shop.sign("labour.hours.answer")
    state = hana(shop)
    assert (state["corrections"][-1]["status"], state["disputes"][-1]["status"]) == ("refused", "open")
    monday = next(one for one in state["shifts"] if one["start"].startswith("2026-11-16"))
    assert (monday["start"], "original" in monday) == ("2026-11-16T10:00", False)
