"""All keys of the window and of the open page, shown by Ctrl+/."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea

SEARCH_KEYS = "Ctrl+K"
PALETTE_KEYS = "Ctrl+Shift+K"
_COMMON = (
    ("Alt+1…9", "keys.places"), (SEARCH_KEYS, "keys.search"), (PALETTE_KEYS, "palette.title"),
    ("Ctrl+F", "keys.filter"), ("Ctrl+L", "keys.lock"), ("Enter", "keys.next"), ("Ctrl+Enter", "keys.record"),
    ("Ctrl+C", "table.copy"), ("Ctrl+Shift+C", "table.copy_row"), ("Alt+Shift+← / →", "keys.width"),
    ("Ctrl+T", "keys.table"), ("Ctrl+Z", "keys.undo"), ("Ctrl+V", "keys.paste_code"),
    ("F6", "keys.regions"), ("Ctrl++ / Ctrl+-", "keys.text"), ("Esc", "keys.close"),
    ("Ctrl+/", "keys.list"), ("F1", "help.this"),
)  # fmt: skip


class KeyList(QDialog):
    """`of_page` are the keys of the page in front, already in the person's language; `searching` where one can."""

    def __init__(self, desk: Desk, of_page: Sequence[tuple[str, str]], parent: QWidget, *, searching: bool) -> None:
        super().__init__(parent)
        words = desk.words
        self.setWindowTitle(words.text("keys.title"))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        common = [(keys, words.text(key)) for keys, key in _COMMON if searching or keys != SEARCH_KEYS]
        rows = [*of_page, *common]
        for row, (keys, told) in enumerate(rows):
            grid.addWidget(label("strong", keys, wrap=False), row, 0)
            grid.addWidget(label("", told), row, 1)
        area = ScrollArea(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that arrows scroll it
        area.setAccessibleName(words.text("keys.title"))
        column = QVBoxLayout(self)
        column.addWidget(area, 1)
        column.addWidget(button(desk, "keys.done", self.accept, kind="primary"), 0, Qt.AlignmentFlag.AlignRight)
        self.resize(round(520 * max(1.0, desk.theme.scale)), 560)
