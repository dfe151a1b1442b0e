"""Notices when the GUI thread is kept from its events: the widest gap between ticks of a timer."""

import time

from PySide6.QtCore import QTimer


class Watchdog:
    """Used as `with Watchdog() as watchdog: …`; afterwards `watchdog.worst_gap_s` tells the longest stall."""

    def __init__(self, tick_ms: int = 5) -> None:
        self.worst_gap_s = 0.0
        self._timer = QTimer(interval=tick_ms)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0

    def __enter__(self) -> "Watchdog":
        self._last = time.monotonic()
        self._timer.start()
        return self

    def __exit__(self, *_) -> None:
        self._timer.stop()
        self._tick()

    def _tick(self) -> None:
        now = time.monotonic()
        self.worst_gap_s = max(self.worst_gap_s, now - self._last)
        self._last = now
