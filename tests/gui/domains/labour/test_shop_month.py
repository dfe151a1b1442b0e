"""A shop's month through the window: workplace, worker, contract with its law check, clock, payslip."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, Signing, record
from core.ports.clock import Instant
from core.vault.entry_list import EntryFilter, count_entries
from core.vault.views import list_subjects
from desktop.printing.pdfium import page_texts
from tests.gui.domains.labour.conftest import HANA_PIN, OWNER_PIN
from tests.support.fixed_clock import SUNDAY

SHOP = {"name": "한빛카페", "business_number": "123-45-67891", "head": "이사장", "address": "서울", "employees": "5"}
PERSON = {"staff_number": "H-01", "name": "김하나", "born": "2005-03-01"}


def employment(hand):
    (row,) = list_subjects(hand.vault.replica(hand.vault.networks()[0]), "employment")
    return row


def open_shop_and_enrol(hand, who=None) -> None:
    hand.open("labour.staff")
    for name, text in {**SHOP, "pay_day": "10"}.items():
        hand.type(name, text)
    hand.type("pin.employer", OWNER_PIN)
    hand.sign("labour.staff.sign")
    for name, text in PERSON.items():
        hand.type(name, text)
    adult = {"identified_by": "identity_card", "age_band": "adult"}
    hand.window.current_page().person.set_values({**adult, **(who or {})})
    hand.type("pin.employer", OWNER_PIN)
    hand.type("pin.worker", HANA_PIN)
    hand.sign("labour.staff.sign")


def at_kiosk(hand):
    """Hana before the kiosk."""
    page = hand.open("labour.kiosk")
    hand.press("labour.kiosk.tile.H-01")
    return page


def sign_at_kiosk(hand, pin) -> None:
    hand.type("kiosk_pin", pin)
    QTest.keyClick(hand.find("field.kiosk_pin"), Qt.Key.Key_Return)


def fill_contract(hand, hourly: str) -> object:
    page = hand.open("labour.contracts", employment(hand).id)
    for name, text in {"starts": "2026-11-02", "ends": "2026-12-31", "place": "마포", "duties": "홀"}.items():
        hand.type(name, text)
    for name, text in {"hourly": hourly, "pay_day": "10", "leave": "법에 따름"}.items():
        hand.type(name, text)
    page.form.set_values({"pay_method": "transfer", "insurances": ["employment", "accident"]})
    for day in range(5):
        for column, text in (("start", "10:00"), ("end", "14:30"), ("break_minutes", "30")):
            hand.type(f"day{day}.{column}", text)
    return page


def take_copy(hand, folder) -> None:
    """The worker's stick gets the contract, and the worker signs for it."""
    hand.type("labour.delivery.stick", str(folder))
    QTest.keyClick(hand.find("field.labour.delivery.stick"), Qt.Key.Key_Return)
    hand.type("pin.worker", HANA_PIN)
    hand.press("labour.contracts.deliver")


def work_a_week(hand) -> None:
    """Five shifts of the first week of November, by the worker's PIN."""
    row, network = employment(hand), hand.vault.networks()[0]
    signing = (Signing(bytes.fromhex(row.state["person"]["worker_key"]), "worker", HANA_PIN),)
    drafts = []
    for day in range(2, 7):
        at, pause = f"2026-11-0{day}T10:00", {"start": f"2026-11-0{day}T12:00", "end": f"2026-11-0{day}T12:30"}
        out = {"end": f"2026-11-0{day}T14:30", "method": "pin", "breaks": [pause]}
        drafts.append(Draft("labour.clock.in", {"at": at, "method": "pin"}, row.id, signing))
        drafts.append(Draft("labour.clock.out", out, row.id, signing))
    for draft in drafts:
        record(hand.vault, network, [draft])


def test_a_name_is_sealed_and_the_workplace_comes_first(hand):
    open_shop_and_enrol(hand)
    row = employment(hand)
    assert (row.title, row.state["status"]) == ("H-01", "enrolled")
    assert "김하나" not in str(row.state)
    entry = bytes.fromhex(row.state["person"]["entry"])
    (part,) = read_sealed(hand.vault, hand.vault.networks()[0], entry)
    assert part.body == {"name": "김하나", "born": "2005-03-01"}


def test_a_wrong_business_number_is_said_and_nothing_is_recorded(hand):
    page = hand.open("labour.staff")
    for name, text in {**SHOP, "pay_day": "10", "business_number": "123-45-67892"}.items():
        hand.type(name, text)
    hand.type("pin.employer", OWNER_PIN)
    hand.sign("labour.staff.sign")
    assert any("사업자등록번호" in told for told in page.remarks.said())
    assert not list_subjects(hand.vault.replica(hand.vault.networks()[0]), "workplace")


def test_the_law_is_checked_while_typing(hand):
    open_shop_and_enrol(hand)
    page = fill_contract(hand, "10000")
    assert any("최저임금" in told for told in page.remarks.said())
    hand.type("hourly", "10320")
    assert [told for told in page.remarks.said() if "최저임금" in told] == []
    hand.type("place", "")
    assert any("반드시 적어야" in told for told in page.remarks.said())


def test_a_wrong_pin_of_the_second_signer_leaves_no_proposal_behind(hand):
    open_shop_and_enrol(hand)
    page = fill_contract(hand, "10320")
    before = count_entries(hand.vault.replica(hand.vault.networks()[0]), EntryFilter())
    hand.type("pin.employer", OWNER_PIN)
    hand.type("pin.worker", "999999")
    hand.press("labour.contracts.sign")
    assert "아무것도 서명하거나 적지 않았습니다" in page.sign_panel.problem()
    assert count_entries(hand.vault.replica(hand.vault.networks()[0]), EntryFilter()) == before
    assert employment(hand).state["status"] == "enrolled"
    hand.type("pin.employer", OWNER_PIN)
    hand.type("pin.worker", HANA_PIN)
    hand.press("labour.contracts.sign")
    assert employment(hand).state["status"] == "signed"


