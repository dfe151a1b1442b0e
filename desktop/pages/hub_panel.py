"""Add a hub: its address, the words of its key to be compared with whoever runs it, and only then the button.

The same panel compares again where another key answers than the one that was agreed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.encoding.words import fingerprint_words
from core.errors import InputError, SyncError
from desktop.desk import Desk
from desktop.jobs import Job, Lane
from desktop.page_context import PageContext
from desktop.pages.sync_rows import PeerRow
from desktop.syncing.address import Answering, Asker, asked_url, is_open, who_answers
from desktop.syncing.peers import Peer, PeerKind
from desktop.syncing.window_meeting import asker_of
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.form import told_error
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow


class HubPanel(QWidget):
    """`added(Peer)` when the person said that the words are the same."""

    looked = Signal(object)
    """An Answering is shown."""
    added = Signal(object)

    def __init__(self, desk: Desk, context: PageContext, before: PeerRow | None = None) -> None:
        """`before` is the hub whose key is compared again."""
        super().__init__()
        self._desk, self._context, self._before = desk, context, before
        self._found: Answering | None = None
        self._job: Job | None = None
        self.edit = QLineEdit(before.peer.url if before else "")
        self.edit.setObjectName("field.sync.hub.address")
        self.edit.returnPressed.connect(self._on_look)
        self._name, self._problem = label("label"), label("error")
        self._problem.hide()
        self.look = button(desk, "sync.hub.look", self._on_look, icon="search", kind="primary")
        self.progress = ProgressRow(desk)
        self.progress.cancelled.connect(self._on_stopped)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(12)
        self.go = button(desk, "sync.hub.go", self._on_go, icon="check", kind="primary")
        self.go.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._text = label("quiet")
        for part in (self._text, self._name, self.edit, self._problem):
            column.addWidget(part)
        column.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.progress)
        column.addLayout(self._shown)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setFocusProxy(self.edit)
        desk.follow(self, self._show)

    def problem(self) -> str:
        """What is said to be wrong."""
        return "" if self._problem.isHidden() else self._problem.text()

    def _on_look(self) -> None:
        self._clear()
        try:
            url = asked_url(self.edit.text())
        except InputError as error:
            self._on_failed(error)
            return
        self.edit.setText(url)
        self.look.setEnabled(False)
        self.progress.begin(self._desk.words.text("sync.asking"))
        self._job = self._context.session.on_vault(
            asker_of, owner=self, on_done=lambda asker: self._ask(url, asker), on_error=self._on_failed
        )

    def _ask(self, url: str, asker: Asker) -> None:
        self._job = self._desk.jobs.run(
            lambda: who_answers(url, asker),
            owner=self,
            on_done=self._on_looked,
            on_error=self._on_failed,
            lane=Lane.LINE,
        )

    def _on_stopped(self) -> None:
        """Who was asked may answer later: nobody waits for it any more."""
        if self._job is not None:
            self._job.cancel()
        self._on_failed(SyncError("meeting_stopped"))

    def _on_looked(self, found: Answering) -> None:
        self._found = found
        self.progress.end()
        self.look.setEnabled(True)
        words = self._desk.words
        facts, name = KeyValues(self._desk), words.text("sync.hub.words")
        rows = [(name, fingerprint_words(found.device)), (words.text("sync.hub.key"), found.device.hex(" ", 4))]
        if self._before is not None:
            rows.insert(0, (words.text("sync.hub.before"), self._before.words))
        facts.show_pairs(rows, frozenset({name}))
        self._shown.addWidget(facts)
        if self._before is not None and found.device == self._before.device:
            self._shown.addWidget(FlagCard(self._desk, Tone.GOOD, words.text("sync.hub.same_as_before")))
        elif self._before is not None:
            self._shown.addWidget(
                FlagCard(self._desk, Tone.WARN, words.text("sync.hub.changed"), do=words.text("sync.hub.changed.do"))
            )
        if is_open(found.url):
            self._shown.addWidget(
                FlagCard(self._desk, Tone.WARN, words.text("sync.hub.open"), do=words.text("sync.hub.open.do"))
            )
        self._shown.addWidget(label("", words.text("sync.hub.compare")))
        self.go.show()
        self.go.setFocus(Qt.FocusReason.TabFocusReason)
        self.looked.emit(found)

    def _on_go(self) -> None:
        found = self._found
        if found is not None:
            self.added.emit(Peer(found.device, PeerKind.HUB, found.url, found.certified))

    def _on_failed(self, error: BaseException) -> None:
        self.progress.end()
        self.look.setEnabled(True)
        self._problem.setText(told_error(error, self._desk))
        self._problem.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._found = None
        self._problem.hide()
        self.go.hide()
        while (item := self._shown.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show(self) -> None:
        words = self._desk.words
        self._text.setText(words.text("sync.hub.again" if self._before else "sync.hub.text"))
        self._name.setText(words.text("sync.address"))
        self.edit.setAccessibleName(words.text("sync.address"))
