"""Each form of contract in the window: what it asks, what is seen is what is signed, minors' papers, the copy."""

from hashlib import sha256

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.actions.join import grant_person
from core.ledger.evidence_check import check_evidence
from core.vault.views import history
from desktop.printing.pdfium import page_texts
from tests.gui.domains.labour.conftest import HANA_PIN, OWNER_PIN
from tests.gui.domains.labour.test_shop_month import employment, open_shop_and_enrol, take_copy
from tests.support.labour_bench import CONTRACT
from tests.support.pdf_reading import copied

MOTHER_PIN = "333333"


def enrol(hand, age_band="adult", identified_by="identity_card"):
    open_shop_and_enrol(hand, {"age_band": age_band, "identified_by": identified_by})


def filled(hand):
    """The page with usual terms in it, put in at once."""
    page = hand.open("labour.contracts", employment(hand).id)
    terms = {
        name: CONTRACT[name] for name in ("place", "duties", "days", "weekly_holiday", "pay_day", "pay_method", "leave")
    }
    page.form.set_values({**terms, "starts": "2026-11-02", "ends": "2026-12-31", "hourly": 10_700})
    return page


def sign(hand):
    panel = hand.window.current_page().sign_panel
    hand.type("pin.employer", OWNER_PIN, inside=panel)
    hand.type("pin.worker", HANA_PIN, inside=panel)
    hand.press("labour.contracts.sign")


def is_shown(page, name):
    return any(one.isVisibleTo(page) for one in page.form.findChildren(QWidget, f"field.{name}"))


def test_each_form_asks_only_what_it_has(hand):
    enrol(hand)
    page = filled(hand)
    asked = {"ends", "lodging", "meals", "place", "hourly"}
    for kind, hidden in (
        ("full_time", {"ends", "lodging", "meals"}),
        ("fixed_term", {"lodging", "meals"}),
        ("part_time", {"lodging", "meals"}),
        ("foreign", set()),
    ):
        page.form.set_values({"kind": kind, "lodging": "기숙사", "meals": "점심"})
        assert {name for name in asked if not is_shown(page, name)} == hidden
        assert not hidden & page.form.peek().keys()


def test_a_foreigner_reads_the_contract_in_vietnamese_before_signing_and_on_paper(hand, tmp_path):
    enrol(hand, identified_by="residence_card")
    page = filled(hand)
    assert page.form.kind() == "foreign"
    assert any("읽을 수 있는 언어" in told for told in page.remarks.said())
    page.form.set_values({"also_in": "vi"})
    hand.type("lodging", "제공하지 않음")
    hand.type("meals", "점심 제공")
    assert not any("숙박" in told for told in page.remarks.said())
    seen = page.summary.said()
    for told in ("Lương theo giờ: 10,700 won", "Bữa ăn: 점심 제공", "시간급: 10,700원"):
        assert any(told in line for line in seen), told
    sign(hand)
    take_copy(hand, tmp_path)
    text = "\n".join(page_texts((tmp_path / "contract-H-01.pdf").read_bytes()))
    # The paper says every line that was on the screen; the items ticked off above the clauses are no part of it.
    for line in (part for told in seen if told[0] not in "✓✗" for part in told.split("\n")):
        assert copied(text, line), line


def test_the_copy_is_the_paper_and_evidence_and_the_worker_signs_for_this_file(hand, tmp_path):
    enrol(hand)
    filled(hand)
    sign(hand)
    take_copy(hand, tmp_path)
    row = employment(hand)
    delivered = history(hand.vault.replica(hand.vault.networks()[0]), row.id)[-1].entry.content.body
    assert delivered["file_sha256"] == sha256((tmp_path / "contract-H-01.pdf").read_bytes()).digest()
    assert delivered["medium"] == "stick"
    report = check_evidence((tmp_path / "contract-H-01.jangbu-evidence").read_bytes())
    assert report.intact
    assert [one.entry.content.type for one in report.chosen] == ["labour.contract.propose", "labour.contract.sign"]


def test_a_stick_that_cannot_be_written_is_said_and_nobody_signs_for_nothing(hand, tmp_path):
    enrol(hand)
    page = filled(hand)
    sign(hand)
    (tmp_path / "contract-H-01.pdf").mkdir()
    hand.type("labour.delivery.stick", str(tmp_path))
    QTest.keyClick(hand.find("field.labour.delivery.stick"), Qt.Key.Key_Return)
    assert page.delivery.outcome.said()
    assert not page.delivery.sign_panel.isVisibleTo(page)
    assert employment(hand).state["status"] == "signed"


