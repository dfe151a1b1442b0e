"""A month in a small shop through the real command line: the slip adds up, papers are readable, nothing leaks."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from python_calamine import CalamineWorkbook

from desktop.printing.check import read_pdf_qr
from desktop.printing.pdfium import page_count, page_pixels, page_texts
from tests.e2e.labour_month import HANA, RESIDENT_NUMBER, Month, tell
from tests.support.pdf_reading import copied

# Some thirty processes run one after another, each of which opens the vault with its passphrase.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return tell(tmp_path_factory.mktemp("labour"))


def test_the_slip_is_worked_out_from_clock_and_contract(month):
    # Two shifts of 4 h, 5 and 9 October paid as public holidays; no week was worked in full: 10,320 x (8 + 8).
    amounts = {line["item"]: line["won"] for line in month.slip["pay"]}
    assert amounts == {"basic_pay": 82_560, "paid_public_holiday": 82_560}
    assert month.slip["gross"] == 165_120
    # On 1,100,000: 52,250 + 39,540 + 5,190 + 9,900; no tax on 165,120.
    assert (month.slip["deducted"], month.slip["net"]) == (106_880, 58_240)
    assert all(line["article"] and line["rule"] for line in month.slip["pay"])


def test_the_state_has_no_amount_and_no_name(month):
    told = json.dumps(month.shop.do("show", month.staff)["state"], ensure_ascii=False)
    assert '"status": "acknowledged"' in told
    for secret in (HANA, "58240", "165120", RESIDENT_NUMBER.replace("-", ""), "050301"):
        assert secret not in told


def test_papers_are_one_page_with_korean_that_can_be_copied(month):
    slip = month.files["slip.pdf"].read_bytes()
    assert page_count(slip) == page_count(month.files["contract.pdf"].read_bytes()) == 1
    text = page_texts(slip)[0]
    assert "58,240원" in text
    assert "근로기준법 제55조제2항" in text
    contract = page_texts(month.files["contract.pdf"].read_bytes())[0]
    assert "홀 서빙, 음료 제조" in contract
    assert HANA in contract


def test_the_sheet_has_the_resident_number_and_the_ledger_says_why(month):
    rows = CalamineWorkbook.from_path(str(month.files["acquisition.xlsx"])).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "가입자정보"
    assert rows[2][:2] == ["0503014000000", HANA]
    # Health insurance is among them: 14 days after 2 March, a Monday; the others would be due on 15 April.
    assert (rows[2][7], month.answers["filing"]["due"]) == ("20260302", "2026-03-16")


def test_the_certificate_holds_and_fails_after_a_change(month, tmp_path: Path):
    path = month.files["career.json"]
    assert month.shop.do("labour", "verify", str(path))["verified"]
    document = json.loads(path.read_text(encoding="utf-8"))
    assert set(document["credentialSubject"]) == {"id", "name", "period", "duties"}
    assert len(document["proof"]) == 2
    changed = tmp_path / "changed.json"
    changed.write_text(path.read_text(encoding="utf-8").replace("서빙", "관리"), encoding="utf-8")
    answer = month.shop.ask("labour", "verify", str(changed))
    assert (answer.code, answer.data["verified"]) == (1, False)


def test_the_paper_alone_is_checked_by_another_process(month, tmp_path: Path):
    pixels = page_pixels(month.files["career.pdf"].read_bytes(), 0, 150)
    image = QImage(pixels.pixels, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB888)
    photo = tmp_path / "photo.png"
    assert image.save(str(photo))
    said = json.loads(month.files["career.json"].read_text("utf-8"))["credentialSubject"]
    assert said.pop("id") == month.shop.do("labour", "verify", str(month.files["career.json"]))["worker"]
    for paper in (month.files["career.pdf"], photo):
        answer = month.shop.do("labour", "verify", str(paper))
        assert answer["verified"]
        assert answer["says"] == said
    text = page_texts(month.files["career.pdf"].read_bytes())[0]
    for told in (HANA, "2026-03-02부터", "홀 서빙, 음료 제조"):
        assert copied(text, told)


def test_the_code_on_the_contract_proves_both_signatures(month):
    (text,) = read_pdf_qr(month.files["contract.pdf"].read_bytes())
    answer = month.shop.do("verify", text)
    assert answer["intact"]
    assert {"employer", "worker"} <= {one["role"] for one in answer["signers"]}


def test_the_bank_gets_account_and_net_pay(month):
    rows = CalamineWorkbook.from_path(str(month.files["bank.xlsx"])).get_sheet_by_index(0).to_python()
    assert rows[1] == ["H-01", HANA, "은행 1-2-3", 58_240]
    assert (month.answers["bank"]["rows"], month.answers["bank"]["total"]) == (1, 58_240)


def test_the_office_gets_what_happened_with_evidence_that_verifies(month, tmp_path: Path):
    with zipfile.ZipFile(io.BytesIO(month.files["office.zip"].read_bytes())) as archive:
        shifts = json.loads(archive.read("shifts.json"))
        assert [one["work_minutes"] for one in shifts] == [240, 240]
        assert json.loads(archive.read("slips.json"))[0]["slip"]["net"] == 58_240
        (name,) = [one for one in archive.namelist() if one.startswith("evidence")]
        path = tmp_path / name
        path.write_bytes(archive.read(name))
    answer = month.shop.ask("verify", str(path))
    assert answer.code == 0, answer


def test_the_assistant_says_by_when_and_flags_say_what_is_late(month):
    (worker,) = month.answers["insurance"]["workers"]
    told = {one["insurance"]: one for one in worker["insurances"]}
    # The sheet is made but not filed: everything is still to be joined.
    assert {one["todo"] for one in told.values()} == {"join"}
    assert (told["health"]["due"], told["pension"]["due"], told["pension"]["code"]) == ("2026-03-16", "2026-04-15", "1")
    assert all(one["article"] for one in told.values())
    found = month.answers["flags"]["flags"]
    assert {"FILING_LATE", "INSURANCE_SHOULD_JOIN"} <= {one["flag"] for one in found}
    assert all(one["what"] and one["protects"] and one["next"] for one in found)
