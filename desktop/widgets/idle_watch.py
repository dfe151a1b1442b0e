"""Notices that nobody does anything in this window, for what must not stay open when somebody walks away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_AWAKE = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})


class IdleWatch(QObject):
    """Between `start` and `stop`, `over` is emitted once nobody pressed anything for so long."""

    over = Signal()

    def __init__(self, idle_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self.timer = QTimer(self, singleShot=True, interval=idle_ms)
        self.timer.timeout.connect(self._on_over)

    def start(self) -> None:
        self.stop()
        application().installEventFilter(self)
        self.timer.start()

    def stop(self) -> None:
        application().removeEventFilter(self)
        self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _AWAKE:
            self.timer.start()
        return False

    def _on_over(self) -> None:
        self.stop()
        self.over.emit()


def application() -> QApplication:
    """The one there is."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
