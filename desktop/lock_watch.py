"""Notices that nobody is here any more: no key or mouse for a while, or the computer slept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from core.ports.clock import Clock

IDLE_S = 5 * 60
TICK_S = 5
SLEPT_AFTER_S = 60
"""A tick this late was not held up by work: the computer slept (or its clock was set, which locks as well)."""

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class LockWatch(QObject):
    """Watches the whole application from `start` to `stop`.

    What hands do arrives at a window first, and what an input method composes at the object that has the focus; so
    these are filtered. A filter on the application would see every event of every widget: a page would take twice as
    long to open.
    """

    lock_needed = Signal(str)
    """Why: the key of the words for it, lock.reason.idle or lock.reason.sleep."""

    def __init__(self, application: QGuiApplication, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._application = application
        self._active_s = self._ticked_s = clock.now().seconds
        self._timer = QTimer(self, interval=TICK_S * 1000)
        self._timer.timeout.connect(self.tick)
        application.applicationStateChanged.connect(self._on_state_changed)

    def start(self) -> None:
        """A vault is open now."""
        self._active_s = self._ticked_s = self._clock.now().seconds
        for one in (*self._application.topLevelWindows(), self._application.focusObject()):
            self._listen_to(one)
        self._application.focusWindowChanged.connect(self._listen_to)
        self._application.focusObjectChanged.connect(self._listen_to)
        self._timer.start()

    def stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._application.focusWindowChanged.disconnect(self._listen_to)
            self._application.focusObjectChanged.disconnect(self._listen_to)

    def tick(self) -> None:
        """Look at the clock; called by the timer."""
        now = self._clock.now().seconds
        slept = abs(now - self._ticked_s) > SLEPT_AFTER_S
        self._ticked_s = now
        if slept:
            self.lock_needed.emit("lock.reason.sleep")
        elif now - self._active_s >= IDLE_S:
            self.lock_needed.emit("lock.reason.idle")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self._active_s = self._clock.now().seconds
        return False

    def _listen_to(self, one: QObject | None) -> None:
        if one is not None:
            one.installEventFilter(self)

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationSuspended and self._timer.isActive():
            self.lock_needed.emit("lock.reason.sleep")
