"""Ten seconds before signing on the shop's pages: a payslip, payments, a plan, a correction of hours."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.vault.drafts import DraftState
from core.vault.entry_list import EntryFilter, count_entries
from core.vault.views import find_subject
from desktop.cli.samples import PIN
from tests.gui.domains.labour.test_week import hana, write
from tests.support.sample_program import SHOP, opened_copy, shown
from tests.support.shop_hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
SLIP = ("labour.period.close", "labour.payslip.issue")


@pytest.fixture
def shop(desk, qtbot):
    window = opened_copy(qtbot, desk, SHOP)
    return Hand(window, window.program_kept.session._vault)


def entries(hand, *types):
    replica = hand.vault.replica(hand.vault.networks()[0])
    return count_entries(replica, EntryFilter(types=types))


def drafts(hand):
    return hand.vault.drafts.of_network(hand.vault.networks()[0])


def wait(hand, seconds):
    for _ in range(seconds):
        hand.window.program_kept.work.holding.tick()


def november(hand):
    page = hand.open("labour.month")
    hand.type("first", "2026-11-01")
    hand.type("last", "2026-11-21")
    return page


def take_back(hand):
    QTest.keyClick(hand.window, Qt.Key.Key_Z, CTRL)


def test_a_payslip_waits_as_one_line_and_closes_and_issues_as_one(shop):
    page = november(shop)
    before = [entries(shop, one) for one in SLIP]
    shop.type("pin.employer", PIN)
    shop.press("labour.month.sign")
    assert "김하나" in shown(shop.window.undo_bar)
    assert [one.state for one in drafts(shop)] == [DraftState.SIGNING]
    assert not page.sign_panel.isVisibleTo(page), "the same slip is not signed twice"
    wait(shop, 9)
    assert [entries(shop, one) for one in SLIP] == before
    wait(shop, 1)
    assert [entries(shop, one) for one in SLIP] == [one + 1 for one in before]
    assert drafts(shop) == [] and [one.state for one in page.roster.rows()] == ["issued", "open"]


def test_a_payslip_that_is_taken_back_is_there_as_it_was_filled_in(shop):
    page = november(shop)
    shop.type("family", "3")
    shop.type("pin.employer", PIN)
    shop.press("labour.month.sign")
    take_back(shop)
    assert entries(shop, SLIP[0]) == 0
    shop.open("today")
    shop.window.banner._action.click()
    assert shop.window.current_page() is page
    assert page.form.typed()["family"] == "3" and page.period.typed()["last"] == "2026-11-21"
    shop.type("pin.employer", PIN)
    shop.sign("labour.month.sign")
    assert [entries(shop, one) for one in SLIP] == [1, 1] and drafts(shop) == []


def test_payments_are_taken_back_together(shop):
    november(shop)
    shop.type("pin.employer", PIN)
    shop.sign("labour.month.sign")
    shop.type("pin.employer", PIN)
    shop.press("labour.pay.sign")
    take_back(shop)
    (draft,) = drafts(shop)
    page = shop.open("labour.month", draft)
    assert page.payment.form.typed()["pay_method"] == draft.entry.typed["pay_method"]
    assert entries(shop, "labour.payment.record") == 0 and page.payment.isVisibleTo(page)


def test_a_plan_that_is_taken_back_stays_in_the_sheet(shop):
    page = shop.open("labour.week")
    write(page.plan.grid, 0, 1, "10-14:30/30")
    shop.type("pin.employer", PIN)
    shop.press("labour.plan.sign")
    assert not page.plan.grid.isEnabled() and not page.plan.sign_panel.isVisibleTo(page)
    take_back(shop)
    assert page.plan.grid.isEnabled() and page.plan.sign_panel.isVisibleTo(page)
    (draft,) = drafts(shop)
    page._turn(1)
    assert page.plan.grid.changes() == []
    page = shop.open("labour.week", draft)
    assert page.plan.grid.item(0, 1).text() == "10:00-14:30/30"
    shop.type("pin.employer", PIN)
    shop.sign("labour.plan.sign")
    assert [one["start"] for one in hana(shop)["plans"]] == ["2026-11-16T10:00"] and drafts(shop) == []


def test_a_correction_of_hours_comes_back_with_its_times(shop):
    page = shop.open("labour.week", hana_id(shop))
    shop.type("correct_end", "15:00")
    shop.type("correct_reason", "마감 정리")
    shop.type("pin.employer", PIN)
    shop.press("labour.hours.propose")
    take_back(shop)
    (draft,) = drafts(shop)
    page._turn(-1)
    page = shop.open("labour.week", draft)
    assert (page.hours.fields["correct_end"].text(), page.hours.fields["correct_reason"].text()) == (
        "15:00", "마감 정리"
    )  # fmt: skip
    assert entries(shop, "labour.attendance.correct") == 0


def test_what_cannot_be_is_told_before_any_second_has_passed(shop):
    page = shop.open("labour.week", hana_id(shop))
    shop.type("correct_start", "15:00")
    shop.type("correct_end", "15:00")
    shop.type("correct_reason", "거꾸로")
    shop.type("pin.employer", PIN)
    shop.press("labour.hours.propose")
    assert shop.window.program_kept.work.holding.waiting == [] and drafts(shop) == []
    assert shown(page.outcome) or any(panel.problem() for panel in page.panels.values())


def hana_id(hand):
    return find_subject(hand.vault.replica(hand.vault.networks()[0]), "H-01").id
