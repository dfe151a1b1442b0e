"""Several records in one field, such as the jars of a batch: a small form for each, one below the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from core.errors import InputError
from core.ledger.contract import Field
from desktop.desk import Desk
from desktop.widgets.buttons import button, icon_button, tell_apart
from desktop.widgets.field_editors import Editor, editor_for
from desktop.widgets.labels import label
from desktop.words.errors import field_label


class RecordsEditor(Editor):
    """`prefix` is the entry type: a part's words are field.<prefix>.<field>.<part>. Parts of parts are not drawn."""

    def __init__(self, field: Field, desk: Desk, prefix: str, say: Callable[[str, str], str]) -> None:
        super().__init__()
        self._field, self._desk, self._say = field, desk, say
        self._prefix = f"{prefix}.{field.name}"
        self._records: list[_Record] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._add = button(desk, "records.add", self._on_add_asked, icon="plus")
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addStretch(1)
        self._column.addLayout(row)
        self.setFocusProxy(self._add)

    def value(self) -> Any:
        return [one.value(place) for place, one in enumerate(self._records, 1)] or None

    def set_value(self, value: Any) -> None:
        self._fill(value, lambda record, one: record.set_value(one))

    def typed(self) -> Any:
        return [one.typed() for one in self._records] or None

    def set_typed(self, typed: Any) -> None:
        self._fill(typed, lambda record, one: record.set_typed(one))

    def _fill(self, values: Any, put: Callable[[_Record, Mapping[str, Any]], None]) -> None:
        for record in list(self._records):
            self._remove(record)
        for one in values or ():
            put(self._new(), one)
        self.changed.emit()

    def _on_add_asked(self) -> None:
        self._new().setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    def _new(self) -> _Record:
        record = _Record(self._field.parts, self._desk, self._prefix, self._say, self._on_remove_asked)
        record.changed.connect(self.changed)
        record.entered.connect(partial(self._on_entered, record))
        self._column.insertWidget(len(self._records), record)
        self._records.append(record)
        self._number()
        record.show()
        return record

    def _on_entered(self, record: _Record) -> None:
        """From the last part of a record the keyboard goes to the next one, from the last record to "add"."""
        place = self._records.index(record) + 1
        after = self._records[place] if place < len(self._records) else self._add
        after.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_remove_asked(self, record: _Record) -> None:
        self._remove(record)
        self._number()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, record: _Record) -> None:
        self._records.remove(record)
        record.hide()
        record.setParent(None)
        record.deleteLater()

    def _number(self) -> None:
        for place, one in enumerate(self._records, 1):
            one.number(place)

    def set_name(self, name: str) -> None:
        self._add.setAccessibleName(f"{name}: {self._add.text()}")


class _Record(Editor):
    """One record: its parts below each other, each with its name."""

    def __init__(
        self, parts: tuple[Field, ...], desk: Desk, prefix: str, say: Callable[[str, str], str],
        on_removed: Callable[[_Record], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._prefix, self._number = desk, prefix, 0
        self._editors: dict[str, Editor] = {}
        self._names = {part.name: label("label") for part in parts}
        self._heading = label("quiet")
        frame = QFrame(self)
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(12, 8, 12, 12)
        inside.setSpacing(4)
        remove = icon_button(desk, "records.remove", "x", lambda: on_removed(self))
        tell_apart(desk, remove, "records.remove", lambda: str(self._number))
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(remove)
        inside.addLayout(head)
        for part in parts:
            editor = editor_for(part, desk, partial(say, part.name))
            if editor is not None:
                editor.changed.connect(self.changed)
                editor.entered.connect(partial(self._on_entered, part.name))
                inside.addWidget(self._names[part.name])
                inside.addWidget(editor)
                self._editors[part.name] = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        if self._editors:
            self.setFocusProxy(next(iter(self._editors.values())))
        desk.follow(self, self._show)

    def number(self, number: int) -> None:
        """Which one it is; shown, and said to whoever cannot see it."""
        self._number = number
        self._show()

    def value(self, number: int = 0) -> dict[str, Any]:
        """The record; raises InputError with its number and the part that cannot be read."""
        found = {}
        for name, editor in self._editors.items():
            try:
                value = editor.value()
            except InputError as error:
                part = field_label(name, self._desk.words, self._prefix)
                raise InputError("record_unreadable", number=number, part=part) from error
            if value is not None:
                found[name] = value
        return found

    def set_value(self, value: Any) -> None:
        for name, editor in self._editors.items():
            editor.set_value(value.get(name))

    def typed(self) -> dict[str, Any]:
        found = {name: editor.typed() for name, editor in self._editors.items()}
        return {name: value for name, value in found.items() if value is not None}

    def set_typed(self, typed: Any) -> None:
        for name, editor in self._editors.items():
            editor.set_typed(typed.get(name))

    def _on_entered(self, name: str) -> None:
        names = list(self._editors)
        place = names.index(name) + 1
        if place < len(names):
            self._editors[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()

    def _show(self) -> None:
        words = self._desk.words
        self._heading.setText(words.text("records.number", number=self._number))
        for name, editor in self._editors.items():
            told = field_label(name, words, self._prefix)
            self._names[name].setText(told)
            editor.set_name(f"{words.text('records.number', number=self._number)} {told}")
