"""A worker forgot the PIN: a new key with the worker present; contract and hours stay, and the record tells of it."""

from core.vault.views import history
from tests.gui.domains.labour.conftest import HANA_PIN, OWNER_PIN
from tests.gui.domains.labour.test_contract_forms import enrol, filled, sign
from tests.gui.domains.labour.test_shop_month import at_kiosk, employment, sign_at_kiosk

NEW_PIN = "909090"


def renew(hand, pin=NEW_PIN, again=NEW_PIN, owner=OWNER_PIN):
    page = hand.open("labour.staff")
    if not page.new_pin.picker.isVisibleTo(page):
        hand.press("labour.new_pin.begin")
    page.new_pin.picker.edit.setText("H-01")
    page.new_pin.picker.edit.returnPressed.emit()
    page.new_pin.form.set_values({"identified_by": "identity_card"})
    hand.type("new_pin", pin)
    hand.type("new_pin.again", again)
    hand.type("pin.employer", owner, inside=page.new_pin)
    hand.press("labour.new_pin.sign")
    return page.new_pin


def test_the_worker_signs_with_the_new_pin_and_nothing_else_changes(hand):
    enrol(hand)
    filled(hand)
    sign(hand)
    before = employment(hand)
    card = renew(hand)
    assert "새로 정했습니다" in card.remarks.said()[0]
    after = employment(hand)
    assert after.id == before.id and after.state["status"] == before.state["status"] == "signed"
    assert after.state["contract"] == before.state["contract"]
    assert after.state["person"]["worker_key"] != before.state["person"]["worker_key"]
    rows = history(hand.vault.replica(hand.vault.networks()[0]), after.id)
    assert [one.code for one in rows[-1].judged.findings] == ["worker_key_changed"]
    assert all(row.effect == "counts" for row in rows), "what the old key signed goes on counting"
    page = at_kiosk(hand)
    hand.press("labour.kiosk.in")
    sign_at_kiosk(hand, HANA_PIN)
    assert "open" not in employment(hand).state, "the old PIN opens nothing any more"
    sign_at_kiosk(hand, NEW_PIN)
    assert employment(hand).state["open"], page.signing.outcome.said()


def test_a_wrong_pin_of_the_owner_or_one_typed_differently_changes_nothing(hand):
    enrol(hand)
    before, persons = employment(hand), hand.vault.persons()
    assert renew(hand, again="909091").sign_panel.problem()
    assert renew(hand, owner="000000").sign_panel.problem()
    assert employment(hand) == before and hand.vault.persons() == persons
