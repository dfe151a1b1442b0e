"""Tab visits every control once, in the order in which it is seen, and comes round again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.shell.tab_walk import next_stop, stops_of


@pytest.fixture
def window(qtbot):
    """Four fields made in one order; `inner` is a part with a focus proxy, as our editors are."""
    root = QWidget()
    column = QVBoxLayout(root)
    for name in ("first", "second", "third"):
        field = QLineEdit(root)
        field.setObjectName(name)
        column.addWidget(field)
    inner = QWidget(root)
    inner.setObjectName("inner")
    edit = QLineEdit(inner)
    edit.setObjectName("edit")
    inner.setFocusProxy(edit)
    column.addWidget(inner)
    qtbot.addWidget(root)
    root.show()
    return root


def names(stops):
    return [stop.objectName() for stop in stops]


def test_stops_are_in_the_order_of_the_tree_and_proxies_are_none(window):
    assert names(stops_of(window)) == ["first", "second", "third", "edit"]


def test_named_parts_come_in_their_own_order_where_the_first_of_them_stands(window):
    third, second = window.findChild(QLineEdit, "third"), window.findChild(QLineEdit, "second")
    assert names(stops_of(window, (third, second))) == ["first", "third", "second", "edit"]


def test_what_is_hidden_or_off_is_passed_over(window):
    window.findChild(QLineEdit, "second").hide()
    window.findChild(QLineEdit, "third").setEnabled(False)
    assert names(stops_of(window)) == ["first", "edit"]


def test_it_goes_round_in_both_directions(window):
    stops = stops_of(window)
    assert next_stop(stops, stops[-1], forward=True) is stops[0]
    assert next_stop(stops, stops[0], forward=False) is stops[-1]
    assert next_stop(stops, stops[1], forward=True) is stops[2]


def test_from_nowhere_it_begins_at_an_end(window):
    stops = stops_of(window)
    stranger = QPushButton()
    assert next_stop(stops, stranger, forward=True) is stops[0]
    assert next_stop(stops, None, forward=False) is stops[-1]
    assert next_stop([], None, forward=True) is None
