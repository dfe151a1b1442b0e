"""Making the bundle for the labour office: a button that gathers it, and then the path to save it under."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.office_bundle import office_bundle
from desktop.page_context import PageContext
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remarks
from desktop.widgets.save_row import SaveRow

Whose = tuple[bytes, str, tuple[date, date]]
"""The employment, its staff number, and the days asked about."""


class OfficeCard(QWidget):
    """Says what the bundle is for; either side may make it."""

    def __init__(self, desk: Desk, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._whose: Whose | None = None
        self._heading, self._hint = label("section"), label("quiet")
        self.make = keyed_button(desk, "labour.office.make", self._on_asked, icon="package")
        self.remarks = Remarks(desk)
        self.save = SaveRow(desk, "labour.office.save", "office_path")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._heading, self._hint, self.make, self.remarks, self.save):
            column.addWidget(part)
        desk.follow(self, self._show)

    def ask(self, whose: Whose) -> None:
        """Offer the bundle of somebody; one made for somebody else is given up."""
        if whose != self._whose:
            self._whose = whose
            self.remarks.clear()
            self.save.hide()

    def _on_asked(self) -> None:
        if self._whose is None:
            return
        employment, number, period = self._whose
        words = self._desk.words

        def work(vault: Any, replica: Any) -> bytes:
            return office_bundle(vault, replica.network_id, employment, period, words)

        def done(data: bytes) -> None:
            self.remarks.clear()
            self.save.offer(f"records-{number}-{period[1]:%Y-%m}.zip", lambda: data)
            self.save.show()

        self._context.session.read(work, owner=self, on_done=done, on_error=self.remarks.say_error)

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("labour.office.heading"))
        self._hint.setText(words.text("labour.office.hint"))
        self.save.edit.setAccessibleName(f"{words.text('save.path')} ({self._heading.text()})")
