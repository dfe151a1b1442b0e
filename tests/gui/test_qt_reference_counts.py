"""PySide6 6.12.0 drops one reference to None per call and kills Python 3.11 after some 5,000 of them."""

import sys

from PySide6.QtWidgets import QLabel


def test_qt_does_not_eat_none(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(1000):
        label.setText("x")
    assert sys.getrefcount(None) - before > -100
