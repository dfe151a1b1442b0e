"""One entry whole, and the history that it stands in: what every workspace gets without a line of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.content import SUBJECT_BYTES
from core.ledger.settling import RESOLVE
from core.vault.drafts import KeptDraft
from core.vault.entry_list import subject_of
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.actions import EntryActions
from desktop.entries.correction_panel import TARGET
from desktop.entries.entry_detail import EntryDetail
from desktop.entries.flag_actions import FlagActions
from desktop.entries.rows import title_of
from desktop.entries.settling import FlagRow, flag_rows
from desktop.entries.story import Story, items, load
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.widgets.history import History
from desktop.widgets.labels import label
from desktop.words.sentences import type_name

ENTRIES = "entries"


class EntryPage(Page):
    """`opened` with an entry's id, a subject's for its last one, or the draft of a correction; below is the history."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "entry.title")
        self._context = context
        self._wanted: bytes | None = None
        self._draft: KeptDraft | None = None
        """What is to be gone on with, as soon as its entry is shown."""
        self._story: Story | None = None
        self._actions_of_entry = EntryActions(self, context, lambda: self._story)
        self._actions_of_entry.corrected.connect(self._load)
        self._flags: list[FlagRow] = []
        self._flag_actions = FlagActions(self, context)
        self._flag_actions.settled.connect(self._load)
        self.add_action(PageAction("entry.back", lambda: self.go.emit(ENTRIES, None), "chevron-left", "Alt+Left"))
        self.detail: EntryDetail | None = None
        self._place = QVBoxLayout()
        self.history = History(desk)
        self.history.setObjectName("entry.history")
        self.history.opened.connect(self.opened)
        self._heading = label("section")
        self._about = card(self._heading, self.history)
        self._flags_place, self._flags_heading = QVBoxLayout(), label("section")
        self._flagged = card(self._flags_heading, self._flags_place)
        self._shown_flags: list[QWidget] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(card(self._place))
        column.addWidget(self._flagged)
        column.addWidget(self._about)
        column.addStretch(1)
        self.set_content(inside, scroll=True)
        context.session.changed.connect(self._load)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        if isinstance(target, KeptDraft):
            self._draft, target = target, target.entry.typed[TARGET]
        if isinstance(target, bytes) and target != self._wanted:
            self._wanted = target
            self.hide_detail()
        self._load()

    def _of_subject(self) -> bool:
        return self._wanted is not None and len(self._wanted) == SUBJECT_BYTES

    def story(self) -> Story | None:
        """The history that is shown."""
        return self._story

    def _load(self) -> None:
        wanted, of_subject = self._wanted, self._of_subject()
        if wanted is None:
            return

        def read(vault: Vault, replica: Replica) -> tuple[Story, list[FlagRow]]:
            about = wanted if of_subject else subject_of(replica, wanted)
            return load(vault, replica, about), flag_rows(vault, replica, about)

        self._context.session.read(
            read, owner=self, on_done=lambda both: self._on_loaded(*both), on_error=self.show_error
        )

    def _on_loaded(self, story: Story, flags: list[FlagRow]) -> None:
        if self._of_subject() and story.subject.id == self._wanted and story.rows:
            self._wanted = story.rows[-1].entry.id
        if self._wanted is not None and story.row(self._wanted) is not None:
            self._story, self._flags = story, flags
            self._show()
            if self.isVisible() and self.detail is not None:
                self.detail.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._draft is not None:
                draft, self._draft = self._draft, None
                self._go_on(draft)

    def _go_on(self, draft: KeptDraft) -> None:
        (self._flag_actions if draft.entry.type == RESOLVE else self._actions_of_entry).go_on(draft)

    def _show_flags(self, flags: list[FlagRow]) -> None:
        """What is flagged of the entry's subject, settled or not."""
        for shown in self._shown_flags:
            shown.hide()
            shown.deleteLater()
        self._shown_flags = [self._flag_actions.card(one) for one in flags]
        for shown in self._shown_flags:
            self._flags_place.addWidget(shown)
        self._flags_heading.setText(self.desk.words.text("entry.flags"))
        self._flagged.setVisible(bool(flags))

    def _show(self) -> None:
        words, story = self.desk.words, self._story
        row = story.row(self._wanted) if story and self._wanted else None
        if self.detail is not None:
            self.detail.hide()
            self.detail.deleteLater()
            self.detail = None
        self._about.setVisible(row is not None)
        self._show_flags(self._flags if row is not None else [])
        if story is None or row is None:
            self.set_title(words.text("entry.title"))
            return
        self.set_title(type_name(row.entry.content.type, words))
        self.detail = self._actions_of_entry.detail(story, row)
        self._place.addWidget(self.detail)
        title = title_of(story.subject.kind, story.subject.title, words)
        self._heading.setText(words.text("entry.history_of", title=title))
        self.history.show_items(items(story, words))
