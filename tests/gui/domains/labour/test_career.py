"""A certificate in the window: asked for by the worker, signed by both, checked from the paper."""

from core.actions.record import Draft, Signing, record
from core.domains.labour.credential.reading import certificate_holds, read_certificate
from desktop.domains.labour.certificates import opened_certificate
from tests.gui.domains.labour.conftest import HANA_PIN, OWNER_PIN
from tests.gui.domains.labour.test_shop_month import employment, fill_contract, open_shop_and_enrol


def ask(hand, *names):
    row = employment(hand)
    signing = Signing(bytes.fromhex(row.state["person"]["worker_key"]), "worker", HANA_PIN)
    draft = Draft("labour.credential.request", {"certified": list(names)}, row.id, (signing,))
    record(hand.vault, hand.vault.networks()[0], [draft])


def test_what_the_worker_asked_for_is_issued_once_and_holds(hand, tmp_path):
    open_shop_and_enrol(hand)
    fill_contract(hand, "10700")
    for name, pin in (("pin.employer", OWNER_PIN), ("pin.worker", HANA_PIN)):
        hand.type(name, pin)
    hand.press("labour.contracts.sign")
    page = hand.open("labour.staff")
    assert not page.career.isVisibleTo(page)
    ask(hand, "name", "duties")
    page = hand.open("labour.staff")
    for name, pin in (("pin.employer", OWNER_PIN), ("pin.worker", HANA_PIN)):
        hand.type(name, pin, inside=page.career)
    hand.press("labour.career.issue")
    file, paper = tmp_path / "career.json", tmp_path / "career.pdf"
    for path, field, button in (
        (file, "career_file", "labour.career.save_file"),
        (paper, "career_paper", "labour.career.save_paper"),
    ):
        hand.type(field, str(path))
        hand.press(button)
    document = read_certificate(file.read_bytes())
    assert document["credentialSubject"].keys() == {"id", "name", "duties"}
    assert certificate_holds(document)
    assert opened_certificate(paper.read_bytes()) == document
    assert not page.career.who.isVisibleTo(page)
    assert len(employment(hand).state["credentials"]) == 1
    hand.open("labour.staff")
    assert not page.career.isVisibleTo(page)


def test_a_wrong_pin_issues_nothing(hand):
    open_shop_and_enrol(hand)
    ask(hand, "name")
    page = hand.open("labour.staff")
    hand.type("pin.employer", OWNER_PIN, inside=page.career)
    hand.type("pin.worker", "999999", inside=page.career)
    hand.press("labour.career.issue")
    assert "맞지 않습니다" in page.career.sign_panel.problem()
    assert "credentials" not in employment(hand).state
