"""One editor per kind of field. Each takes and gives the stored value; what a person types is read exactly.

An editor's `value()` returns the stored value or None where nothing was entered, and raises InputError where what was
entered cannot be read. Editors of one line tell `entered` on Enter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)  # fmt: skip

from core.errors import InputError
from core.ledger.contract import Field, FieldKind
from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.segment import Segment
from desktop.words.arithmetic import looks_like_sum
from desktop.words.days import typed_day
from desktop.words.quantities import shown_number, stored_integer

_SHORT_TEXT_CHARACTERS = 300
_LINES_SHOWN = 3


class Editor(QWidget):
    """What every editor offers."""

    changed = Signal()
    entered = Signal()

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def typed(self) -> Any:
        """What was typed, readable or not, for a draft."""
        return self.value()

    def set_typed(self, typed: Any) -> None:
        """Put back what `typed` gave."""
        self.set_value(typed)

    def set_wrong(self, wrong: bool) -> None:
        for edit in (*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)):
            edit.setProperty("wrong", wrong)
            edit.style().unpolish(edit)
            edit.style().polish(edit)

    def set_name(self, name: str) -> None:
        """The accessible name: the label above it."""
        self.target().setAccessibleName(name)

    def target(self) -> QWidget:
        """What gets the focus."""
        return self.focusProxy() or self


class LineEditor(Editor):
    """One line of text, with the unit at its right end where the field has one."""

    def __init__(self, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.edit, 1)
        if unit:
            _put_unit_inside(self.edit, unit)
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self.entered)

    def value(self) -> Any:
        return self.edit.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else str(value))

    def typed(self) -> Any:
        return self.edit.text() or None

    def set_typed(self, typed: Any) -> None:
        self.edit.setText("" if typed is None else str(typed))


class IntegerEditor(LineEditor):
    """An integer typed in the shown unit (56.3 Ah) and stored in the field's own (56300 mAh)."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field.shown_unit or field.unit, parent)
        self._scale = field.shown_scale
        self.edit.editingFinished.connect(self._write_out)

    def value(self) -> Any:
        text = self.edit.text().strip()
        return stored_integer(text, self._scale) if text else None

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else shown_number(value, self._scale, grouped=False))

    def _write_out(self) -> None:
        """Show what a sum comes to; one that cannot be read stays and is said when the form is read."""
        if looks_like_sum(self.edit.text()):
            try:
                self.set_value(self.value())
            except InputError:
                return


class DayEditor(LineEditor):
    """A day as 2026-11-22, or 오늘, yesterday, +1, -2d (desktop.words.days); two buttons put in the commonest."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk = desk
        self._puts: list[tuple[str, QPushButton]] = []
        self.edit.setPlaceholderText("2026-11-22")
        self.edit.editingFinished.connect(self._write_out)
        for key, days in (("day.today", 0), ("day.yesterday", -1)):
            put = button(desk, key, partial(self._put, days))
            put.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard types +0 and -1
            self.row.addWidget(put)
            self._puts.append((key, put))

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for key, put in self._puts:
            put.setAccessibleName(f"{self._desk.words.text(key)}: {name}")

    def value(self) -> Any:
        return self._read(self.edit.text().strip())

    def _put(self, days: int) -> None:
        self.set_value(self._day_from(days))

    def _write_out(self) -> None:
        """Show the day that a short form meant."""
        try:
            self.set_value(self.value())
        except InputError:
            return  # said when the form is read

    def _read(self, text: str) -> str | None:
        return typed_day(text, self._desk.clock.now().day()) if text else None

    def _day_from(self, days: int) -> str:
        return (self._desk.clock.now().day() + timedelta(days=days)).isoformat()


class LinesEditor(Editor):
    """Text of several lines; Enter makes a new line, Tab leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QPlainTextEdit(self)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * _LINES_SHOWN + 20)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> Any:
        return self.edit.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        self.edit.setPlainText("" if value is None else str(value))

    def typed(self) -> Any:
        return self.edit.toPlainText() or None

    def set_typed(self, typed: Any) -> None:
        self.edit.setPlainText("" if typed is None else str(typed))


class TextsEditor(LinesEditor):
    """Several texts, one a line."""

    def value(self) -> Any:
        return [line.strip() for line in self.edit.toPlainText().splitlines() if line.strip()] or None

    def set_value(self, value: Any) -> None:
        self.edit.setPlainText("\n".join(value or ()))


