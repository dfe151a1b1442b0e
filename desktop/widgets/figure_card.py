"""One number with its unit, date and source, and a band where one exists: never a bare number."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import Tone
from desktop.widgets.labels import label


class FigureCard(QFrame):
    """Shows text that is already in the person's language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._name = label("label")
        self._figure = label("figure", wrap=False)
        self._unit = label("section", wrap=False)
        self._band = label("strong")
        self._source = label("quiet")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._figure)
        line.addWidget(self._unit)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addLayout(line)
        column.addWidget(self._band)
        column.addWidget(self._source)

    def show_figure(
        self, name: str, figure: str, unit: str, source: str, band: str = "", tone: Tone = Tone.INK
    ) -> None:
        """`source` says when and by what it was found; `band` is the interval in words."""
        for place, text in (
            (self._name, name), (self._figure, figure), (self._unit, unit), (self._band, band), (self._source, source),
        ):  # fmt: skip
            place.setText(text)
            place.setVisible(bool(text))
        self._figure.setProperty("tone", tone.value)
        self._figure.style().unpolish(self._figure)
        self._figure.style().polish(self._figure)
        self.setAccessibleName(", ".join(part for part in (f"{name} {figure} {unit}".strip(), band, source) if part))
