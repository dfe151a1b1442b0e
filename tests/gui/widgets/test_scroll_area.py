"""The scroll area: its bar follows what is scrolled, and a screen reader never counts a child that may go."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollBar, QWidget

from desktop.widgets.scroll_area import ScrollArea


@pytest.fixture(params=[Qt.Orientation.Vertical, Qt.Orientation.Horizontal], ids=["upright", "sideways"])
def area(qtbot, request):
    made = ScrollArea(QWidget(), request.param)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def bar(area) -> QScrollBar:
    """The one that a person sees."""
    (shown,) = (one for one in area.findChildren(QScrollBar) if one.parentWidget() is area)
    return shown


def hold(area, pixels: int) -> None:
    """What is inside needs so much room along the bar."""
    upright = bar(area).orientation() == Qt.Orientation.Vertical
    area.widget().setMinimumHeight(pixels) if upright else area.widget().setMinimumWidth(pixels)


def test_a_bar_is_there_while_it_is_needed_and_takes_room_from_what_is_scrolled(qtbot, area):
    assert not bar(area).isVisible()
    hold(area, 1000)
    qtbot.waitUntil(bar(area).isVisible)
    upright = bar(area).orientation() == Qt.Orientation.Vertical
    thick = bar(area).width() if upright else bar(area).height()
    assert (area.viewport().width() if upright else area.viewport().height()) == 300 - thick
    assert bar(area).maximum() == 1000 - 300
    assert bar(area).pageStep() == 300
    hold(area, 0)
    qtbot.waitUntil(lambda: not bar(area).isVisible())
    assert area.viewport().width() == area.viewport().height() == 300


def test_the_bar_and_what_is_scrolled_go_together(qtbot, area):
    hold(area, 1000)
    qtbot.waitUntil(bar(area).isVisible)
    upright = bar(area).orientation() == Qt.Orientation.Vertical
    bar(area).setValue(400)
    assert (area.widget().y() if upright else area.widget().x()) == -400
    (area.verticalScrollBar() if upright else area.horizontalScrollBar()).setValue(30)
    assert bar(area).value() == 30


def test_a_screen_reader_counts_one_child_whatever_is_scrolled(qtbot, area):
    told = QAccessible.queryAccessibleInterface(area)
    assert told.childCount() == 1
    hold(area, 1000)
    qtbot.waitUntil(bar(area).isVisible)
    assert told.childCount() == 1
    area.hide()
    assert told.childCount() == 1
