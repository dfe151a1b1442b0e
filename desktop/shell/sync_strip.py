"""What is known about sync, in at most three facts: how much waits, when it last was, and who is in reach."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.desk import Desk
from desktop.theme import Tone

_AGE_MS = 30_000


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """`seconds_ago` is None when nothing was ever exchanged; `under_way` entries lie in a bundle that was written."""

    waiting: int = 0
    seconds_ago: int | None = None
    peers: int = 0
    trouble: bool = False
    under_way: int = 0
    running: bool = False
    """A peer is being met just now."""


class SyncStrip(QPushButton):
    """A click asks for the whole story. What it shows ages by itself."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts, self._shown_s = SyncFacts(), 0
        self._short = False
        self.setObjectName("sync.strip")
        self.setProperty("kind", "plain")
        self._timer = QTimer(self, interval=_AGE_MS)
        self._timer.timeout.connect(self._show)
        desk.follow(self, self._show)

    def show_facts(self, facts: SyncFacts) -> None:
        self._facts, self._shown_s = facts, self._desk.clock.now().seconds
        self._timer.start()
        self._show()

    def shorten(self, short: bool) -> None:
        """Only the first fact; all of them stay in the tooltip."""
        self._short = short
        self._show()

    def _show(self) -> None:
        words, facts, theme = self._desk.words, self._facts, self._desk.theme
        told = [self._to_send(), self._last(), words.text("sync.peers", count=facts.peers)]
        whole = " · ".join(told)
        self.setText(told[0] if self._short else whole)
        if facts.trouble:
            whole = f"{whole}. {words.text('sync.look')}"
        self.setToolTip(whole)
        self.setAccessibleName(whole)
        if facts.trouble:
            theme.put_icon(self, "alert-triangle", Tone.WARN)
        elif facts.running:
            theme.put_icon(self, "arrow-right-left", Tone.ACCENT)
        else:
            theme.put_icon(self, "send" if facts.waiting else "refresh-cw", Tone.QUIET)

    def _to_send(self) -> str:
        facts = self._facts
        if facts.under_way and not facts.waiting:
            return self._desk.words.text("sync.under_way", count=facts.under_way)
        return self._desk.words.text("sync.waiting", count=facts.waiting)

    def _last(self) -> str:
        words, facts = self._desk.words, self._facts
        if facts.running:
            return words.text("sync.busy")
        if facts.seconds_ago is None:
            return words.text("sync.never")
        return words.ago(facts.seconds_ago + max(0, self._desk.clock.now().seconds - self._shown_s))
