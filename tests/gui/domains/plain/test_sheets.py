"""Sheets of a workspace without pages of its own: taken in with every problem by its cell, and written out again."""

import csv

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from core.vault.entry_list import EntryFilter, count_entries
from desktop.printing.pdfium import page_texts
from desktop.tables.export import Format
from tests.support.orchard.rules.orchard import OPEN

GOOD = "상자 이름,품종,수확일,무게 (kg)\n가-1,부사,2026-11-20,12.5\n가-2,Hongro,2026.11.21,3*4\n"
BAD = GOOD + "가-3,배,2026-11-22,2\n가-1,부사,2026-11-20,12.5\n=위험,부사,2026-11-20,0.5\n"


@pytest.fixture
def take(farm, tmp_path):
    """The import page with a sheet read."""

    def made(text: str, name: str = "상자.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode("cp949"))
        page = farm.open("import", OPEN)
        page.file.set_path(path)
        QApplication.processEvents()
        return page

    return made


def states(page) -> dict[str, str]:
    model = page.table.model
    return {model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())}


def sign(qtbot, page, pin: str = "123456") -> None:
    QApplication.processEvents()
    (field,) = [one for one in page.findChildren(QLineEdit, "field.pin") if one.isVisibleTo(page)]
    for sign_ in pin:
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign_))
    qtbot.keyClick(field, Qt.Key.Key_Return)


def crates(farm) -> int:
    counted = []
    farm.program_kept.session.read(
        lambda vault, replica: count_entries(replica, EntryFilter(types=(OPEN,))), owner=farm, on_done=counted.append
    )
    return counted[0]


def test_columns_are_guessed_and_nothing_is_written_before_the_signature(qtbot, farm, take):
    page = take(GOOD)
    assert page.mapping.chosen() == {"label": 0, "variety": 1, "picked_on": 2, "grams": 3}
    assert states(page) == {"2": "좋음", "3": "좋음"}
    assert "서명하고 2건 기록하기" in page.sign_panel.button.text()
    assert crates(farm) == 0
    sign(qtbot, page)
    assert crates(farm) == 2
    assert "표에서 2건을 기록했습니다." in farm.banner.current.what


def test_each_wrong_cell_says_what_is_wrong_and_the_good_rows_can_be_recorded(qtbot, farm, take):
    page = take(BAD)
    told = states(page)
    assert told["4"].startswith("고쳐야 함") and told["5"] == "이미 있음" and told["6"].startswith("좋음")
    row = next(n for n in range(page.table.model.rowCount()) if page.table.model.index(n, 0).data() == "4")
    cells = [page.table.model.index(row, place).data() for place in range(page.table.model.columnCount())]
    assert "고를 수 있는 값이 아닙니다: 배" in " ".join(cells)
    assert "기록할 것 3건 · 고쳐야 할 것 1건 · 이미 있는 것 1건" in page._counted.text()
    (told_whole,) = page.problems.said()
    assert told_whole.startswith("4번째 줄 — 품종: 고를 수 있는 값이 아닙니다: 배.")
    page.table.view.setCurrentIndex(page.table.model.index(page.table.model.rowCount() - 1, 0))
    assert not any("배" in told for told in page.problems.said())
    sign(qtbot, page)
    assert crates(farm) == 3


def test_a_field_without_a_column_is_named_in_the_state(farm, take):
    page = take(GOOD.replace("품종", "알 수 없는 칸"))
    assert states(page)["2"] == "고쳐야 함: 품종을 입력해 주십시오."


def test_the_same_sheet_again_says_that_all_is_there_and_records_nothing(qtbot, farm, take):
    sign(qtbot, take(GOOD))
    page = take(GOOD)
    assert set(states(page).values()) == {"이미 있음"}
    sign(qtbot, page)
    assert crates(farm) == 2


def test_a_wrong_pin_records_nothing(qtbot, farm, take):
    page = take(GOOD)
    sign(qtbot, page, "999999")
    assert crates(farm) == 0 and page.sign_panel.problem()


def test_a_chosen_column_is_remembered_for_the_next_sheet_with_these_headings(qtbot, farm, take):
    odd = GOOD.replace("무게 (kg)", "칸 4")
    page = take(odd)
    assert "grams" not in page.mapping.chosen()
    page.mapping._lists["grams"].setCurrentIndex(4)
    assert set(states(page).values()) == {"좋음"}
    sign(qtbot, page)
    page = take(odd.replace("가-", "나-"), "다음.csv")
    assert page.mapping.chosen()["grams"] == 3
    assert set(states(page).values()) == {"좋음"}


def test_what_is_no_sheet_is_told(farm, take, tmp_path):
    page = take("상자\n")
    assert "표에 줄이 없습니다" in page.remarks.said()[0]


def saved(qtbot, panel, chosen: Format, folder) -> bytes:
    panel.choose(chosen)
    path = folder / f"out.{chosen}"
    panel.save.edit.setText(str(path))
    panel.save.button.click()
    return path.read_bytes()


def test_what_the_filter_shows_is_written_as_it_is_shown(qtbot, farm, take, tmp_path):
    sign(qtbot, take(BAD))
    page = farm.open("orchard.title")
    table = page.tables["crate"]
    table.model.set_filter("", "가-")
    table.model.sort(0, Qt.SortOrder.DescendingOrder)
    panel = page.save_table()
    data = saved(qtbot, panel, Format.CSV, tmp_path)
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["상자 이름", "품종", "수확일", "무게 (kg)", "살펴볼 것"]
    assert [row[0] for row in rows[1:]] == ["가-2", "가-1"]
    assert rows[1][3] == "12"
    assert "가-2" in " ".join(page_texts(saved(qtbot, panel, Format.PDF, tmp_path)))
    assert saved(qtbot, panel, Format.XLSX, tmp_path).startswith(b"PK")


def test_a_name_that_looks_like_a_formula_is_written_as_text(qtbot, farm, take, tmp_path):
    sign(qtbot, take(BAD))
    page = farm.open("orchard.title")
    data = saved(qtbot, page.save_table(), Format.CSV, tmp_path)
    assert "'=위험" in data.decode("utf-8-sig")


def test_all_entries_are_written_too(qtbot, farm, take, tmp_path):
    sign(qtbot, take(GOOD))
    page = farm.open("entries", OPEN)
    rows = list(csv.reader(saved(qtbot, page.save_table(), Format.CSV, tmp_path).decode("utf-8-sig").splitlines()))
    assert len(rows) == 3 and "가-2 상자를 열었습니다" in " ".join(rows[1])


def test_titles_and_decimal_commas_of_a_file_are_read_and_somebody_may_choose_the_headings(qtbot, farm, take):
    page = take("출하 명세;;;\n상자 이름;품종;수확일;무게 (kg)\n가-1;부사;2026-11-20;12,5\n가-2;부사;2026-11-20;1,25\n")
    assert states(page) == {"3": "좋음", "4": "좋음"}
    assert [one.row.body["grams"] for one in page.looked_at] == [12_500, 1_250]
    assert "소수를 쉼표로" in page.remarks.said()[0]
    qtbot.keyClick(page.headings, Qt.Key.Key_Home)
    assert page.mapping.chosen() == {}
    qtbot.keyClick(page.headings, Qt.Key.Key_Down)
    sign(qtbot, page)
    assert crates(farm) == 2
