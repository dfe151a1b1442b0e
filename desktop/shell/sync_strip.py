"""What is known about sync, in at most three facts: how much waits, when it last worked, with how many peers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.desk import Desk
from desktop.theme import Tone


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """`seconds_ago` is None when nothing was ever exchanged."""

    waiting: int = 0
    seconds_ago: int | None = None
    peers: int = 0
    trouble: bool = False


class SyncStrip(QPushButton):
    """A click asks for the whole story."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts = SyncFacts()
        self._short = False
        self.setProperty("kind", "plain")
        desk.follow(self, self._show)

    def show_facts(self, facts: SyncFacts) -> None:
        self._facts = facts
        self._show()

    def shorten(self, short: bool) -> None:
        """Only the first fact; all of them stay in the tooltip."""
        self._short = short
        self._show()

    def _show(self) -> None:
        words, facts, theme = self._desk.words, self._facts, self._desk.theme
        told = [words.text("sync.waiting", count=facts.waiting)]
        told.append(words.text("sync.never") if facts.seconds_ago is None else words.ago(facts.seconds_ago))
        told.append(words.text("sync.peers", count=facts.peers))
        whole = " · ".join(told)
        self.setText(told[0] if self._short else whole)
        self.setToolTip(whole)
        self.setAccessibleName(whole)
        mark = ("alert-triangle", Tone.WARN) if facts.trouble else ("refresh-cw", Tone.QUIET)
        theme.put_icon(self, *mark)