class IntegersEditor(LinesEditor):
    """Several numbers, separated by spaces, commas or line ends, as they are copied from a table."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = field.shown_scale

    def value(self) -> Any:
        parts = [part for part in re.split(r"[\s,;]+", self.edit.toPlainText()) if part]
        return [stored_integer(part, self._scale) for part in parts] or None

    def set_value(self, value: Any) -> None:
        self.edit.setPlainText(" ".join(shown_number(item, self._scale, grouped=False) for item in value or ()))


class ChoiceEditor(Editor):
    """All choices side by side, one or several of them on; arrows move, space chooses, targets are large."""

    def __init__(
        self, choices: Sequence[str], say: Callable[[str], str], desk: Desk, *, several: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._several = several
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        flow = FlowLayout(self, spacing=6)
        for choice in choices:
            made = Segment(self)
            made.installEventFilter(self)
            made.clicked.connect(lambda checked, choice=choice: self._on_clicked(choice))
            flow.addWidget(made)
            self._group.addButton(made)
            self._buttons[choice] = made
        self.setFocusProxy(next(iter(self._buttons.values()), self))
        self._name = ""
        self._say = say
        desk.follow(self, self._show)

    def value(self) -> Any:
        chosen = [choice for choice, made in self._buttons.items() if made.isChecked()]
        if self._several:
            return chosen or None
        return chosen[0] if chosen else None

    def set_value(self, value: Any) -> None:
        wanted = set(value or ()) if self._several else {value}
        for choice, made in self._buttons.items():
            made.setChecked(choice in wanted)
        self.changed.emit()

    def set_name(self, name: str) -> None:
        self._name = name
        for made in self._buttons.values():
            made.setAccessibleName(f"{name}: {made.text()}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.entered.emit()
                return True
            steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
            if event.key() in steps:
                made = list(self._buttons.values())
                place = next(place for place, one in enumerate(made) if one is watched) + steps[Qt.Key(event.key())]
                made[place % len(made)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _on_clicked(self, choice: str) -> None:
        if not self._several:
            for other, made in self._buttons.items():
                made.setChecked(other == choice and made.isChecked())
        self.changed.emit()

    def _show(self) -> None:
        for choice, made in self._buttons.items():
            made.setText(self._say(choice))
        self.set_name(self._name)


class YesNoEditor(ChoiceEditor):
    """Yes, no, or not answered: an unticked box would claim a no that nobody gave."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        def say(choice: str) -> str:  # asks anew each time: the language may have changed
            return desk.words.text(choice)

        super().__init__(("yes", "no"), say, desk, parent=parent)

    def value(self) -> Any:
        chosen = super().value()
        return None if chosen is None else chosen == "yes"

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else "yes" if value else "no")


class EntryEditor(Editor):
    """One of the entries that are offered, by its sentence: the answer names the request, the payment its payslip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: bytes | None = None
        self.list = QComboBox(self)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.addItem("–", None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.activated.connect(lambda place: self.changed.emit())

    def offer(self, entries: Sequence[tuple[bytes, str]]) -> None:
        """Replace what can be chosen; what was chosen stays where it is still there."""
        wanted = self.value() or self._wanted
        self.list.clear()
        self.list.addItem("–", None)
        for id, told in entries:
            self.list.addItem(told, id)
        self.set_value(wanted)

    def value(self) -> Any:
        chosen = self.list.currentData()
        return bytes(chosen) if chosen is not None else None

    def set_value(self, value: Any) -> None:
        self._wanted = value
        places = [place for place in range(1, self.list.count()) if bytes(self.list.itemData(place)) == value]
        self.list.setCurrentIndex(places[0] if places else 0)
        self.changed.emit()


def editor_for(field: Field, desk: Desk, say_choice: Callable[[str], str]) -> Editor | None:
    """The editor of a field; None for kinds that a page fills in by itself (ids, bytes, records)."""
    match field.kind:
        case FieldKind.TEXT:
            short = field.maximum is not None and field.maximum <= _SHORT_TEXT_CHARACTERS
            return LineEditor() if short else LinesEditor()
        case FieldKind.INTEGER:
            return IntegerEditor(field)
        case FieldKind.DAY:
            return DayEditor(desk)
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return ChoiceEditor(field.choices, say_choice, desk, several=field.kind is FieldKind.CHOICES)
        case FieldKind.YES_NO:
            return YesNoEditor(desk)
        case FieldKind.INTEGERS:
            return IntegersEditor(field)
        case FieldKind.TEXTS:
            return TextsEditor()
    return None


def _put_unit_inside(edit: QLineEdit, unit: str) -> None:
    mark = QLabel(unit, edit)
    mark.setProperty("role", "quiet")
    mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(edit)
    row.setContentsMargins(0, 0, 8, 0)
    row.addStretch(1)
    row.addWidget(mark)
    mark.ensurePolished()
    edit.setTextMargins(0, 0, mark.sizeHint().width() + 8, 0)
