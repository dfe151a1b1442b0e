"""A peer on the sync page: who, what it lacks and what is lacking here, why not, and what one can do about it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.errors import SyncError
from desktop.desk import Desk
from desktop.exchange import SERIOUS
from desktop.pages.sync_rows import PeerRow
from desktop.syncing.peers import PeerKind
from desktop.theme import Tone
from desktop.widgets.buttons import button, tell_apart
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.progress_row import ProgressRow
from desktop.words import Words, error_text
from sync.outcome import Outcome

ICONS = {PeerKind.LAPTOP: "laptop", PeerKind.HUB: "server"}
CHANGED = frozenset({"peer_other", "peer_other_certificate"})
"""Another key than the pinned one answers: only a person can say whether that is right."""


class PeerCard(QFrame):
    """Emits what the person asks for; whoever made it knows about which peer."""

    meet_asked = Signal()
    stop_asked = Signal()
    pause_asked = Signal()
    forget_asked = Signal()
    compare_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: PeerRow | None = None
        self.setProperty("kind", "card")
        self._picture = QLabel(self)
        self._name, self._when = label("strong"), label("quiet")
        self._lack, self._why, self._do = label(""), label("error"), label("quiet")
        self.progress = ProgressRow(desk, lambda: self._row.name if self._row else "")
        self.progress.cancelled.connect(self.stop_asked)
        buttons = FlowLayout()
        self.buttons = {
            key: self._button(buttons, key, icon, signal)
            for key, icon, signal in (
                ("sync.peer.meet", "refresh-cw", self.meet_asked),
                ("sync.peer.compare", "key", self.compare_asked),
                ("sync.peer.pause", "pause", self.pause_asked),
                ("sync.peer.resume", "arrow-right-left", self.pause_asked),
                ("sync.peer.forget", "trash-2", self.forget_asked),
            )
        }
        column = QVBoxLayout()
        column.setSpacing(4)
        for part in (self._name, self._when, self._lack, self._why, self._do, self.progress):
            column.addWidget(part)
        column.addSpacing(4)
        column.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(column, 1)
        desk.follow(self, self._show)

    def show_row(self, row: PeerRow) -> None:
        """What is known of the peer now."""
        if row != self._row:
            self._row = row
            self._show()

    def show_meeting(self, outcome: Outcome | None) -> None:
        """How far the meeting is; None where there is none."""
        words = self._desk.words
        self.buttons["sync.peer.meet"].setEnabled(outcome is None)
        # What was known before the meeting is not true any more while something goes over.
        self._lack.setVisible(outcome is None or not (outcome.file_size or outcome.lacked or outcome.owed))
        if outcome is None:
            self.progress.end()
            return
        self.progress.begin(_moving(outcome, words))
        done, whole = outcome.accepted + outcome.given, outcome.lacked + outcome.owed
        if outcome.file_size:
            self.progress.advance(outcome.file_bytes, outcome.file_size)
        elif whole:
            self.progress.advance(min(done, whole), whole)

    def told(self) -> str:
        """What the card says, for whoever cannot see it."""
        parts = (self._name, self._when, self._lack, self._why, self._do)
        return " ".join(one.text() for one in parts if not one.isHidden() and one.text())

    def _button(self, buttons: FlowLayout, key: str, icon: str, signal: SignalInstance) -> QPushButton:
        made = button(self._desk, key, signal.emit, icon=icon, kind="plain")
        tell_apart(self._desk, made, key, lambda: self._row.name if self._row else "")
        buttons.addWidget(made)
        return made

    def _show(self) -> None:
        row, words = self._row, self._desk.words
        if row is None:
            return
        peer = row.peer
        tone = Tone.GOOD if row.in_reach else Tone.QUIET
        self._picture.setPixmap(self._desk.theme.pixmap(ICONS[peer.kind], tone, 24))
        self._name.setText(row.name)
        self._when.setText(_when(row, words))
        self._lack.setText(_lack(row, words))
        why, do = _why(row, words)
        for shown, text in ((self._why, why), (self._do, do)):
            shown.setText(text)
            shown.setVisible(bool(text))
        self._why.setProperty("role", "error" if peer.error in SERIOUS else "")  # one that is off is no mishap
        self._why.style().unpolish(self._why)
        self._why.style().polish(self._why)
        self.buttons["sync.peer.meet"].setVisible(bool(peer.url) and not peer.paused and not row.cut)
        self.buttons["sync.peer.compare"].setVisible(peer.error in CHANGED and peer.kind is PeerKind.HUB)
        self.buttons["sync.peer.pause"].setVisible(bool(peer.url) and not peer.paused)
        self.buttons["sync.peer.resume"].setVisible(peer.paused)
        self.buttons["sync.peer.forget"].setVisible(bool(peer.url) or peer.paused)
        for key, made in self.buttons.items():
            made.setAccessibleName(f"{words.text(key)}: {row.name}")
        self.setAccessibleName(self.told())


def _moving(outcome: Outcome, words: Words) -> str:
    """What goes over just now, and how much there is of it."""
    if outcome.file_size:
        told = words.text("sync.moving.file", done=outcome.file_bytes, size=outcome.file_size)
        more = words.text("sync.moving.more", count=outcome.files_ahead) if outcome.files_ahead else ""
        return f"{told}{more}"
    ways = (("received", outcome.accepted, outcome.lacked), ("given", outcome.given, outcome.owed))
    named = [words.text(f"sync.moving.{way}", done=min(done, whole), whole=whole) for way, done, whole in ways if whole]
    return " · ".join(named) or words.text("sync.running")


def _when(row: PeerRow, words: Words) -> str:
    kind = words.text(f"sync.kind.{row.peer.kind}")
    if row.in_reach:
        seen = words.text("sync.peer.in_reach")
    elif row.seen_s_ago is None:
        seen = words.text("sync.peer.never")
    else:
        seen = words.text("sync.peer.seen", ago=words.ago(row.seen_s_ago))
    return f"{kind} · {seen} · {row.words}"


def _lack(row: PeerRow, words: Words) -> str:
    """A meeting counts blocks of what lies there, and each holds one entry at least."""
    here = [words.text("sync.peer.lacking", count=row.peer.lacking)] if row.peer.lacking else []
    if row.they_lack is None:
        return " · ".join([words.text("sync.peer.unknown"), *here])
    if not row.they_lack and not here:
        return words.text("sync.peer.has_all" if row.peer.equal_s is None else "sync.peer.equal")
    there = [words.text("sync.peer.lack", count=row.they_lack)] if row.they_lack else []
    return " · ".join([*there, *here])


def _why(row: PeerRow, words: Words) -> tuple[str, str]:
    """Why nothing goes over, and what to do; both empty where all is well."""
    peer = row.peer
    if row.cut:
        return words.text("sync.why.cut"), words.text("sync.why.cut.do")
    if peer.paused:
        return "", words.text("sync.why.paused")
    if not peer.url:
        return "", words.text("sync.why.nowhere")
    if not peer.error:
        return "", ""
    reason = f"sync.why.{peer.facts.get('reason', '')}"
    key = reason if peer.error == "peer_refused" and words.has(reason) else f"sync.why.{peer.error}"
    key = f"{key}.{peer.kind}" if words.has(f"{key}.{peer.kind}") else key
    if words.has(key):
        facts = {**peer.facts, "url": urlsplit(peer.url).netloc}
        return words.text(key, **facts), words.text(f"{key}.do")
    told = error_text(SyncError(peer.error, **peer.facts), words)
    return told.what, told.do
