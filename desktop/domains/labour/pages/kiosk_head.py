"""The top of the kiosk: the time, whose language, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.domains.labour.keeping import wall_time
from desktop.widgets.buttons import button
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.words import LANGUAGES

_TICK_MS = 5_000


class KioskHead(QWidget):
    """Emits `spoken` with a language that somebody chose for themselves, `leave_asked` for the way out."""

    spoken = Signal(str)
    leave_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._time, self._day = label("figure", wrap=False), label("quiet")
        self.languages = {code: self._language(code) for code in LANGUAGES}
        self.leave = keyed_button(desk, "labour.kiosk.leave", self.leave_asked.emit, icon="lock", kind="plain")
        self.leave.hide()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self.tick)
        self._ticks.start()
        now = QVBoxLayout()
        now.setSpacing(0)
        now.addWidget(self._time)
        now.addWidget(self._day)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(now, 1)
        for one in (*self.languages.values(), self.leave):
            row.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        desk.follow(self, self.tick)

    def tick(self) -> None:
        """Show what the clock says now."""
        now = wall_time(self._desk.clock.now())
        self._time.setText(now[11:])
        self._day.setText(self._desk.words.day(now[:10]))
        for code, one in self.languages.items():
            one.setChecked(code == self._desk.words.language)

    def _language(self, code: str) -> QPushButton:
        made = button(self._desk, f"language.{code}", lambda: self._on_language(code), kind="segment")
        made.setObjectName(f"labour.kiosk.language.{code}")
        made.setCheckable(True)
        return made

    def _on_language(self, code: str) -> None:
        self.spoken.emit(code)
        self.tick()
