"""The state of an entry: icon, word and count; the colour only helps."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.desk import Desk
from desktop.theme import Tone

# state: (icon, tone). The words are "state.<name>"; those of sent and confirmed take a count.
STATES: dict[str, tuple[str, Tone]] = {
    "draft": ("pencil", Tone.QUIET),
    "waiting": ("clock", Tone.INFO),
    "sent": ("send", Tone.INFO),
    "confirmed": ("circle-check", Tone.GOOD),
    "held": ("lock", Tone.WARN),
    "conflict": ("arrow-right-left", Tone.WARN),
    "refused": ("x", Tone.BAD),
    "void": ("undo-2", Tone.QUIET),
    "newer": ("circle-help", Tone.WARN),
}


class Chip(QFrame):
    """A word with an icon in a tone."""

    def __init__(self, desk: Desk, icon: str = "info", tone: Tone = Tone.INFO, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._icon, self._tone = icon, tone
        self._key, self._facts = "", dict[str, object]()
        self.setProperty("kind", "chip")
        self._picture = QLabel(self)
        self._word = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 8, 2)
        row.setSpacing(4)
        row.addWidget(self._picture)
        row.addWidget(self._word)
        desk.follow(self, self._show)

    def show_words(self, key: str, icon: str, tone: Tone, **facts: object) -> None:
        """Show the words of a key with an icon in a tone."""
        self._key, self._facts, self._icon, self._tone = key, facts, icon, tone
        self._show()

    def text(self) -> str:
        return self._word.text()

    def _show(self) -> None:
        self.setProperty("tone", self._tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._picture.setPixmap(self._desk.theme.pixmap(self._icon, self._tone, 14))
        self._word.setText(self._desk.words.text(self._key, **self._facts) if self._key else "")
        self.setAccessibleName(self._word.text())


class StateChip(Chip):
    """A chip for one of STATES."""

    def __init__(self, desk: Desk, state: str = "draft", count: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent=parent)
        self.set_state(state, count)

    def set_state(self, state: str, count: int = 0) -> None:
        """Show a state; `count` is of holders or witnesses."""
        icon, tone = STATES[state]
        self.show_words(f"state.{state}", icon, tone, count=count)
