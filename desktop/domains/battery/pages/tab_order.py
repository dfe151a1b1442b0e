"""Tab goes through parts in the order in which they are seen, also through those that were made later."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_tabs(parts: Sequence[QWidget]) -> None:
    """Chain everything focusable in these parts of one window, part after part; inside a part, as it was built.

    The focus chain itself is not asked: QWidget.nextInFocusChain makes PySide take the next widget for a child of the
    asked one, and its wrapper dies with it.
    """
    stops = [stop for part in parts for stop in (part, *part.findChildren(QWidget))]
    window = parts[0].window()  # the list of a combo box is a window of its own
    focusable = [
        stop
        for stop in dict.fromkeys(stops)
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus and stop.window() is window
    ]
    for before, after in pairwise(focusable):
        QWidget.setTabOrder(before, after)
