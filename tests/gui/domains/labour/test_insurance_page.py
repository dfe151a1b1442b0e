"""The insurance assistant in the window of the sample shop: answers, the sheet, and the receipt."""

import io

import pytest
from python_calamine import CalamineWorkbook

from desktop.cli.samples import PIN


@pytest.fixture
def shop(open_for_hana):
    return open_for_hana("labour.insurance")


def test_every_insurance_says_what_to_do_by_when_and_why(shop):
    said = shop.window.current_page().said()
    assert len(said) == 4
    # Hired on 25 October 2026: 14 days for health, else the 15th of November, a Sunday.
    assert "2026-11-09" in said[1]
    assert all("2026-11-16" in said[place] for place in (0, 2, 3))


def test_a_sheet_is_made_saved_and_followed_to_its_receipt(shop, tmp_path):
    page = shop.window.current_page()
    assert page.sheet.codes["pension"].currentText().startswith("01")
    assert not page.receipt.isVisibleTo(page)
    shop.press("field.insurances.accident")  # one sheet of three first
    page.sheet.sign_panel._rows[0].pin.setText(PIN)
    shop.press("labour.sheet.make")
    assert any("2026-11-09" in one for one in page.outcome.said())
    assert "4insure" in page.sheet.steps.text()
    path = tmp_path / "sheet.xlsx"
    shop.type("sheet_path", str(path))
    shop.press("labour.sheet.save")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    assert rows[2][0] == "0403014000000"
    assert rows[2][28] == ""
    for step, told in (("submitted", "접수를 기다립니다"), ("receipted", "가입했습니다")):
        page.receipt.form.set_values({"filing_step": step, "submitted_on": "2026-11-20", "receipt_number": "2026-77"})
        page.receipt.sign_panel._rows[0].pin.setText(PIN)
        shop.sign("labour.receipt.sign")
        assert told in page.said()[0]
    assert "2026-11-16" in page.said()[3]


def test_what_is_missing_is_said_and_nothing_is_recorded(shop):
    page = shop.window.current_page()
    shop.type("employment", "H-02")
    page.picker.edit.returnPressed.emit()
    # Eleven hours a week: the pension on wish only, health not at all.
    assert "희망하면" in page.said()[0]
    assert "대상이 아닙니다" in page.said()[1]
    page.sheet.form.set_values({"filing_kind": "day_work", "insurances": ["employment"], "month": "2026-13"})
    page.sheet.sign_panel._rows[0].pin.setText(PIN)
    shop.press("labour.sheet.make")
    assert "2026-11처럼" in page.sheet.sign_panel.problem()
    page.sheet.form.set_value("month", "2026-11")
    page.sheet.sign_panel._rows[0].pin.setText(PIN)
    shop.press("labour.sheet.make")
    assert "일용이 아닙니다" in page.sheet.sign_panel.problem()
    assert not page.receipt.isVisibleTo(page)
