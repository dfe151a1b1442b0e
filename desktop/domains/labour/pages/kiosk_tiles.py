"""Names at the kiosk as big tiles: as large as there is room for, by page where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.present import Standing
from desktop.theme import Tone
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import ElidedLabel, label

GAP_PX = 16
LEAST_PX, MOST_PX = (200, 84), (520, 180)
"""Width and height of a tile at 100 % text. Never below the 72 px of a gloved finger."""
_BORDER_PX = 24
"""What of its least height does not grow with the text."""
_LARGE_ENOUGH = 0.8
"""From this part of the largest size on, names rather stand beside than below each other."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class Grid:
    """How tiles lie: columns and rows of a page, and the size of one."""

    columns: int
    rows: int
    width: int
    height: int

    @property
    def on_a_page(self) -> int:
        return self.columns * self.rows


def grid_for(count: int, width: int, height: int, scale: float) -> Grid:
    """The largest tiles with which all fit; the smallest ones, on several pages, where not all do."""
    least_w = round(LEAST_PX[0] * max(1.0, scale))
    least_h = _BORDER_PX + round((LEAST_PX[1] - _BORDER_PX) * max(1.0, scale))
    most_w, most_h = (round(one * max(1.0, scale)) for one in MOST_PX)
    columns_max = max(1, (width + GAP_PX) // (least_w + GAP_PX))
    rows_max = max(1, (height + GAP_PX) // (least_h + GAP_PX))
    columns = [one for one in range(columns_max, 0, -1) if ceil(count / one) <= rows_max] or [columns_max]

    def laid(columns: int) -> Grid:
        rows = min(max(1, ceil(count / columns)), rows_max)
        columns = min(columns, max(1, ceil(count / rows)))  # no row much shorter than the others
        wide, high = ((room + GAP_PX) // parts - GAP_PX for room, parts in ((width, columns), (height, rows)))
        return Grid(columns, rows, min(wide, most_w), min(high, most_h))

    def size(grid: Grid) -> float:
        return min(grid.width / most_w, grid.height / most_h, _LARGE_ENOUGH)

    return max(map(laid, columns), key=size)


class Tile(QPushButton):
    """Somebody's name and how things stand with them."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("kind", "tile")
        self.setAutoDefault(True)
        self._name, self._state, self._icon = ElidedLabel("question"), ElidedLabel("section"), QLabel()
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._icon)
        below.addWidget(self._state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.addStretch(1)
        column.addWidget(self._name)
        column.addLayout(below)
        column.addStretch(1)
        for part in (self._name, self._state, self._icon):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_person(self, one: Standing) -> None:
        words = self._desk.words
        icon, tone, key, facts = _state_of(one)
        state = words.text(key, **facts)
        self.setObjectName(f"labour.kiosk.tile.{one.number}")
        self._name.setText(one.name or one.number)
        self._state.setText(state)
        self._state.setProperty("tone", tone.value)
        self._state.style().polish(self._state)
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(self._desk.theme.pixmap(icon, tone))
        self.setAccessibleName(f"{one.name or one.number}, {state}")


def _state_of(one: Standing) -> tuple[str, Tone, str, dict[str, str]]:
    """Icon, tone, and the words of how things stand."""
    if one.forgotten:
        return "alert-triangle", Tone.BAD, "labour.kiosk.forgotten.short", {}
    if one.pausing:
        return "pause", Tone.WARN, "labour.kiosk.pausing", {"time": one.pausing[11:]}
    if one.since:
        return "clock", Tone.GOOD, "labour.kiosk.since", {"time": one.since[11:]}
    return "", Tone.QUIET, "labour.kiosk.away", {}


class KioskTiles(QWidget):
    """Arrows go among the names, Enter chooses one; Page Up, Page Down and the buttons of `pager` turn the page."""

    chosen = Signal(object)
    """The Standing of whoever was chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._people: list[Standing] = []
        self._page = 0
        self._grid = Grid(1, 1, *MOST_PX)
        self.tiles: list[Tile] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setObjectName("labour.kiosk.names")
        self.before = keyed_button(desk, "labour.kiosk.before", self._on_before, icon="chevron-left", kind="step")
        self.after = keyed_button(desk, "labour.kiosk.after", self._on_after, icon="chevron-right", kind="step")
        self._place = label("strong", wrap=False)
        self.pager = QWidget()
        row = QHBoxLayout(self.pager)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for part in (self.before, self._place, self.after):
            row.addWidget(part)
        self.pager.hide()
        desk.follow(self, self._show)

    def show_people(self, people: Sequence[Standing]) -> None:
        self._people = list(people)
        self._show()

    def focus_first(self) -> None:
        """To the name that had the focus last, else to the first."""
        if self.tiles and not self.tiles[0].isHidden():
            shown = self.focusWidget()
            target = shown if isinstance(shown, Tile) and not shown.isHidden() else self.tiles[0]
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and isinstance(watched, Tile):
            return self._walk(self.tiles.index(watched), Qt.Key(event.key()))
        return False

    def _walk(self, here: int, key: Qt.Key) -> bool:
        """Whether a key led to another tile."""
        steps = {**_STEPS, Qt.Key.Key_Up: -self._grid.columns, Qt.Key.Key_Down: self._grid.columns}
        size, last = self._grid.on_a_page, len(self._people) - 1
        place = self._page * size + here
        if key in steps:
            wanted = place + steps[key]
            beyond = place // self._grid.columns < last // self._grid.columns
            if wanted > last and key == Qt.Key.Key_Down and beyond:
                wanted = last  # the row below is shorter
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            wanted = 0 if key == Qt.Key.Key_Home else last
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            wanted = min(max(place + (size if key == Qt.Key.Key_PageDown else -size), 0), last)
        else:
            return False
        if 0 <= wanted <= last:
            self._page = wanted // size
            self._show()
            self.tiles[wanted % size].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_before(self) -> None:
        self._page -= 1
        self._show()

    def _on_after(self) -> None:
        self._page += 1
        self._show()

    def _arrange(self) -> None:
        """Anew for another room or another number of people."""
        self._grid = grid_for(len(self._people), self.width(), self.height(), self._desk.theme.scale)
        self.pager.setVisible(len(self._people) > self._grid.on_a_page)
        self._show_page()

    def _show_page(self) -> None:
        size = self._grid.on_a_page
        pages = max(1, ceil(len(self._people) / size))
        self._page = min(max(self._page, 0), pages - 1)
        shown = self._people[self._page * size : (self._page + 1) * size]
        while len(self.tiles) < len(shown):
            self._add_tile()
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                tile.show_person(shown[place])
                row, column = divmod(place, self._grid.columns)
                left, top = column * (self._grid.width + GAP_PX), row * (self._grid.height + GAP_PX)
                tile.setGeometry(QRect(left, top, self._grid.width, self._grid.height))
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < pages - 1)
        self._place.setText(self._desk.words.text("labour.kiosk.page", page=self._page + 1, pages=pages))

    def _add_tile(self) -> None:
        tile = Tile(self._desk, self)
        tile.installEventFilter(self)
        tile.clicked.connect(lambda checked=False: self._on_clicked(tile))
        self.tiles.append(tile)

    def _on_clicked(self, tile: Tile) -> None:
        self.chosen.emit(self._people[self._page * self._grid.on_a_page + self.tiles.index(tile)])

    def _show(self) -> None:
        self.setAccessibleName(self._desk.words.text("labour.kiosk.names"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
