"""Every entry of the network, of whatever workspace: sorted, filtered by type, searched; Enter opens one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox

from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.rows import AT_FIRST_HIDDEN, COLUMNS, TYPE, EntryRows
from desktop.page_context import PageContext
from desktop.pages.save_table_panel import SaveTablePanel
from desktop.shell.page import Page, PageAction
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.labels import unseen_name
from desktop.words.sentences import type_name

TABLE = "entries"
ENTRY = "entry"
"""The place that shows one entry."""


class EntriesPage(Page):
    """`opened` with the name of a type shows only its entries."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "entries.title")
        self._context = context
        self._source = EntryRows(desk.language)
        self._types: dict[str, int] = {}
        if not desk.settings.hidden_columns(TABLE):
            desk.settings.hide_columns(TABLE, AT_FIRST_HIDDEN)
        self.table = DataTable(desk, TABLE, self._source, COLUMNS, EmptyState(desk, "inbox", "entries.empty"))
        self.table.view.setObjectName("entries.table")
        self.table.opened.connect(lambda entry: self.go.emit(ENTRY, entry))
        self.table.model.failed.connect(self.show_error)
        self.table.model.counted.connect(self._on_counted)
        self.types = QComboBox(self)
        self.types.setObjectName("field.entries.type")
        self._types_name = unseen_name(self.types)
        self.types.currentIndexChanged.connect(self._on_type_chosen)
        self.table.filters.addWidget(self.types)
        self.set_content(self.table)
        self.add_action(PageAction("export.title", self.save_table, "download", "Ctrl+E"))
        context.session.changed.connect(self._reload)
        desk.follow(self, self._show_types)

    def save_table(self) -> SaveTablePanel:
        """Offer to save what the table shows as a file."""
        panel = SaveTablePanel(self.desk, self.table, self._title.text())
        self.show_detail(self.desk.words.text("export.title"), panel)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)
        return panel

    def opened(self, target: object = None) -> None:
        if isinstance(target, str):
            self.table.view.scrollToTop()
            self.table.model.set_filter(TYPE, target)
        self._reload(target if isinstance(target, str) else None)

    def _reload(self, wanted: str | None = None) -> None:
        def look(vault: Vault, replica: Replica) -> dict[str, int]:
            self._source.look_at(replica)
            return self._source.types()

        def done(types: dict[str, int]) -> None:
            chosen = wanted or self.types.currentData()
            self._types = types
            self._show_types(chosen)
            self.table.reload()

        self._context.session.read(look, owner=self, on_done=done, on_error=self.show_error)

    def _on_type_chosen(self, place: int) -> None:
        self.table.model.set_filter(TYPE, self.types.itemData(place) or "")

    def _on_counted(self, count: int) -> None:
        """The keyboard starts at the first row."""
        if count and not self.table.view.currentIndex().isValid():
            self.table.view.setCurrentIndex(self.table.model.index(0, 0))

    def _show_types(self, chosen: str | None = None) -> None:
        words = self.desk.words
        chosen = chosen or self.types.currentData()
        with QSignalBlocker(self.types):
            self.types.clear()
            self.types.addItem(words.text("entries.every_type"), "")
            for name in sorted(self._types, key=lambda one: type_name(one, words)):
                told = words.text("entries.type_count", type=type_name(name, words), count=self._types[name])
                self.types.addItem(told, name)
            self.types.setCurrentIndex(max(self.types.findData(chosen), 0))
        self._types_name.setText(words.text("entries.column.type"))
        self.types.setAccessibleName(self._types_name.text())
