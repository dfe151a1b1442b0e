"""The bar at the bottom that counts the seconds before signing: take back or sign now; one line for each PIN."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.holding import Held, Holding
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.labels import label


class UndoBar(QWidget):
    """Hidden while nothing waits. Ctrl+Z takes the last one back; Enter on a line signs it now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._holding: Holding | None = None
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._undo = QShortcut(QKeySequence.StandardKey.Undo, self, self._on_undo)
        self._undo.setContext(Qt.ShortcutContext.WindowShortcut)
        self._undo.setEnabled(False)
        self.hide()
        desk.follow(self, self._show)

    def follow(self, holding: Holding | None) -> None:
        """Show what waits there, from now on."""
        self._holding = holding
        if holding is not None:
            holding.changed.connect(self._show)
        self._show()

    def _on_undo(self) -> None:
        if self._holding is not None and self._holding.waiting:
            self._holding.stop(self._holding.waiting[-1])

    def _show(self) -> None:
        waiting = self._holding.waiting if self._holding is not None else []
        if [line.held for line in self._lines] != waiting:
            self._remake(waiting)
        for line in self._lines:
            line.count()
        self.setVisible(bool(waiting))
        self._undo.setEnabled(bool(waiting))

    def _remake(self, waiting: list[Held]) -> None:
        new = len(waiting) > len(self._lines)
        for line in self._lines:
            line.hide()
            line.deleteLater()
        holding = self._holding
        self._lines = [_Line(self._desk, holding, held, place) for place, held in enumerate(waiting)] if holding else []
        for line in self._lines:
            self._column.addWidget(line)
        if new:
            self._lines[-1].count()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._lines[-1].told()))


class _Line(QFrame):
    def __init__(self, desk: Desk, holding: Holding, held: Held, place: int) -> None:
        super().__init__()
        self._desk, self._holding, self.held = desk, holding, held
        self.setObjectName("undo.line")
        self.setProperty("kind", "banner")
        self.setProperty("tone", Tone.INFO.value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture, self._text = QLabel(self), label("strong")
        undo = button(desk, "undo.stop", partial(holding.stop, held), icon="undo-2")
        now = button(desk, "undo.now", partial(holding.sign_now, held), icon="check")
        for made in (undo, now):
            made.setObjectName(f"{made.objectName()}.{place}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(undo)
        row.addWidget(now)
        self._named = ((undo, "undo.stop"), (now, "undo.now"))

    def told(self) -> str:
        return self._text.text()

    def count(self) -> None:
        words = self._desk.words
        self._picture.setPixmap(self._desk.theme.pixmap("clock", Tone.INFO, 20))
        sentence = self.held.draft.entry.sentence
        self._text.setText(words.text("undo.waits", seconds=self.held.left_s, sentence=sentence))
        self.setAccessibleName(words.text("undo.entry", sentence=sentence))
        for made, key in self._named:
            made.setAccessibleName(f"{words.text(key)}: {sentence}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._holding.sign_now(self.held)
        else:
            super().keyPressEvent(event)
