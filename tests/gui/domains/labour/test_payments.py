"""What comes after a payslip, in the window of the sample shop: payment, objection, answer, end, the bank's sheet."""

import io

import pytest
from python_calamine import CalamineWorkbook

from core.actions.read_sealed import read_sealed
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.cli.samples import PASSPHRASE, PIN
from tests.support.fixed_clock import FixedClock
from tests.support.sample_program import SHOP, copied_vault, sample_window
from tests.support.shop_hand import Hand


@pytest.fixture
def shop(desk, qtbot):
    """The sample shop with the month page open on November, Hana chosen and her slip issued."""
    path = copied_vault(SHOP)
    window = sample_window(desk, SHOP, path)
    qtbot.addWidget(window)
    hand = Hand(window, None)
    page = hand.open("labour.month")
    hand.type("first", "2026-11-01")
    hand.type("last", "2026-11-21")
    hand.type("pin.employer", PIN)
    hand.sign("labour.month.sign")
    hand.path = path
    assert [one.state for one in page.roster.rows()] == ["issued", "open"]
    return hand


def test_a_refusal_says_what_the_rule_objects_to(desk, qtbot):
    window = sample_window(desk, SHOP, copied_vault(SHOP))
    qtbot.addWidget(window)
    hand = Hand(window, None)
    page = hand.open("labour.month")
    hand.type("first", "2026-11-01")
    hand.type("last", "2026-11-30")
    hand.type("pin.employer", PIN)
    hand.press("labour.month.sign")
    assert "끝날이 오늘보다 뒤의 날짜입니다" in page.sign_panel.problem()
    assert "지적된 것을" not in page.sign_panel.problem()


def corner(hand):
    page = hand.open("labour.corner")
    page.names.setCurrentRow(0)
    hand.type("corner_pin", PIN)
    hand.press("labour.corner.open")
    return page


def states(hand):
    return [one.state for one in hand.open("labour.month").roster.rows()]


def test_a_payment_is_recorded_at_the_net_pay_and_the_worker_confirms_it(shop):
    shop.type("pin.employer", PIN)
    shop.sign("labour.pay.sign")
    assert states(shop) == ["paid", "open"]
    corner(shop)
    shop.press("labour.corner.receive")
    shop.press("labour.corner.confirm")
    assert states(shop) == ["confirmed", "open"]


def test_another_amount_needs_a_reason_and_lies_sealed(shop):
    page = shop.window.current_page()
    net = page.roster.rows()[0].net
    shop.type("won", str(net - 10_000))
    shop.type("pin.employer", PIN)
    shop.sign("labour.pay.sign")
    assert "실지급액" in page.payment.sign_panel.problem()
    assert states(shop) == ["issued", "open"]
    shop.type("reason", "10월에 먼저 준 돈")
    shop.type("pin.employer", PIN)
    shop.sign("labour.pay.sign")
    assert states(shop) == ["paid", "open"]
    shop.window.close()
    with Vault.open(shop.path, PASSPHRASE, installed(), FixedClock(), SystemRandomness()) as vault:
        network = vault.networks()[0]
        state = find_subject(vault.replica(network), "H-01").state
        (payment,) = state["payments"]
        assert "먼저 준 돈" not in str(state)
        (part,) = read_sealed(vault, network, bytes.fromhex(payment["entry"]))
    assert part.body == {"won": net - 10_000, "reason": "10월에 먼저 준 돈"}


def test_everybody_is_paid_with_one_signature(shop):
    page = shop.window.current_page()
    page.roster.setCurrentCell(1, 0)
    shop.type("pin.employer", PIN)
    shop.sign("labour.month.sign")
    assert [one.state for one in page.roster.rows()] == ["issued", "issued"]
    shop.press("field.pay_all")
    shop.type("pin.employer", PIN)
    shop.sign("labour.pay.sign")
    assert [one.state for one in page.roster.rows()] == ["paid", "paid"]
    assert not page.transfers.isVisibleTo(page)


def test_an_objection_is_answered_and_ended_by_both(shop):
    corner(shop)
    shop.type("contest_reason", "하루가 빠졌습니다")
    shop.press("labour.corner.contest")
    assert states(shop) == ["contested", "open"]
    page = shop.window.current_page()
    shop.type("answer", "출근 기록을 같이 보았습니다")
    shop.type("pin.employer", PIN)
    shop.sign("labour.dispute.sign_answer")
    assert page.roster.rows()[0].state == "answered"
    own = corner(shop)
    assert "출근 기록을 같이 보았습니다" in own._answer.text()
    shop.open("labour.month")
    shop.type("pin.employer", PIN)
    shop.sign("labour.pay.sign")
    page.dispute.ending.set_values({"outcome": "agreed"})
    shop.type("pin.employer", PIN)
    shop.type("pin.worker", PIN)
    shop.press("labour.dispute.sign_end")
    assert states(shop) == ["paid", "open"]


def test_a_worker_takes_an_objection_back_alone(shop):
    corner(shop)
    shop.type("contest_reason", "하루가 빠졌습니다")
    shop.press("labour.corner.contest")
    shop.press("labour.corner.withdraw")
    assert states(shop) == ["acknowledged", "open"]  # whoever objected to a slip has it


def test_the_bank_sheet_is_saved_as_spreadsheet_or_csv(shop, tmp_path):
    net = shop.window.current_page().roster.rows()[0].net
    shop.type("transfer_path", str(tmp_path / "bank.xlsx"))
    shop.press("labour.transfer.save")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "bank.xlsx").read_bytes())).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["H-01", "김하나", "", net]
    shop.press("field.transfer_format.csv")
    shop.type("transfer_path", str(tmp_path / "bank.csv"))
    shop.press("labour.transfer.save")
    lines = (tmp_path / "bank.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["사번,이름,계좌,금액", f"H-01,김하나,,{net}"]