def test_a_phone_reads_the_terms_off_the_screen(hand):
    enrol(hand)
    page = filled(hand)
    sign(hand)
    hand.press("labour.delivery.codes")
    read = [page.delivery.codes.view.text()]
    while page.delivery.codes.on.isEnabled():
        hand.press("labour.codes.on")
        read.append(page.delivery.codes.view.text())
    text = "\n".join(one.split("\n", 1)[1] for one in read)
    for told in (
        "시간급: 10,700원",
        "2026-11-02부터 2026-12-31까지",
        "월요일 10:00-14:30",
        "3. 업무의 내용: 홀 서빙, 음료 제조",
    ):
        assert told in text
    hand.type("pin.worker", HANA_PIN)
    hand.press("labour.contracts.deliver")
    assert employment(hand).state["status"] == "active"


def test_the_guardian_consents_with_a_pin_and_the_minor_signs(hand, tmp_path):
    network = hand.vault.networks()[0]
    mother = hand.vault.add_person("한빛카페", "어머니", MOTHER_PIN)
    grant_person(hand.vault, network, mother.key, ["guardian"])
    enrol(hand, "under_18")
    page = filled(hand)
    assert page.form.kind() == "minor"
    assert list(page.papers.missing()) == ["family_certificate", "guardian_consent"]
    assert any("7시간" in line for line in page.summary.said())
    for name, begin in (("family.pdf", b"%PDF-1.4 scan"), ("back.heic", b"\0\0\0\x18ftypheic")):
        (tmp_path / name).write_bytes(begin)
        hand.type("labour.papers.scan", str(tmp_path / name))
        QTest.keyClick(hand.find("field.labour.papers.scan"), Qt.Key.Key_Return)
    hand.type("pin.employer", OWNER_PIN, inside=page.papers)
    hand.sign("labour.papers.keep")
    tick = hand.find("field.as_it_is.back.heic")
    assert tick.hasFocus(), "first somebody decides whether the phone's picture may go as it is"
    QTest.keyClick(tick, Qt.Key.Key_Space)
    hand.sign("labour.papers.keep")
    assert list(page.papers.missing()) == ["guardian_consent"]
    page.papers.form.set_values({"relation": "parent"})
    hand.type("pin.guardian", MOTHER_PIN)
    hand.sign("labour.papers.keep")
    state = employment(hand).state
    assert [(one["paper"], one["kept_as"]) for one in state["papers"]] == [
        ("family_certificate", "scan"),
        ("guardian_consent", "own_signature"),
    ]
    assert len(state["papers"][0]["scans"]) == 2
    assert [told for told in page.remarks.said() if "서류" in told] == []
    sign(hand)
    take_copy(hand, tmp_path)
    (text,) = page_texts((tmp_path / "contract-H-01.pdf").read_bytes())
    for told in ("1일 7시간, 1주에 35시간", "동의서 구비 여부: 갖춤", "친권자이(가) 자기 열쇠로 서명함"):
        assert copied(text, told)


def test_the_paper_stands_below_the_law_check_and_says_why_there_is_none(hand):
    enrol(hand)
    page = filled(hand)
    law, paper = (one.mapTo(page, one.rect().topLeft()).y() for one in (page.remarks, page.paper))
    assert law < paper
    page.form.changed.emit()
    assert page.paper.told().startswith("두 사람이 서명하면") and not page.paper.save.isVisibleTo(page)
    hand.type("place", "")
    assert "법 점검에서 고쳐야 할 것이 남아 있어 아직 계약서를 만들 수 없습니다" in page.paper.told()
    hand.type("place", CONTRACT["place"])
    sign(hand)
    assert page.paper.save.isVisibleTo(page)
    assert page.paper.told() == "2026-11-22 (일)에 서명한 계약서입니다."
    hand.type("place", "")
    assert "지금 화면의 내용은 이 계약서에 없습니다" in page.paper.told()


def test_a_scan_that_is_missing_is_said(hand):
    enrol(hand, "under_18")
    page = filled(hand)
    hand.type("pin.employer", OWNER_PIN, inside=page.papers)
    hand.sign("labour.papers.keep")
    assert page.papers.remarks.said() == ("스캔한 파일을 붙이십시오.",)
    assert "papers" not in employment(hand).state


def test_below_fifteen_nobody_signs_without_the_work_permit(hand):
    open_shop_and_enrol(hand, {"age_band": "under_15", "papers": ["work_permit"]})
    filled(hand)
    sign(hand)
    assert employment(hand).state["status"] == "signed"
