"""What the open page is for and how its job is done, shown by F1; from the catalogs, so that no network is asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea


class HelpCard(QDialog):
    """`page` is the name of the place: its words are help.page.<name>; a place without any shows what is common."""

    def __init__(
        self, desk: Desk, page: str, title: str, keys: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        words = desk.words
        self.setWindowTitle(words.text("help.title", page=title))
        key = f"help.page.{page}"
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(12)
        column.addWidget(label("section", title))
        for line in words.text(key if words.has(key) else "help.page").split("\n"):
            column.addWidget(label("", line))
        if keys:
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setColumnStretch(1, 1)
            for row, (pressed, told) in enumerate(keys):
                grid.addWidget(label("strong", pressed, wrap=False), row, 0)
                grid.addWidget(label("", told), row, 1)
            column.addLayout(grid)
        column.addWidget(label("quiet", words.text("help.more")))
        column.addStretch(1)
        area = ScrollArea(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that arrows scroll it
        area.setAccessibleName(self.windowTitle())
        whole = QVBoxLayout(self)
        whole.addWidget(area, 1)
        whole.addWidget(button(desk, "keys.done", self.accept, kind="primary"), 0, Qt.AlignmentFlag.AlignRight)
        self.resize(round(min(520 * max(1.0, desk.theme.scale), parent.width() * 0.9)), min(520, parent.height()))
