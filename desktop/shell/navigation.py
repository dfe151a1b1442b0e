"""The places at the left, grouped by workspace: Alt+1..9, and icons only where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.shell.page import PageSpec
from desktop.theme import Tone
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea
from desktop.widgets.segment import Segment

PLACES_WITH_KEYS = 9


class Navigation(QFrame):
    """Tells the name of the place that was chosen."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, places: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._places = tuple(one for one in places if one.listed)
        self._folded = False
        self._counts: dict[str, int] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._headings: list[tuple[str, QLabel]] = []
        self.setProperty("kind", "navigation")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(4)
        group = ""
        for place, spec in enumerate(self._places):
            if spec.group != group:
                group = spec.group
                heading = label("label")
                self._column.addSpacing(8)
                self._column.addWidget(heading)
                self._headings.append((group, heading))
            self._add(place, spec)
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(inside))
        self._inside = inside
        desk.follow(self, self._show)

    def mark(self, name: str) -> None:
        """Show which place is open."""
        for known, made in self._buttons.items():
            made.setChecked(known == name)
        self._show()

    def set_count(self, name: str, count: int) -> None:
        """How many things wait at a place."""
        self._counts[name] = count
        self._show()

    def fold(self, folded: bool) -> None:
        """Icons only, or icons with words."""
        if folded != self._folded:
            self._folded = folded
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        made = list(self._buttons.values())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        focused = next((place for place, one in enumerate(made) if one.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
        else:
            made[(focused + step) % len(made)].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, place: int, spec: PageSpec) -> None:
        made = Segment(self)
        made.setProperty("kind", "place")
        made.setObjectName(f"place.{spec.name}")
        made.clicked.connect(lambda checked: self.chosen.emit(spec.name))
        self._column.addWidget(made)
        self._buttons[spec.name] = made
        if place < PLACES_WITH_KEYS:
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self, lambda: self.chosen.emit(spec.name))

    def _show(self) -> None:
        words, theme = self._desk.words, self._desk.theme
        for place, spec in enumerate(self._places):
            made, count = self._buttons[spec.name], self._counts.get(spec.name, 0)
            name = words.text(spec.title_key)
            told = f"{name} {words.number(count)}" if count else name
            made.setText("" if self._folded else told)
            made.setAccessibleName(words.text("palette.place", place=told))  # the page may have what it is called
            made.setToolTip(f"{told} (Alt+{place + 1})" if place < PLACES_WITH_KEYS else told)
            accent = theme.tokens.workspace(spec.group) if made.isChecked() else Tone.INK
            theme.put_icon(made, spec.icon, accent)
        for group, heading in self._headings:
            heading.setVisible(not self._folded)
            heading.setText(words.text(f"{group}.name"))
        self.setAccessibleName(words.text("navigation.name"))
        self.setFixedWidth(self._width())

    def _width(self) -> int:
        """What the widest place needs; bold, for the open one is."""
        widest = max((made.sizeHint().width() for made in self._buttons.values()), default=0)
        return widest + 16 + (0 if self._folded else round(16 * self._desk.theme.scale))
