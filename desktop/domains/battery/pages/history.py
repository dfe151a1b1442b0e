"""A battery's history: its state, its figures with their bands, and every entry as it was signed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.battery.documents import current_grade
from desktop.domains.battery.pages.certificate_panel import CertificatePanel
from desktop.domains.battery.pages.picker import BatteryPicker
from desktop.domains.battery.pages.places import RECORD, Task, battery_of
from desktop.domains.battery.pages.summary import Summary
from desktop.entries.actions import EntryActions
from desktop.entries.signers import own_roles
from desktop.entries.story import Story, items, load
from desktop.page_context import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.widgets.history import History
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea
from desktop.words.sentences import type_name

ISSUERS = frozenset({"jtp_test", "jtp_grade"})
"""Roles in which a certificate is issued; see the rules of battery.certificate.issue."""
PAPER_SHARE = 0.55
"""A page of paper needs more room than other detail."""


class HistoryPage(Page):
    """Enter on an entry opens it at the right; the certificate, evidence and QR open there too."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "battery.history.title")
        self._context = context
        self._story: Story | None = None
        self._wanted: bytes | None = None
        self._then = ""
        self._arriving = False
        self._entry_actions = EntryActions(self, context, self.story)
        self._entry_actions.corrected.connect(self._on_corrected)
        actions = (
            PageAction("battery.certificate.make", self.ask_certificate, "award", "Ctrl+P", primary=True),
            PageAction("battery.record", self._on_record_asked, "pencil", "Ctrl+R"),
            PageAction("evidence.save", self._on_evidence_asked, "shield-check", "Ctrl+E"),
            PageAction("proof.show", self._on_proof_asked, "qr-code", "Ctrl+J"),
            PageAction("battery.history.other", self._on_other_asked, "search", "Ctrl+O"),
        )
        self._by_key = {action.key: self.add_action(action) for action in actions}
        for key, made in self._by_key.items():
            made.setObjectName(key)
        self.picker = BatteryPicker(desk, context.session)
        self.picker.chosen.connect(self._on_battery_chosen)
        self.summary = Summary(desk)
        self.history = History(desk)
        self.history.setObjectName("battery.history.list")
        self.history.opened.connect(self._on_entry_opened)
        self._heading = label("section")
        self._entries = card(self._heading, self.history)
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for part in (self.picker, self.summary, self._entries):
            column.addWidget(part)
        column.addStretch(1)
        self.set_content(self._whole, scroll=True)
        context.session.changed.connect(self._reload)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        battery = battery_of(target)
        if battery is None:
            self.picker.suggest()
            self._reload()
            return
        self._then = target.job if isinstance(target, Task) else ""
        if battery != self._wanted:
            self.hide_detail()
            self._arriving = True
        self._wanted = battery
        self._reload()

    def story(self) -> Story | None:
        """What is shown."""
        return self._story

    def _reload(self) -> None:
        if self._wanted is None:
            self._show()
            return
        wanted = self._wanted
        self._context.session.read(
            lambda vault, replica: load(vault, replica, wanted),
            owner=self,
            on_done=self._on_loaded,
            on_error=self.show_error,
        )

    def _on_loaded(self, story: Story) -> None:
        if story.subject.id != self._wanted:
            return
        self._story = story
        self._show()
        if self._arriving:
            self._arriving = False
            self._go_to_top()
        if self._then == "certificate":
            self._then = ""
            self.ask_certificate()

    def _go_to_top(self) -> None:
        """To the newest entry, with the summary in sight; the keyboard is in the history."""
        area = self._split.widget(0)
        assert isinstance(area, ScrollArea)
        if self.isVisible():
            self.history.setFocus(Qt.FocusReason.OtherFocusReason)
        area.verticalScrollBar().setValue(0)

    def _on_battery_chosen(self, row: SubjectRow) -> None:
        self.opened(row.id)

    def _on_other_asked(self) -> None:
        """Another battery: back to choosing."""
        self._wanted = self._story = None
        self.hide_detail()
        self.picker.forget()
        self._show()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_record_asked(self) -> None:
        if self._wanted is not None:
            self.go.emit(RECORD, Task("", self._wanted))

    # -- at the right ------------------------------------------------------------------------------------------------

    def _on_entry_opened(self, entry: bytes) -> None:
        story = self._story
        row = story.row(entry) if story else None
        if story is not None and row is not None:
            title = type_name(row.entry.content.type, self.desk.words)
            self._entry_actions.open(title, self._entry_actions.detail(story, row))

    def _on_corrected(self) -> None:
        self._arriving = True
        self._reload()

    def _may_issue(self) -> bool:
        return bool(own_roles(self._context.standing()) & ISSUERS)

    def ask_certificate(self) -> None:
        """Open the making of the certificate, where there is a grade and somebody who may issue."""
        story = self._story
        if story is not None and story.subject.state.get("grade") and self._may_issue():
            panel = CertificatePanel(self.desk, self._context, story.subject.id)
            self._entry_actions.open(self.desk.words.text("type.battery.certificate.issue"), panel, PAPER_SHARE)

    def _on_evidence_asked(self) -> None:
        """Everything that counts: what a stranger needs to follow the whole history."""
        if self._story is not None:
            self._entry_actions.show_evidence(tuple(row.entry.id for row in self._story.rows))

    def _on_proof_asked(self) -> None:
        """The QR of the grade in force."""
        if self._story is not None and self._story.subject.state.get("grade"):
            self._entry_actions.show_proof(current_grade(self._story.subject.state))

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        words, story = self.desk.words, self._story
        self._heading.setText(words.text("history.name"))
        self.picker.setVisible(story is None)
        self.summary.setVisible(story is not None)
        self._entries.setVisible(story is not None)
        graded = story is not None and bool(story.subject.state.get("grade"))
        self._by_key["battery.certificate.make"].setVisible(graded and self._may_issue())
        self._by_key["proof.show"].setVisible(graded)
        for key in ("battery.record", "evidence.save", "battery.history.other"):
            self._by_key[key].setVisible(story is not None)
        self._whole.setFocusProxy(self.history if story is not None else self.picker)
        if story is None:
            self.set_title(words.text("battery.history.title"))
            return
        self.set_title(words.text("battery.history.of", number=story.subject.title))
        self.summary.show_story(story)
        self.history.show_items(items(story, words))

