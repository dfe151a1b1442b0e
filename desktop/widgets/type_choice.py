"""Choosing the type of an entry: its label above, then a list of the types by the names people know them by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.ledger.contract import EntryType
from desktop.desk import Desk
from desktop.widgets.labels import label
from desktop.words.sentences import type_name


class TypeChoice(QWidget):
    """`chosen` comes when a person turns to another type; `offer` says nothing, for whoever offers knows."""

    chosen = Signal()

    def __init__(self, desk: Desk, name_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._name_key = desk, name_key
        self._kinds: dict[str, EntryType] = {}
        self._name = label("label")
        self.list = QComboBox()
        self.list.setObjectName(f"field.{name_key}")
        self.list.currentIndexChanged.connect(lambda place: self.chosen.emit())
        self._name.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)
        desk.follow(self, self._show)

    def offer(self, kinds: Sequence[EntryType], wanted: str = "") -> None:
        """Offer these and no others; `wanted` is turned to, else what was chosen stays, else the first."""
        wanted = wanted or str(self.list.currentData() or "")
        self._kinds = {one.name: one for one in kinds}
        self._fill(wanted)

    def kind(self) -> EntryType | None:
        """The chosen type; None where none is offered."""
        return self._kinds.get(str(self.list.currentData() or ""))

    def turn_to(self, name: str) -> None:
        """Choose a type by its name as a person would; a name that is not offered changes nothing."""
        place = self.list.findData(name)
        if place >= 0:
            self.list.setCurrentIndex(place)

    def _fill(self, wanted: str) -> None:
        words = self._desk.words
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in sorted(self._kinds, key=lambda one: type_name(one, words)):
                self.list.addItem(type_name(name, words), name)
            self.list.setCurrentIndex(max(self.list.findData(wanted), 0) if self._kinds else -1)

    def _show(self) -> None:
        told = self._desk.words.text(self._name_key)
        self._name.setText(told)
        self.list.setAccessibleName(told)
        self._fill(str(self.list.currentData() or ""))
