"""Everything that can be done now, found by typing: places, what the open page offers, looks and the lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.labels import label
from desktop.words.initials import fits

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do, in the person's language; `keys` do the same without the palette."""

    title: str
    run: Callable[[], object]
    icon: str = ""
    keys: str = ""


class CommandPalette(QDialog):
    """Enter does the marked one and closes; arrows move while the words are being typed."""

    def __init__(self, desk: Desk, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._commands = desk, tuple(commands)
        words = desk.words
        self.setWindowTitle(words.text("palette.title"))
        self.edit = QLineEdit(self)
        self.edit.setObjectName("field.palette")
        self.edit.setPlaceholderText(words.text("palette.hint"))
        self.edit.setAccessibleName(words.text("palette.hint"))
        self.edit.textChanged.connect(self._show)
        self.edit.returnPressed.connect(self._on_chosen)
        self.edit.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(words.text("palette.title"))
        self.list.setIconSize(QSize(desk.theme.icon_px, desk.theme.icon_px))
        self.list.itemActivated.connect(lambda item: self._on_chosen())
        self._nothing = label("quiet", words.text("palette.nothing"))
        column = QVBoxLayout(self)
        for part in (self.edit, self.list, self._nothing):
            column.addWidget(part)
        scale = max(1.0, desk.theme.scale)
        self.resize(round(min(560 * scale, parent.width() * 0.9)), round(min(420 * scale, parent.height() * 0.8)))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self.list.clear()
        for place, command in enumerate(self._commands):
            if fits(command.title, self.edit.text()):
                told = f"{command.title}   {command.keys}" if command.keys else command.title
                item = QListWidgetItem(told)
                if command.icon:
                    item.setIcon(self._desk.theme.icon(command.icon, Tone.QUIET))
                item.setData(Qt.ItemDataRole.UserRole, place)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self._nothing.setVisible(self.list.count() == 0)

    def _on_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            command = self._commands[item.data(Qt.ItemDataRole.UserRole)]
            self.accept()
            command.run()
