"""What a workspace keeps a ledger of: a table for each kind of subject, by the columns that it declares."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget

from core.ledger.contract import EntryType, SubjectKind
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.recording import recordable
from desktop.entries.subject_rows import SubjectRows, declared_cells, shown_columns
from desktop.page_context import PageContext
from desktop.pages.record_page import RecordTask
from desktop.pages.save_table_panel import SaveTablePanel
from desktop.shell.page import Page, PageAction
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.segment import Segment

RECORD, ENTRY, IMPORT = "record", "entry", "import"


class SubjectsPage(Page):
    """Enter opens a subject's history; Ctrl+N records a new one, Ctrl+R something about the one under the cursor."""

    def __init__(self, desk: Desk, context: PageContext, title_key: str, kinds: dict[str, SubjectKind]) -> None:
        super().__init__(desk, title_key)
        self._context = context
        self._types: list[EntryType] = []
        self.tables: dict[str, DataTable] = {}
        self._sources: dict[str, SubjectRows] = {}
        self._segments: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._new = self.add_action(PageAction("subjects.new", self._on_new_asked, "plus", "Ctrl+N", primary=True))
        self._about = self.add_action(PageAction("subjects.record", self._on_record_asked, "pencil", "Ctrl+R"))
        self._sheet = self.add_action(PageAction("subjects.import", self._on_import_asked, "upload", "Ctrl+I"))
        self.add_action(PageAction("export.title", self.save_table, "download", "Ctrl+E"))
        group = QButtonGroup(self)
        for name, kind in kinds.items():
            self._add_table(name, kind)
            made = Segment()
            made.clicked.connect(partial(self.show_kind, name))
            group.addButton(made)
            self._segments[name] = made
            if len(kinds) > 1:
                self.filters.addWidget(made)
        self.set_content(self._stack)
        self.show_kind(next(iter(kinds)))
        context.session.changed.connect(self._reload)
        desk.follow(self, self._show)

    def save_table(self) -> SaveTablePanel:
        """Offer to save what the table shows as a file."""
        panel = SaveTablePanel(self.desk, self.tables[self.kind], self._title.text())
        self.show_detail(self.desk.words.text("export.title"), panel)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)
        return panel

    def opened(self, target: object = None) -> None:
        self._reload()

    def show_kind(self, name: str, checked: bool = True) -> None:
        """Show the table of one kind."""
        self.kind = name
        self._segments[name].setChecked(True)
        self._stack.setCurrentWidget(self.tables[name])
        self._stack.setFocusProxy(self.tables[name])
        self._offer()

    def _add_table(self, name: str, kind: SubjectKind) -> None:
        source = self._sources[name] = SubjectRows(kind.name, declared_cells(kind))
        empty = EmptyState(self.desk, "inbox", "subjects.empty", "subjects.new", self._on_new_asked)
        table = DataTable(self.desk, f"subjects.{name}", source, shown_columns(kind), empty)
        table.view.setObjectName(f"subjects.{name}")
        table.opened.connect(lambda subject: self.go.emit(ENTRY, subject))
        table.model.failed.connect(self.show_error)
        self.tables[name] = table
        self._stack.addWidget(table)

    def _reload(self) -> None:
        standing = self._context.standing()

        def look(vault: Vault, replica: Replica) -> list[EntryType]:
            for source in self._sources.values():
                source.look_at(replica)
            return recordable(replica, standing)

        self._context.session.read(look, owner=self, on_done=self._on_looked, on_error=self.show_error)

    def _on_looked(self, types: list[EntryType]) -> None:
        self._types = types
        self._offer()
        for table in self.tables.values():
            table.reload()

    def _offer(self) -> None:
        """Only what somebody of this vault may record is offered."""
        self._new.setEnabled(any(one.opens == self.kind for one in self._types))
        self._sheet.setEnabled(bool(self._types))
        self._about.setEnabled(any(one.about == self.kind for one in self._types))

    def _on_new_asked(self) -> None:
        opening = next((one.name for one in self._types if one.opens == self.kind), None)
        if opening is not None:
            self.go.emit(RECORD, RecordTask(opening))

    def _on_record_asked(self) -> None:
        subject = self.tables[self.kind].current_id()
        first = next((one.name for one in self._types if one.about == self.kind), None)
        if first is not None:
            self.go.emit(RECORD, RecordTask(first, subject if isinstance(subject, bytes) else None))

    def _on_import_asked(self) -> None:
        opening = next((one.name for one in self._types if one.opens == self.kind), None)
        self.go.emit(IMPORT, opening)

    def _show(self) -> None:
        for name, made in self._segments.items():
            made.setText(self.desk.words.text(f"subject_kind.{name}"))
            made.setAccessibleName(made.text())
