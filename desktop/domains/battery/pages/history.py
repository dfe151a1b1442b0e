"""A battery's history: its state, its figures with their bands, and every entry as it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.ledger.content import Attachment
from core.ledger.contract import EntryType
from core.vault.views import SubjectRow
from desktop.desk import Desk
from desktop.domains.battery.documents import current_grade
from desktop.domains.battery.pages.certificate_panel import CertificatePanel
from desktop.domains.battery.pages.correcting import Correction, correction_type
from desktop.domains.battery.pages.correction_panel import CorrectionPanel
from desktop.domains.battery.pages.entry_detail import EntryDetail
from desktop.domains.battery.pages.picker import BatteryPicker
from desktop.domains.battery.pages.places import RECORD, Task, battery_of
from desktop.domains.battery.pages.showing import evidence_bytes, proof_text
from desktop.domains.battery.pages.showing_panels import FilePanel, ProofPanel
from desktop.domains.battery.pages.signers import own_roles
from desktop.domains.battery.pages.story import Story, current_body, items, load
from desktop.domains.battery.pages.summary import Summary
from desktop.domains.battery.pages.wording import type_name
from desktop.session import PageContext
from desktop.shell.page import Page, PageAction, card
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.history import History
from desktop.widgets.labels import label

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
        actions = (
            PageAction("battery.certificate.make", self.ask_certificate, "award", "Ctrl+P", primary=True),
            PageAction("battery.record", self._on_record_asked, "pencil", "Ctrl+R"),
            PageAction("battery.evidence.save", self._on_evidence_asked, "shield-check", "Ctrl+E"),
            PageAction("battery.proof.show", self._on_proof_asked, "qr-code", "Ctrl+J"),
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
        if story.battery.id != self._wanted:
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
        assert isinstance(area, QScrollArea)
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
        if story is None or row is None:
            return
        detail = EntryDetail(self.desk, story, row)
        detail.correction_asked.connect(partial(self._on_correction_asked, entry))
        detail.proof_asked.connect(partial(self._show_proof, entry))
        detail.evidence_asked.connect(partial(self._show_evidence, (entry,)))
        detail.file_asked.connect(self._on_file_asked)
        self._open(type_name(row.entry.content.type, self.desk.words), detail)

    def _open(self, title: str, detail: QWidget, share: float = 0.0) -> None:
        """`share` is how much of the width the detail should have; what is usual where it is 0."""
        self.show_detail(title, detail)
        if share:
            self._split.setSizes([round(self.width() * (1 - share)), round(self.width() * share)])
        detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_correction_asked(self, entry: bytes, name: str) -> None:
        self._context.session.read(
            lambda vault, replica: correction_type(replica, name),
            owner=self,
            on_done=lambda kind: self._correct(entry, kind),
            on_error=self.show_error,
        )

    def _correct(self, entry: bytes, correction: EntryType) -> None:
        story = self._story
        row = story.row(entry) if story else None
        kind = story.types.get(entry) if story else None
        if story is None or row is None or kind is None:
            return
        wanted = Correction(correction.name, story.battery.id, entry, "")
        panel = CorrectionPanel(self.desk, self._context, wanted, correction.roles, kind, current_body(story, row))
        panel.done.connect(partial(self._on_corrected, correction.name))
        self._open(self.desk.words.text(f"battery.correct.{correction.name}"), panel)

    def _on_corrected(self, name: str) -> None:
        self.hide_detail()
        self._arriving = True
        self._reload()
        self.notice.emit(Notice(self.desk.words.text(f"battery.correct.{name}.done"), tone=Tone.GOOD))

    def _may_issue(self) -> bool:
        return bool(own_roles(self._context.standing()) & ISSUERS)

    def ask_certificate(self) -> None:
        """Open the making of the certificate, where there is a grade and somebody who may issue."""
        story = self._story
        if story is not None and story.battery.state.get("grade") and self._may_issue():
            panel = CertificatePanel(self.desk, self._context, story.battery.id)
            self._open(self.desk.words.text("type.battery.certificate.issue"), panel, PAPER_SHARE)

    def _on_evidence_asked(self) -> None:
        """Everything that counts: what a stranger needs to follow the whole history."""
        if self._story is not None:
            self._show_evidence(tuple(row.entry.id for row in self._story.rows))

    def _show_evidence(self, entries: Sequence[bytes]) -> None:
        panel = FilePanel(self.desk, "battery.evidence.why", "battery.evidence.save_file", "evidence.path")
        self._open(self.desk.words.text("battery.evidence.title"), panel)
        name = f"{self._name()}.jangbu-evidence"
        self._context.session.read(
            lambda vault, replica: evidence_bytes(vault, replica, entries),
            owner=panel,
            on_done=lambda data: panel.offer(name, data),
            on_error=panel.say_error,
        )

    def _on_proof_asked(self) -> None:
        """The QR of the grade in force."""
        if self._story is not None and self._story.battery.state.get("grade"):
            self._show_proof(current_grade(self._story.battery.state))

    def _show_proof(self, entry: bytes) -> None:
        panel = ProofPanel(self.desk)
        self._open(self.desk.words.text("battery.proof.title"), panel)
        self._context.session.read(
            lambda vault, replica: proof_text(vault, replica, entry),
            owner=panel,
            on_done=panel.show_text,
            on_error=panel.say_error,
        )

    def _on_file_asked(self, attachment: Attachment) -> None:
        panel = FilePanel(self.desk, "battery.entry.file.why", "battery.entry.file.write", "attachment.path")
        self._open(self.desk.words.text("battery.entry.files"), panel)
        self._context.session.read(
            lambda vault, replica: b"".join(vault.attachments.read(attachment)),
            owner=panel,
            on_done=lambda data: panel.offer(f"{self._name()}{_ending(attachment.media_type)}", data),
            on_error=panel.say_error,
        )

    def _name(self) -> str:
        title = self._story.battery.title if self._story else ""
        return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in title)[:60] or "battery"

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        words, story = self.desk.words, self._story
        self._heading.setText(words.text("history.name"))
        self.picker.setVisible(story is None)
        self.summary.setVisible(story is not None)
        self._entries.setVisible(story is not None)
        graded = story is not None and bool(story.battery.state.get("grade"))
        self._by_key["battery.certificate.make"].setVisible(graded and self._may_issue())
        self._by_key["battery.proof.show"].setVisible(graded)
        for key in ("battery.record", "battery.evidence.save", "battery.history.other"):
            self._by_key[key].setVisible(story is not None)
        self._whole.setFocusProxy(self.history if story is not None else self.picker)
        if story is None:
            self.set_title(words.text("battery.history.title"))
            return
        self.set_title(words.text("battery.history.of", number=story.battery.title))
        self.summary.show_story(story)
        self.history.show_items(items(story, words))


def _ending(media_type: str) -> str:
    known = {
        "text/csv": ".csv",
        "text/plain": ".txt",
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "application/pdf": ".pdf",
    }
    return known.get(media_type, ".bin")
