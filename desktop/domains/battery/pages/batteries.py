"""The batteries that this network knows, and what is to be done with the one under the cursor."""

from __future__ import annotations

from core.vault.replica import Replica
from desktop.desk import Desk
from desktop.domains.battery.pages.battery_rows import AT_FIRST_HIDDEN, COLUMNS, BatteryRows
from desktop.domains.battery.pages.places import HISTORY, RECORD, Task
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState

TABLE = "battery"


class BatteriesPage(Page):
    """Enter opens a battery's history; Ctrl+N takes a new one in."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "battery.batteries.title")
        self._context = context
        self._source = BatteryRows(desk.language, desk.clock)
        for action in (
            PageAction("battery.intake", self._on_intake_asked, "plus", "Ctrl+N", primary=True),
            PageAction("battery.record", self._on_record_asked, "pencil", "Ctrl+R"),
        ):
            self.add_action(action).setObjectName(action.key)
        if not desk.settings.hidden_columns(TABLE):
            desk.settings.hide_columns(TABLE, AT_FIRST_HIDDEN)
        empty = EmptyState(desk, "battery", "battery.batteries.empty", "battery.intake", self._on_intake_asked)
        self.table = DataTable(desk, TABLE, self._source, COLUMNS, empty)
        self.table.view.setObjectName("battery.table")
        self.table.opened.connect(lambda battery: self.go.emit(HISTORY, battery))
        self.table.model.failed.connect(self.show_error)
        self.table.model.counted.connect(self._on_counted)
        self.set_content(self.table)
        context.session.changed.connect(self._reload)

    def opened(self, target: object = None) -> None:
        self._reload()

    def _reload(self) -> None:
        self._context.session.read(lambda vault, replica: replica, owner=self, on_done=self._on_replica)

    def _on_replica(self, replica: Replica) -> None:
        self._source.look_at(replica)
        self.table.reload()

    def _on_counted(self, count: int) -> None:
        """The keyboard starts at the first row."""
        if count and not self.table.view.currentIndex().isValid():
            self.table.view.setCurrentIndex(self.table.model.index(0, 0))

    def _on_intake_asked(self) -> None:
        self.go.emit(RECORD, Task("intake"))

    def _on_record_asked(self) -> None:
        battery = self.table.current_id()
        self.go.emit(RECORD, Task("", battery) if isinstance(battery, bytes) else Task(""))
