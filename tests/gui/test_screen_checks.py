"""What the pictures' check calls wrong about names, on windows that are wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.theme import Tone
from desktop.widgets.buttons import apart
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.labels import labelled
from desktop.widgets.line_edit import ClearableEdit
from tests.support.screen_checks import same_names, unnamed


@pytest.fixture
def shown(qtbot):
    def show(*parts: QWidget) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        for part in parts:
            column.addWidget(part)
        qtbot.addWidget(window)
        window.show()
        return window

    return show


def test_two_buttons_of_the_same_words_are_told_and_a_hidden_one_is_not(shown):
    first, second, third = (QPushButton("기록하기") for _ in range(3))
    second.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a screen reader meets it all the same
    window = shown(first, second, third)
    third.hide()
    assert same_names(window) == ["기록하기"]
    second.hide()
    assert same_names(window) == []


def test_a_line_without_a_name_and_a_list_without_a_label_are_told(shown):
    line, lists = QLineEdit(), QComboBox()
    lists.addItem("없음")
    lists.setAccessibleName("사유")  # on Linux a screen reader is told what is chosen instead
    assert len(unnamed(shown(line, lists))) == 2


def test_a_list_below_its_label_has_its_name(shown):
    lists = QComboBox()
    lists.setAccessibleName("사유")
    assert unnamed(shown(labelled(QLabel("사유"), lists))) == []


def test_the_button_that_empties_a_line_is_called_after_it(shown, desk):
    line = ClearableEdit(desk)
    line.set_name("배터리")
    line.setText("LEAF")
    assert unnamed(shown(line)) == same_names(line.window()) == []


def test_flags_that_say_different_things_unfold_by_different_names(shown, desk):
    said = ("용량이 늘었습니다", "번호가 두 번 있습니다")
    window = shown(*(FlagCard(desk, Tone.WARN, what, evidence="12, 48") for what in said))
    assert same_names(window) == []


def test_what_is_called_as_one_before_it_gets_a_number():
    assert apart(["사진", "표", "사진", "사진"]) == ["사진", "표", "사진 (2)", "사진 (3)"]
