"""Tab and Shift+Tab through a window: every control that is seen, once, in the order in which it is seen.

Qt's own focus chain is in order of making, and a widget with a focus proxy leads back to where one has been when parts
were made later or moved: Tab then goes round in a part of the page. So the window walks by itself: the tree of widgets
in order, with the parts of a page in the order that the page names.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops_of(root: QWidget, ordered: Sequence[QWidget] = ()) -> list[QWidget]:
    """What Tab stops at below `root`; the stops of the `ordered` parts follow each other in that order."""
    listed = [stop for part in ordered for stop in (part, *part.findChildren(QWidget)) if _is_stop(stop, root)]
    plain = [stop for stop in root.findChildren(QWidget) if _is_stop(stop, root)]
    known = set(listed)
    before = [stop for stop in plain if stop not in known]
    first = next((place for place, stop in enumerate(plain) if stop in known), len(plain))
    head = sum(1 for stop in plain[:first] if stop not in known)
    return [*before[:head], *dict.fromkeys(listed), *before[head:]]


def _is_stop(widget: QWidget, root: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is root.window()
    )


def next_stop(stops: Sequence[QWidget], focused: QWidget | None, *, forward: bool) -> QWidget | None:
    """Where the focus goes from here; the first or last stop where it is nowhere yet."""
    if not stops:
        return None
    here = next((place for place, stop in enumerate(stops) if stop is focused), None)
    if here is None:
        here = next((place for place, stop in enumerate(stops) if focused and stop.isAncestorOf(focused)), None)
    if here is None:
        return stops[0] if forward else stops[-1]
    return stops[(here + (1 if forward else -1)) % len(stops)]
