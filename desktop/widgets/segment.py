"""A button that stays down: a place, a part, one of several choices."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


class Segment(QPushButton):
    """A checkable button whose `clicked` a screen reader reaches too.

    What a screen reader can do to a checkable button is toggle it, and Qt then changes the check without a click: the
    choice would look made, and nothing would have heard of it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told_anyway = False
        self.setCheckable(True)
        self.setProperty("kind", "segment")
        self.toggled.connect(self._on_toggled)

    def setChecked(self, on: bool) -> None:
        """Set by a page, not by a person: no click."""
        self._told_anyway = True
        super().setChecked(on)
        self._told_anyway = False

    def nextCheckState(self) -> None:
        """A click by mouse or key changes the check first and is told after it."""
        self._told_anyway = True
        super().nextCheckState()
        self._told_anyway = False

    def _on_toggled(self, on: bool) -> None:
        group = self.group()
        gave_way = not on and group is not None and group.exclusive()
        if not self._told_anyway and not gave_way:
            self.clicked[bool].emit(on)  # type: ignore[index]  # the stubs know of no overloads
