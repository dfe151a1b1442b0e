"""What changed between two versions: a field a line, before and after, the new one marked by a sign and a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in the person's language; a dash where it was absent."""

    label: str
    before: str
    after: str


class Differences(QWidget):
    """`told` says above the lines what brought the change: who, when, why."""

    def __init__(self, desk: Desk, changes: Sequence[Change], told: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._changes = desk, changes
        self._told = label("quiet", told)
        self._headings = [label("label"), label("label")]
        self._lines: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
            grid.addWidget(self._headings[column - 1], 0, column)
        for row, change in enumerate(changes, 1):
            after = label("strong", f"→ {change.after}")
            after.setProperty("tone", Tone.INFO.value)
            for column, part in enumerate((label("label", change.label), label("quiet", change.before), after)):
                grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
            self._lines.append(after)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(0, 0, 0, 0)
        column_of.setSpacing(6)
        column_of.addWidget(self._told)
        column_of.addLayout(grid)
        desk.follow(self, self._show)

    def _show(self) -> None:
        words = self._desk.words
        for heading, key in zip(self._headings, ("difference.before", "difference.after"), strict=True):
            heading.setText(words.text(key))
        for line, change in zip(self._lines, self._changes, strict=True):
            line.setAccessibleName(
                words.text("difference.told", label=change.label, before=change.before, after=change.after)
            )
