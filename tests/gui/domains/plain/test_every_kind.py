"""Records, several entries and a sealed part: the shared form has them for every workspace without pages of its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from core.actions.read_sealed import read_sealed
from desktop.pages.record_page import RecordTask
from desktop.printing.pdfium import page_pixels, page_texts
from desktop.printing.to_printer import print_pages
from desktop.tables.export import Format
from tests.gui.domains.plain.test_plain_workspace import drafts, find, holding, record, shown, sign, type_into
from tests.support.orchard.rules.orchard import SELL


@pytest.fixture
def selling(qtbot, farm):
    """The form of a sale of the crate 가-1, empty but for whom it is about."""
    record(qtbot, farm)
    page = farm.open("record", RecordTask(SELL))
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    return page


def add_bag(qtbot, page, variety: int, grams: str) -> None:
    qtbot.keyClick(find(page, "field.bags", QPushButton), Qt.Key.Key_Space)
    bag = page.sheet.form.editor("bags")._records[-1]
    assert bag.isAncestorOf(QApplication.focusWidget()), "the keyboard is in the new bag"
    qtbot.keyClick(bag.findChildren(QPushButton)[1 + variety], Qt.Key.Key_Space)
    type_into(bag.findChild(QLineEdit), grams)


def fill_in(qtbot, page, grams: str = "2*3") -> None:
    add_bag(qtbot, page, 0, grams)
    add_bag(qtbot, page, 1, "1.5")
    weighings = page.sheet.form.editor("weighings").list
    weighings.setFocus()
    qtbot.keyClick(weighings, Qt.Key.Key_Home)
    qtbot.keyClick(weighings, Qt.Key.Key_Space)
    type_into(find(page, "field.name", QLineEdit), "김비밀")
    type_into(find(page, "field.won", QLineEdit), "30,000")


def test_all_of_it_is_recorded_by_keys_and_what_is_sealed_is_in_no_sentence(qtbot, farm, selling):
    fill_in(qtbot, selling)
    assert "2봉지로 나누어 팔았습니다" in shown(selling) and "김비밀" not in selling._sentence.text()
    sign(qtbot, selling)
    holding(farm).sign_now(holding(farm).waiting[-1])
    table = farm.open("entries", SELL).table
    table.opened.emit(table.model.row(0).id)
    page = farm.current_page()
    assert "부사 · 6 kg" in shown(page) and "홍로 · 1.5 kg" in shown(page)
    assert "김비밀" not in shown(page)
    qtbot.keyClick(find(page, "entry.sealed"), Qt.Key.Key_Space)
    assert "산 사람" in shown(page) and "김비밀" in shown(page) and "30,000" in shown(page)


def test_a_sealed_part_is_for_this_laptop_the_signer_and_whoever_was_chosen(qtbot, farm, selling):
    fill_in(qtbot, selling)
    qtbot.keyClick(selling.sheet.sealed.readers.target(), Qt.Key.Key_Space)
    sign(qtbot, selling)
    holding(farm).sign_now(holding(farm).waiting[-1])
    entry = farm.open("entries", SELL).table.model.row(0).id
    found = []
    farm.program_kept.session.read(
        lambda vault, replica: (read_sealed(vault, replica.network_id, entry), vault.persons(), vault.device.public),
        owner=farm,
        on_done=found.append,
    )
    (parts, persons, device) = found[0]
    assert set(parts[0].recipients) == {device, *(one.key for one in persons)}, "the farm is all there is"


def test_a_bag_that_cannot_be_read_is_named_by_its_number(qtbot, farm, selling):
    fill_in(qtbot, selling, grams="2*")
    sign(qtbot, selling)
    assert holding(farm).waiting == []
    assert selling.sheet.form.problem("bags") == "1번째의 무게를 읽을 수 없습니다. 고쳐 주십시오."
    type_into(selling.sheet.form.editor("bags")._records[0].findChild(QLineEdit), "60")
    sign(qtbot, selling)
    assert "50 kg" in selling.sheet.form.problem("bags")


def test_a_sealed_field_that_is_missing_is_told_under_it(qtbot, farm, selling):
    fill_in(qtbot, selling)
    type_into(find(selling, "field.name", QLineEdit), " ")
    sign(qtbot, selling)
    assert holding(farm).waiting == []
    assert "이름" in selling.sheet.sealed._forms["buyer"].problem("name")


def test_a_draft_brings_all_of_it_back(qtbot, farm, selling):
    fill_in(qtbot, selling, grams="2*")
    selling.keep()
    (draft,) = drafts(farm)
    farm.open("record", RecordTask(SELL))
    page = farm.open("record", draft)
    QApplication.processEvents()
    assert page.sheet.typed_so_far() == draft.entry.typed
    assert [one["grams"] for one in page.sheet.form.editor("bags").typed()] == ["2*", "1.5"]
    assert page.sheet.sealed._forms["buyer"].editor("name").value() == "김비밀"


def test_what_it_keeps_is_found_from_the_bar_on_top(qtbot, farm):
    record(qtbot, farm, "가-1")
    record(qtbot, farm, "나-2")
    farm.top_bar.search.setText("나-2")
    qtbot.keyClick(farm.top_bar.search, Qt.Key.Key_Return)
    model = farm.current_page().table.model
    assert [model.index(row, 3).data()[:3] for row in range(model.rowCount())] == ["나-2"]


@pytest.mark.on_a_lane
def test_a_table_is_previewed_and_printed_as_the_pdf_that_is_saved(qtbot, farm, tmp_path):
    record(qtbot, farm, "가-1")
    panel = farm.open("orchard.title").save_table()
    assert not panel.printer.isVisibleTo(panel)
    panel.choose(Format.PDF)
    assert panel.printer.isVisibleTo(panel) and panel.preview.isVisibleTo(panel)
    assert len(panel.preview.findChildren(QLabel)) == 1
    panel.printer.click()
    assert "프린터" in " ".join(panel.remarks.said()), "there is none here"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    print_pages(panel._pdf, printer)
    seen, printed = (page_pixels(pdf, 0, 40) for pdf in (panel._pdf, (tmp_path / "printed.pdf").read_bytes()))
    assert "가-1" in page_texts(panel._pdf)[0]
    assert printed.width / printed.height == pytest.approx(seen.width / seen.height, rel=0.02)
