"""What was recorded, to be read from afar; it goes by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remark, Remarks

SHOWN_MS, READ_MS = 6_000, 15_000
"""How long it stays; longer where there is something to read."""


class KioskTold(QWidget):
    """Emits `over` after some seconds, or when somebody presses on."""

    over = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hour, self._what = label("hour"), label("question")
        self._hour.setProperty("tone", Tone.GOOD.value)
        self.remarks = Remarks(desk)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._on_over)
        self.go_on = keyed_button(desk, "labour.kiosk.go_on", self._on_over, kind="step")
        self.setFocusProxy(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addStretch(1)
        for part in (self._hour, self._what):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addWidget(self.remarks)
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)

    def tell(self, hour: str, what: str, remarks: Sequence[Remark] = ()) -> None:
        """Show the time in large digits and what happened then, with a beep."""
        self._hour.setText(hour)
        self._what.setText(what)
        self.setAccessibleName(f"{hour} {what}")
        self.remarks.say(remarks)
        QApplication.beep()
        self.timer.start(READ_MS if remarks else SHOWN_MS)

    def said(self) -> tuple[str, ...]:
        """What is shown, the time first."""
        return (self._hour.text(), self._what.text(), *self.remarks.said())

    def _on_over(self) -> None:
        self.timer.stop()
        self.over.emit()
