"""What may be taller than there is room for: scrolled up and down, and what has the focus is brought into sight."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.widgets.idle_watch import application
from desktop.widgets.scroll_area import ScrollArea

REVEAL_MARGIN_PX = 60
"""Kept around what is brought into sight: its label above, its problem below."""


class Scrolled(ScrollArea):
    """A part of a page, as wide as there is room and as tall as it is."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        application().focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, REVEAL_MARGIN_PX)
