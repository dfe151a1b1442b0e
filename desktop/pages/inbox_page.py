"""The inbox: facts to sign, drafts, conflicts, flags, and what was told; nothing here blocks other work."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from core.ledger.settling import FlagStatus
from core.vault.drafts import KeptDraft
from core.vault.inbox import Flagged, ToSign
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.conflict import sides
from desktop.entries.cosign_panel import CosignPanel
from desktop.entries.flag_actions import FlagActions
from desktop.entries.rows import title_of
from desktop.entries.settling import FlagRow, flag_rows, marked
from desktop.entries.story import Story, Telling, current_body, load, told_in_list
from desktop.page_context import PageContext
from desktop.pages.inbox_rows import COLUMNS, InboxRows, Section
from desktop.pages.record_page import where_typed
from desktop.session import ToldNotice
from desktop.shell.page import Page
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import button
from desktop.widgets.conflict_card import ConflictCard
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.segment import Segment
from desktop.words.values import field_values

ENTRY = "entry"
CONCURRENT = "concurrent_entries"
SIDES_SHARE = 0.6
"""Two entries side by side need more room than other detail."""


class InboxPage(Page):
    """`opened` with a Section shows that one; else the first one that holds something."""

    def __init__(self, desk: Desk, context: PageContext, reachable: frozenset[str] = frozenset()) -> None:
        """`reachable` are the places that a draft may have been typed on."""
        super().__init__(desk, "inbox.title")
        self._context, self._reachable = context, reachable
        self.rows = InboxRows()
        self._chosen = False
        self._flags = FlagActions(self, context)
        self._sections: dict[Section, QPushButton] = {}
        group = QButtonGroup(self)
        for section in Section:
            made = Segment()
            made.setObjectName(f"inbox.{section}")
            made.clicked.connect(partial(self._on_section_chosen, section))
            group.addButton(made)
            self.filters.addWidget(made)
            self._sections[section] = made
        self.table = DataTable(desk, "inbox", self.rows, COLUMNS, EmptyState(desk, "circle-check", "inbox.empty"))
        self.table.view.setObjectName("inbox.table")
        self.table.opened.connect(self._on_opened)
        self.table.model.failed.connect(self.show_error)
        self.set_content(self.table)
        context.session.changed.connect(self._reload)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._chosen = isinstance(target, Section)
        if isinstance(target, Section):
            self.rows.section = target
        self._reload()

    def _reload(self) -> None:
        notices, standing = self._context.session.notices, self._context.standing()
        counted = self._context.holding.drafts()
        self._context.session.read(
            lambda vault, replica: self.rows.look_at(vault, replica, standing, notices, counted),
            owner=self,
            on_done=lambda nothing: self._on_looked(),
            on_error=self.show_error,
        )

    def _on_looked(self) -> None:
        if not self._chosen:
            waiting = [one for one in Section if one is not Section.SETTLED and self.rows.counts[one]]
            self.rows.section = next(iter(waiting), Section.SIGN)
            self._chosen = True
        self._show()
        self.table.reload()

    def _on_section_chosen(self, section: Section, checked: bool = True) -> None:
        self.rows.section, self._chosen = section, True
        self.hide_detail()
        self._show()
        self.table.reload()

    def _show(self) -> None:
        words = self.desk.words
        for section, made in self._sections.items():
            count = self.rows.counts.get(section, 0)
            made.setText(words.text(f"inbox.{section}", count=count))
            made.setAccessibleName(made.text())
            made.setChecked(section is self.rows.section)

    # -- at the right ------------------------------------------------------------------------------------------------

    def _on_opened(self, id: object) -> None:
        found = self.rows.found(id)
        if isinstance(found, ToldNotice):
            notice = found.notice
            self._open(self.desk.words.text("inbox.notice"), FlagCard(self.desk, notice.tone, notice.what, notice.do))
        elif isinstance(found, KeptDraft):
            self.go.emit(*where_typed(found, self._reachable))
        elif found is not None:
            self._look_at(found)

    def _look_at(self, found: Flagged | ToSign) -> None:
        subject = found.line.subject if isinstance(found, ToSign) else found.subject

        def read(vault: Vault, replica: Replica) -> tuple[Story, FlagRow | None, Collection[bytes]]:
            rows = flag_rows(vault, replica, subject) if isinstance(found, Flagged) else []
            row = next((one for one in rows if isinstance(found, Flagged) and one.finding == found.flag), None)
            both = marked(vault, replica, row) if row is not None and row.finding.code == CONCURRENT else None
            return load(vault, replica, subject), row, both.entries if both is not None else ()

        self._context.session.read(
            read, owner=self, on_done=lambda all_of_it: self._on_story(found, *all_of_it), on_error=self.show_error
        )

    def _on_story(
        self, found: Flagged | ToSign, story: Story, row: FlagRow | None, entries: Collection[bytes]
    ) -> None:
        title = title_of(story.subject.kind, story.subject.title, self.desk.words)
        if isinstance(found, ToSign):
            self._open(title, self._cosigning(found, story))
            return
        if row is None:
            self._reload()  # it is gone by now
            return
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in self._parts(row, story, entries):
            column.addWidget(part)
        column.addStretch(1)
        self._open(title, inside, SIDES_SHARE if found.flag.code == CONCURRENT else 0.0)

    def _parts(self, row: FlagRow, story: Story, entries: Collection[bytes]) -> list[QWidget]:
        """A flag, and the entries that contradict each other, or the way to the history."""
        words = self.desk.words
        parts = [self._flags.card(row)]
        if row.finding.code == CONCURRENT:
            card = ConflictCard(self.desk, sides(story, entries, words))
            card.asked.connect(lambda entry: self.go.emit(ENTRY, entry))
            how = words.text("conflict.how") if row.status is not FlagStatus.SETTLED else ""
            parts += [card, FlagCard(self.desk, Tone.INFO, words.text("conflict.keep"), do=how)]
        elif story.rows:
            last = story.rows[-1].entry.id
            parts.append(button(self.desk, "inbox.history", lambda: self.go.emit(ENTRY, last), icon="history"))
        return parts

    def _cosigning(self, found: ToSign, story: Story) -> CosignPanel:
        entry = found.line.judged.entry
        row, kind, words = story.row(entry.id), story.types.get(entry.id), self.desk.words
        values = field_values(kind, current_body(story, row), words) if row is not None and kind is not None else []
        sentence = told_in_list(Telling(found.line.judged, kind), words)
        panel = CosignPanel(self.desk, self._context, entry.id, frozenset(found.roles), sentence, values)
        panel.done.connect(self._on_cosigned)
        panel.look_asked.connect(lambda: self.go.emit(ENTRY, entry.id))
        return panel

    def _on_cosigned(self) -> None:
        self.hide_detail()
        self.notice.emit(Notice(self.desk.words.text("cosign.done"), tone=Tone.GOOD))

    def _open(self, title: str, detail: QWidget, share: float = 0.0) -> None:
        self.show_detail(title, detail, share)
        detail.setFocus(Qt.FocusReason.OtherFocusReason)
