"""A fifth workspace, added by two folders only, gets its table, its forms, its entries and the inbox for nothing."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from core.vault.entry_list import EntryFilter, count_entries
from desktop.pages.inbox_rows import Section
from desktop.pages.record_page import RecordTask
from tests.support.orchard.rules.orchard import CHECK, DOUBT, OPEN, WEIGH

CTRL = Qt.KeyboardModifier.ControlModifier


def find(page, name: str, kind=QWidget) -> QWidget:
    QApplication.processEvents()  # parts of a page show themselves once they are laid out
    found = [one for one in page.findChildren(kind, name) if one.isVisibleTo(page)]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    for sign in text:
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))


def entries(farm, *types: str) -> int:
    counted = []
    farm.program_kept.session.read(
        lambda vault, replica: count_entries(replica, EntryFilter(types=types)), owner=farm, on_done=counted.append
    )
    return counted[0]


def drafts(farm) -> list:
    found = []
    farm.program_kept.session.on_vault(
        lambda vault: vault.drafts.of_network(vault.networks()[0]), owner=farm, on_done=found.append
    )
    return found[0]


def fill_in(qtbot, farm, label: str = "가-1", weight: str = "3*4.5") -> QWidget:
    """The form of a new crate, filled in and signed with the PIN."""
    page = farm.open("record", RecordTask(OPEN))
    type_into(find(page, "field.label", QLineEdit), label)
    qtbot.keyClick(find(page, "field.variety", QPushButton), Qt.Key.Key_Space)
    type_into(find(page, "field.picked_on", QLineEdit), "어제")
    type_into(find(page, "field.grams", QLineEdit), weight)
    sign(qtbot, page)
    return page


def sign(qtbot, page, pin: str = "123456") -> None:
    field = find(page, "field.pin", QLineEdit)
    type_into(field, pin)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def holding(farm):
    return farm.program_kept.work.holding


def record(qtbot, farm, label: str = "가-1") -> None:
    fill_in(qtbot, farm, label)
    holding(farm).sign_now(holding(farm).waiting[-1])


def shown(root) -> str:
    QApplication.processEvents()
    return " ".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))


def test_its_places_and_words_are_there(farm):
    assert "orchard.title" in farm._specs
    assert [one for one in farm.navigation.findChildren(QPushButton) if one.text() == "상자"]
    page = farm.open("orchard.title")
    assert "아직 아무것도 없습니다" in shown(page)
    page._new.click()
    assert type(farm.current_page()).__name__ == "RecordPage"
    assert farm.current_page().types.list.currentText() == "상자 등록"


def test_a_form_is_filled_in_told_in_a_sentence_and_waits_ten_seconds(qtbot, farm):
    page = fill_in(qtbot, farm)
    bar = farm.undo_bar
    assert bar.isVisible() and "10초 뒤 서명합니다" in shown(bar)
    assert "가-1 상자를 열었습니다. 부사, 2026-11-21 (토) 수확, 13.5 kg." in shown(bar)
    assert entries(farm, OPEN) == 0, "a draft is never counted as recorded"
    assert [one.state for one in drafts(farm)] == ["signing"]
    for _ in range(9):
        holding(farm).tick()
    assert "1초 뒤" in shown(bar) and entries(farm, OPEN) == 0
    holding(farm).tick()
    assert entries(farm, OPEN) == 1 and not bar.isVisible()
    assert drafts(farm) == []
    assert "기록했습니다." in shown(page.outcome)
    assert page.sheet.form.typed() == {}, "the form is ready for the next one"


def test_it_can_be_taken_back_and_goes_on_as_a_draft(qtbot, farm):
    fill_in(qtbot, farm)
    qtbot.keyClick(farm, Qt.Key.Key_Z, CTRL)
    assert not farm.undo_bar.isVisible() and entries(farm, OPEN) == 0
    assert [one.state for one in drafts(farm)] == ["open"]
    assert "서명하지 않았습니다" in shown(farm.banner)
    inbox = farm.open("inbox", Section.DRAFTS)
    inbox.table.opened.emit(inbox.table.model.row(0).id)
    page = farm.current_page()
    assert page.sheet.form.typed()["label"] == "가-1"
    sign(qtbot, page)
    holding(farm).sign_now(holding(farm).waiting[0])
    assert entries(farm, OPEN) == 1 and drafts(farm) == []


def test_enter_on_the_bar_signs_now(qtbot, farm):
    fill_in(qtbot, farm)
    line = farm.undo_bar._lines[0]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert entries(farm, OPEN) == 1


def test_two_entries_count_each_for_itself(qtbot, farm):
    fill_in(qtbot, farm, "가-1")
    for _ in range(4):
        holding(farm).tick()
    fill_in(qtbot, farm, "가-2")
    assert [one.left_s for one in holding(farm).waiting] == [6, 10]
    for _ in range(6):
        holding(farm).tick()
    assert entries(farm, OPEN) == 1 and len(holding(farm).waiting) == 1


def test_a_lock_signs_nothing_and_the_draft_is_told_at_the_next_opening(qtbot, farm):
    fill_in(qtbot, farm)
    farm.lock_asked.emit()
    farm.lock_screen.unlock_asked.emit("sample data only")
    assert entries(farm, OPEN) == 0
    assert [one.state for one in drafts(farm)] == ["open"]
    assert "서명하지 않은 초안 1건" in shown(farm.banner)


def test_a_wrong_pin_is_told_at_once_and_nothing_waits(qtbot, farm):
    page = fill_in(qtbot, farm)
    holding(farm).stop(holding(farm).waiting[0])
    type_into(find(page, "field.label", QLineEdit), "가-3")
    qtbot.keyClick(find(page, "field.variety", QPushButton), Qt.Key.Key_Space)
    type_into(find(page, "field.picked_on", QLineEdit), "-1")
    type_into(find(page, "field.grams", QLineEdit), "2")
    sign(qtbot, page, "999999")
    assert holding(farm).waiting == []
    assert "번호가 맞지 않습니다" in page.sign_panel.problem()
    assert page.sheet.form.typed()["label"] == "가-3"


@pytest.mark.parametrize(("weight", "said"), [("60", "50 kg"), ("3*", "숫자"), ("0.0001", "소수")])
def test_a_wrong_field_is_told_under_it_and_nothing_is_asked_of_anybody(qtbot, farm, weight, said):
    page = fill_in(qtbot, farm, weight=weight)
    assert holding(farm).waiting == []
    assert said in page.sheet.form.problem("grams")


def test_what_is_typed_is_kept_without_asking(qtbot, farm):
    page = farm.open("record", RecordTask(OPEN))
    type_into(find(page, "field.label", QLineEdit), "반쯤")
    type_into(find(page, "field.grams", QLineEdit), "3*")
    page.keep()
    (draft,) = drafts(farm)
    assert draft.entry.typed == {"label": "반쯤", "grams": "3*"}
    assert "저장됨 14:32" in shown(page)
    farm.open("record", RecordTask(OPEN))
    page = farm.open("record", draft)
    assert page.sheet.form.typed() == {"label": "반쯤", "grams": "3*"}


def test_the_last_values_are_copied(qtbot, farm):
    record(qtbot, farm)
    page = farm.current_page()
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    assert page.sheet.form.peek()["grams"] == 13_500
    assert page.sheet.form.peek()["label"] == "가-1"


def test_the_table_shows_it_and_leads_to_its_history(qtbot, farm):
    record(qtbot, farm)
    page = farm.open("orchard.title")
    model = page.tables["crate"].model
    assert [model.index(0, place).data() for place in range(4)] == ["가-1", "부사", "2026-11-21 (토)", "13.5"]
    qtbot.keyClick(page.tables["crate"].view, Qt.Key.Key_Home)
    page.tables["crate"].view.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(page.tables["crate"].view, Qt.Key.Key_Return)
    assert "가-1 상자를 열었습니다" in shown(farm.current_page())


def test_something_is_recorded_about_a_crate_and_warned_of_once(qtbot, farm):
    record(qtbot, farm)
    page = farm.open("orchard.title")
    page.tables["crate"].view.setCurrentIndex(page.tables["crate"].model.index(0, 0))
    page._about.click()
    page = farm.current_page()
    page.types.turn_to(WEIGH)
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    type_into(find(page, "field.grams", QLineEdit), "20")
    sign(qtbot, page)
    assert holding(farm).waiting == [] and "전보다 무겁습니다" in shown(page.remarks)
    sign(qtbot, page)
    assert len(holding(farm).waiting) == 1


def test_a_picture_that_may_tell_its_place_goes_along_once_somebody_says_so(qtbot, farm, tmp_path):
    record(qtbot, farm)
    page = farm.open("record", RecordTask(WEIGH))
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    type_into(find(page, "field.grams", QLineEdit), "13")
    picture = tmp_path / "crate.heic"
    picture.write_bytes(b"\0\0\0\x18ftypheic" + bytes(64))
    page.sheet.files._field.set_path(picture)
    tick = find(page, "field.as_it_is.crate.heic", QCheckBox)
    sign(qtbot, page)
    assert holding(farm).waiting == [] and tick.hasFocus(), "first somebody decides"
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    sign(qtbot, page)
    holding(farm).sign_now(holding(farm).waiting[-1])
    assert entries(farm, WEIGH) == 1


def test_what_it_lists_is_searched_and_found_by_its_type(qtbot, farm):
    record(qtbot, farm, "가-1")
    record(qtbot, farm, "나-2")
    page = farm.open("orchard.title")
    type_into(page.tables["crate"]._filter, "나")
    assert page.tables["crate"].model.rowCount() == 1
    every = farm.open("entries", OPEN)
    assert every.table.model.rowCount() == 2


def test_a_fact_that_another_signs_waits_in_the_inbox(qtbot, farm):
    record(qtbot, farm)
    page = farm.open("record", RecordTask(CHECK))
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    qtbot.keyClick(find(page, "field.sound", QPushButton), Qt.Key.Key_Space)
    sign(qtbot, page)
    holding(farm).sign_now(holding(farm).waiting[0])
    inbox = farm.open("inbox", Section.SIGN)
    assert inbox.table.model.rowCount() == 1
    inbox.table.opened.emit(inbox.table.model.row(0).id)
    sign(qtbot, inbox)
    assert inbox.table.model.rowCount() == 0


def test_an_entry_that_another_one_names_is_chosen_by_its_sentence(qtbot, farm):
    record(qtbot, farm)
    page = farm.open("record", RecordTask(WEIGH))
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    type_into(find(page, "field.grams", QLineEdit), "12")
    sign(qtbot, page)
    holding(farm).sign_now(holding(farm).waiting[0])
    page = farm.open("record", RecordTask(DOUBT))
    page.sheet.picker.edit.setText("가-1")
    page.sheet.picker.edit.returnPressed.emit()
    chosen = page.sheet.form.editor("weighing").list
    assert [chosen.itemText(place)[17:] for place in range(1, chosen.count())] == [
        "무게를 쟀습니다. 12 kg.",
        "가-1 상자를 열었습니다. 부사, 2026-11-21 (토) 수확, 13.5 kg.",
    ]
    chosen.setCurrentIndex(2)
    type_into(find(page, "field.why", QLineEdit), "젖은 저울")
    sign(qtbot, page)
    assert "무게를 잰 기록이 아닙니다" in page.sheet.form.problem("weighing")
    chosen.setCurrentIndex(1)
    sign(qtbot, page)
    holding(farm).sign_now(holding(farm).waiting[0])
    assert entries(farm, DOUBT) == 1
