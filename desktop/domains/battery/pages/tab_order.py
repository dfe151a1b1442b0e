"""Tab goes through parts in the order in which they are seen, also through those that were made later."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_tabs(parts: Sequence[QWidget]) -> None:
    """Chain everything focusable in these parts of one window, part after part; inside a part the order stays."""
    stops = [stop for part in parts for stop in _stops(part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    """What Tab reaches inside, in the present order of the window."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.findChildren(QWidget):
        return [part]
    found, current = [], part.nextInFocusChain()
    while current is not None and current is not part:
        if part.isAncestorOf(current) and current.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(current)
        current = current.nextInFocusChain()
    return found
