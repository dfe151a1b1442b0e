"""The search field in the bar on top: text, Enter, the entries that fit, and from there to one of them."""

import pytest
from PySide6.QtCore import Qt

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def yard(hands):
    made = hands("yard")
    made.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    return made


def look_for(yard, text):
    bar = yard.window.top_bar
    bar.search.setText(text)
    yard.qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    yard.wait(lambda: text in yard.window.windowTitle() or text in yard.window.current_page()._title.text())
    return yard.window.current_page()


def test_what_is_typed_on_top_finds_entries_and_leads_to_one(yard):
    yard.keys(Qt.Key.Key_K, CTRL)
    page = look_for(yard, "ㅂㅌㄹ")
    yard.wait(lambda: page.table.model.rowCount() >= 1)
    page.table.opened.emit(page._source._rows[0].id)
    yard.wait(lambda: yard.window.current_page() is not page)


def test_nothing_found_says_how_else_one_may_search(yard):
    page = look_for(yard, "없는말")
    assert page.table.model.rowCount() == 0


def test_there_is_no_field_while_nothing_answers_it(yard):
    assert yard.window.top_bar.is_search_available()
    yard.keys(Qt.Key.Key_L, CTRL)
    yard.wait(yard.window.is_locked)
    assert not yard.window.top_bar.is_search_available()
    assert yard.window.top_bar.search.text() == ""
