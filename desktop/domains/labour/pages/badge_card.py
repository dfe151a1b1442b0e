"""Printing the badges of everybody who works here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.badge_sheet import badge_sheets
from desktop.domains.labour.badges import Badge, badges
from desktop.domains.labour.keeping import workplaces
from desktop.page_context import PageContext
from desktop.widgets.labels import label
from desktop.widgets.save_row import SaveRow


class BadgeCard(QWidget):
    """`wanted` says whether anybody works here."""

    wanted = Signal(bool)

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._heading, self._why = label("section"), label("quiet")
        self.save = SaveRow(desk, "labour.badge.save", "badge_path")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._why, self.save):
            column.addWidget(part)
        desk.follow(self, self._show)

    def look(self) -> None:
        """Offer the badges of now."""
        self._context.session.read(
            lambda vault, replica: ([row.title for row in workplaces(replica)], badges(replica)),
            owner=self,
            on_done=self._on_found,
        )

    def _on_found(self, found: tuple[list[str], list[Badge]]) -> None:
        shops, own = found
        self.wanted.emit(bool(own))
        if own:
            self.save.offer("badges.pdf", lambda: badge_sheets(own, shops[0]))

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.badge.title"))
        self._why.setText(words.text("labour.badge.why"))
