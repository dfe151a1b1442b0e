"""Whatever presses a segment, a hand or a screen reader, its click is heard once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QButtonGroup

from desktop.widgets.segment import Segment


@pytest.fixture
def clicks():
    return []


@pytest.fixture
def pair(qtbot, clicks):
    """Two of which one is down."""
    made = [Segment(), Segment()]
    for one, name in zip(made, ("first", "second"), strict=True):
        qtbot.addWidget(one)
        one.clicked.connect(lambda on, name=name: clicks.append((name, on)))
    made[0].setChecked(True)
    return made


def act(segment: Segment, action: str) -> None:
    """As a screen reader does."""
    interface = QAccessible.queryAccessibleInterface(segment).actionInterface()
    assert action in interface.actionNames()
    interface.doAction(action)


@pytest.mark.parametrize("action", ["Toggle", "Press"])
def test_a_screen_reader_is_heard(pair, clicks, action, qtbot):
    act(pair[1], action)
    qtbot.waitUntil(lambda: bool(clicks))  # a press is shown for a moment first
    assert clicks == [("second", True)]


def test_a_hand_is_heard_once(pair, clicks, qtbot):
    qtbot.mouseClick(pair[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(pair[1], Qt.Key.Key_Space)
    assert clicks == [("second", True), ("second", False)]


def test_what_a_page_sets_is_no_click(pair, clicks):
    pair[1].setChecked(True)
    assert clicks == []


def test_the_one_that_gives_way_was_not_clicked(pair, clicks):
    group = QButtonGroup(pair[0])
    for one in pair:
        group.addButton(one)
    act(pair[1], "Toggle")
    assert clicks == [("second", True)]
    assert not pair[0].isChecked()