def test_the_kiosk_says_why_it_does_not_clock_out(hand):
    open_shop_and_enrol(hand)
    row, network = employment(hand), hand.vault.networks()[0]
    signing = (Signing(bytes.fromhex(row.state["person"]["worker_key"]), "worker", HANA_PIN),)
    came = Draft("labour.clock.in", {"at": "2026-11-22T10:00", "method": "pin"}, row.id, signing)
    record(hand.vault, network, [came])
    page = at_kiosk(hand)
    hand.press("labour.kiosk.out")
    for start, end, told in (
        ("18:00", "18:30", "휴게"),  # after 14:32, when the shift ends
        ("12:00", "", "하나가 비어 있습니다"),
    ):
        hand.type("pause_start", start)
        hand.type("pause_end", end)
        sign_at_kiosk(hand, HANA_PIN)
        assert any(told in one for one in page.signing.outcome.said()), page.signing.outcome.said()
        assert employment(hand).state["open"]


def test_a_month_from_contract_to_payslip(hand, tmp_path):
    open_shop_and_enrol(hand)
    fill_contract(hand, "10320")
    hand.type("pin.employer", OWNER_PIN)
    hand.type("pin.worker", HANA_PIN)
    hand.press("labour.contracts.sign")
    assert employment(hand).state["status"] == "signed"
    path = tmp_path / "contract.pdf"
    hand.type("contract_path", str(path))
    hand.press("labour.contracts.save")
    assert "김하나" in page_texts(path.read_bytes())[0]
    take_copy(hand, tmp_path)
    assert employment(hand).state["status"] == "active"
    at_kiosk(hand)
    hand.press("labour.kiosk.in")
    sign_at_kiosk(hand, HANA_PIN)
    assert employment(hand).state["open"]["method"] == "pin"
    page = at_kiosk(hand)
    hand.press("labour.kiosk.out")
    sign_at_kiosk(hand, "999999")
    assert employment(hand).state["open"] is not None
    assert page.signing.outcome.said() == ("개인 번호가 맞지 않습니다. 아무것도 서명하거나 적지 않았습니다.",)


def test_the_slip_shows_its_reasons_before_anybody_signs(hand, tmp_path):
    open_shop_and_enrol(hand)
    fill_contract(hand, "10320")
    hand.type("pin.employer", OWNER_PIN)
    hand.type("pin.worker", HANA_PIN)
    hand.press("labour.contracts.sign")
    work_a_week(hand)
    page = hand.open("labour.month", employment(hand).id)
    for name, text in {"first": "2026-11-01", "last": "2026-11-21", "pay_day": "2026-12-10"}.items():
        hand.type(name, text)
    # 5 x 4 h; Sunday 8 November 4 h, the next week was not worked; employment insurance on the agreed 1,076,230.
    assert any("2026-11-09" in one for one in page.remarks.said())
    told = [page.lines.item(row, 1).text() for row in range(page.lines.rowCount())]
    assert told == ["206,400원", "41,280원", "9,680원"]
    assert "근로기준법 제55조제1항" in page.lines.item(1, 2).text()
    hand.type("pin.employer", OWNER_PIN)
    hand.sign("labour.month.sign")
    assert [one["status"] for one in employment(hand).state["slips"]] == ["issued"]
    path = tmp_path / "slip.pdf"
    hand.type("slip_path", str(path))
    hand.press("labour.month.save")
    assert "41,280원" in page_texts(path.read_bytes())[0]
    corner = hand.open("labour.corner")
    corner.names.setCurrentRow(0)
    hand.type("corner_pin", HANA_PIN)
    hand.press("labour.corner.open")
    assert corner.lines.item(1, 1).text() == "41,280원"
    hand.press("labour.corner.receive")
    assert employment(hand).state["slips"][0]["status"] == "acknowledged"
    hand.type("contest_reason", "하루가 빠졌습니다")
    hand.press("labour.corner.contest")
    assert employment(hand).state["disputes"][0]["line"] == "basic_pay"
    corner.chosen.set_values({"certified": ["period", "duties"]})
    hand.press("labour.corner.ask")
    assert employment(hand).state["requests"][0]["certified"] == ["period", "duties"]
    # Opened anew, it asks for the PIN again, and a wrong one opens nothing.
    hand.open("labour.corner")
    corner.names.setCurrentRow(0)
    hand.type("corner_pin", "999999")
    hand.press("labour.corner.open")
    assert corner.remarks.said() == ("개인 번호가 맞지 않습니다. 아무것도 서명하거나 적지 않았습니다.",)
    assert not corner.lines.isVisibleTo(corner)


def test_nobody_clocks_in_by_a_clock_that_is_behind_before_they_say_the_date_is_right(hand):
    open_shop_and_enrol(hand)
    page = at_kiosk(hand)
    page.desk.clock.moment = Instant(SUNDAY.seconds - 60, SUNDAY.offset_minutes)
    hand.press("labour.kiosk.in")
    for agreed in (False, True):
        if agreed:
            page.signing.clock.agreed.click()
        sign_at_kiosk(hand, HANA_PIN)
        assert bool(employment(hand).state.get("open")) is agreed
