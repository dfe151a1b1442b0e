"""Two or more entries that do not go together, side by side: who, where, when, and the values that differ marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label

_SIDE_PX = 230
"""Narrower sides stand below each other."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the entries, in the person's language; `mine` where this laptop wrote it."""

    id: bytes
    mine: bool
    sentence: str
    told: str
    """Person, device and time."""
    values: Sequence[tuple[str, str]]


class ConflictCard(QWidget):
    """The page decides what follows; nothing is lost by looking. `asked` tells which entry is to be looked at."""

    asked = Signal(object)

    def __init__(self, desk: Desk, sides: Sequence[Side], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._sides = len(sides)
        differing = differences(sides)
        for place, side in enumerate(sides, 1):
            self._row.addWidget(self._side(side, place, differing), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self._sides * _SIDE_PX * max(1.0, self._desk.theme.scale)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _side(self, side: Side, place: int, differing: frozenset[str]) -> QFrame:
        words = self._desk.words
        frame = QFrame()
        frame.setProperty("kind", "card")
        whose = words.text("conflict.mine" if side.mine else "conflict.theirs")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(label("label", words.text("conflict.side", place=place, whose=whose)))
        column.addWidget(label("strong", side.sentence))
        column.addWidget(label("quiet", side.told))
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(sorted(side.values, key=lambda one: one[0] not in differing)):
            marked = name in differing
            shown = label("strong" if marked else "", f"≠ {value}" if marked else value)
            if marked:
                shown.setProperty("tone", Tone.WARN.value)
                shown.setAccessibleName(words.text("conflict.differs", name=name, value=value))
            grid.addWidget(label("label", name), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        column.addStretch(1)
        look = button(self._desk, "conflict.look", partial(self.asked.emit, side.id), icon="pencil")
        look.setObjectName(f"conflict.look.{place}")
        self._desk.follow(look, lambda: look.setAccessibleName(f"{self._desk.words.text('conflict.look')} ({place})"))
        column.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        return frame


def differences(sides: Sequence[Side]) -> frozenset[str]:
    """Names whose values are not the same on all sides; one that a side lacks differs too."""
    known = [dict(side.values) for side in sides]
    return frozenset(name for one in known for name in one if len({other.get(name) for other in known}) > 1)
