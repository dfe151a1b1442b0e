"""A text as a series of QR codes that any phone shows as plain text, without a network or a program of ours."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.qr_view import QrView

CODE_BYTES_MAX = 700
"""Version 20 at level M (ISO/IEC 18004 table 7): 97 modules, which a phone reads off any screen."""


def series(text: str) -> list[str]:
    """The text in parts, each headed by its number of how many, none longer than a code holds.

    Lines stay whole, unless one alone is longer than that.
    """
    room = CODE_BYTES_MAX - len("(99/99)\n")
    parts: list[str] = []
    for line in _short_lines(text, room):
        if parts and len(f"{parts[-1]}\n{line}".encode()) <= room:
            parts[-1] = f"{parts[-1]}\n{line}"
        else:
            parts.append(line)
    return [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, 1)]


def _short_lines(text: str, room: int) -> Iterator[str]:
    for line in text.split("\n"):
        rest = line
        while rest:
            fitting = rest
            while len(fitting.encode()) > room:
                fitting = fitting[:-1]
            yield fitting
            rest = rest[len(fitting) :]


class TextCodes(QWidget):
    """One code at a time, and the way to the next."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parts: list[str] = []
        self._place = 0
        self.view = QrView(desk, "labour.codes")
        self._told = label("quiet")
        self.back = keyed_button(desk, "labour.codes.back", lambda: self._go(-1), icon="chevron-left")
        self.on = keyed_button(desk, "labour.codes.on", lambda: self._go(1), icon="chevron-right")
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.on)
        row.addWidget(self._told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        column.addLayout(row)
        desk.follow(self, self._show)

    def show_text(self, text: str) -> None:
        """Begin with the first code of a text."""
        self._parts, self._place = series(text), 0
        self._show()

    def _go(self, steps: int) -> None:
        self._place = min(max(self._place + steps, 0), len(self._parts) - 1)
        self._show()

    def _show(self) -> None:
        if not self._parts:
            return
        self.view.show_text(self._parts[self._place])
        self._told.setText(self._desk.words.text("labour.codes.place", number=self._place + 1, count=len(self._parts)))
        self.back.setEnabled(self._place > 0)
        self.on.setEnabled(self._place < len(self._parts) - 1)
