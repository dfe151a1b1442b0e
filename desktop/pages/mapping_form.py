"""Choosing a column of the sheet for each field: guessed or remembered, and changed by a list under each label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from core.ledger.contract import EntryType
from desktop.desk import Desk
from desktop.tables.mapping import SUBJECT, ColumnOf, wanted
from desktop.widgets.labels import label
from desktop.words.errors import field_label


class MappingForm(QWidget):
    """`changed` comes when a person chose otherwise."""

    changed = Signal()

    def __init__(self, desk: Desk, kind: EntryType, headings: Sequence[str], chosen: ColumnOf) -> None:
        super().__init__()
        self._desk, self._kind, self._headings = desk, kind, tuple(headings)
        self._lists: dict[str, QComboBox] = {}
        self._names: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(wanted(kind)):
            known, columns = label("label"), QComboBox()
            columns.setObjectName(f"field.mapping.{name or 'about'}")
            columns.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            columns.currentIndexChanged.connect(lambda place: self.changed.emit())
            known.setBuddy(columns)
            grid.addWidget(known, row, 0)
            grid.addWidget(columns, row, 1)
            self._names[name], self._lists[name] = known, columns
        self._fill(chosen)
        desk.follow(self, self._show)

    def chosen(self) -> ColumnOf:
        """The place of each field's column; fields without one are left out."""
        return {name: one.currentData() for name, one in self._lists.items() if one.currentData() is not None}

    def _fill(self, chosen: ColumnOf) -> None:
        for name, one in self._lists.items():
            with QSignalBlocker(one):
                one.addItem("–", None)
                for place, heading in enumerate(self._headings):
                    one.addItem(heading or f"({place + 1})", place)
                one.setCurrentIndex(chosen.get(name, -1) + 1)

    def _show(self) -> None:
        words = self._desk.words
        required = {field.name for field in self._kind.fields if field.required} | {SUBJECT}
        for name, known in self._names.items():
            told = words.text("import.subject") if name == SUBJECT else field_label(name, words, self._kind.name)
            known.setText(told if name in required else words.text("form.optional", name=told))
            self._lists[name].setAccessibleName(words.text("import.column_for", field=told))
