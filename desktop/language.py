"""The language in force, changed without a restart."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.words import Words


class Language(QObject):
    """Holds the words in force and says when they change."""

    changed = Signal()

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = Words(code)

    @property
    def words(self) -> Words:
        return self._words

    def choose(self, code: str) -> None:
        """Switch to another language; everything that follows it is shown anew."""
        if code != self._words.language:
            self._words = Words(code)
            self.changed.emit()
