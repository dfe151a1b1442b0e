"""The bar on top: which network, the search, the sync strip, who is acting, and the menu. Nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.shell.look_menu import LookMenu
from desktop.shell.sync_strip import SyncStrip
from desktop.theme import Tone
from desktop.widgets.buttons import icon_button
from desktop.widgets.line_edit import ClearableEdit


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several networks or persons: what it is, and what people call it."""

    id: object
    name: str


class TopBar(QFrame):
    """Emits what the person asks for; it knows nothing of vaults."""

    network_chosen = Signal(object)
    person_chosen = Signal(object)
    search_asked = Signal(str)
    sync_asked = Signal()
    lock_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("kind", "bar")
        self._network = _ChoiceButton(desk, "link", "network.choose", self.network_chosen)
        self._person = _ChoiceButton(desk, "user", "person.choose", self.person_chosen)
        self.search = ClearableEdit(desk, self)
        self.search.setObjectName("field.search.bar")
        self.search.returnPressed.connect(lambda: self.search_asked.emit(self.search.text()))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sync = SyncStrip(desk, self)
        self.sync.clicked.connect(lambda checked: self.sync_asked.emit())
        self._lock = icon_button(desk, "lock.now", "lock", self.lock_asked.emit)
        self.menu = LookMenu(desk, self)
        self._menu_button = icon_button(desk, "menu.name", "menu", self._on_menu_pressed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a tall page never squeezes it
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._network)
        row.addWidget(self.search, 1)
        row.addStretch(0)  # takes the room where there is no search
        row.addWidget(self.sync)
        row.addWidget(self._person)
        row.addWidget(self._lock)
        row.addWidget(self._menu_button)
        self._search_keys = QShortcut(QKeySequence("Ctrl+K"), self, self._on_search_keys)
        desk.follow(self, self._show)

    def show_networks(self, current: str, others: Sequence[Choice]) -> None:
        """The name of the open network, and those that one may switch to."""
        self._network.show_choices(current, others)

    def show_person(self, current: str, others: Sequence[Choice]) -> None:
        """The title of who is acting, and who else may."""
        self._person.show_choices(current, others)

    def set_search_available(self, available: bool) -> None:
        """The field is there only where something answers it."""
        self.search.setVisible(available)
        self._search_keys.setEnabled(available)

    def is_search_available(self) -> bool:
        return self._search_keys.isEnabled()

    def narrow(self, narrow: bool) -> None:
        """In a narrow window the strip tells one fact and names are shortened."""
        self.sync.shorten(narrow)
        self._network.limit(11 if narrow else 24)
        self._person.limit(7 if narrow else 16)

    def _on_search_keys(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_menu_pressed(self) -> None:
        self.menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    def _show(self) -> None:
        words = self._desk.words
        self.search.setPlaceholderText(words.text("search.hint"))
        self.search.set_name(words.text("search.hint"))
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance(words.text("search.hint")) + 40)


class _ChoiceButton(QPushButton):
    """Shows the current one; with others it opens a menu of them. Long names are cut, whole in the tooltip."""

    def __init__(self, desk: Desk, icon: str, key: str, chosen: SignalInstance) -> None:
        super().__init__()
        self._desk, self._icon, self._key, self._chosen = desk, icon, key, chosen
        self._current, self._others = "", tuple[Choice, ...]()
        self._characters = 24
        self.setProperty("kind", "plain")
        self.clicked.connect(lambda checked: self._on_pressed())
        desk.follow(self, self._show)

    def show_choices(self, current: str, others: Sequence[Choice]) -> None:
        self._current, self._others = current, tuple(others)
        self._show()

    def limit(self, characters: int) -> None:
        self._characters = characters
        self._show()

    def _on_pressed(self) -> None:
        if not self._others:
            return
        menu = QMenu(self)
        for choice in self._others:
            action = QAction(choice.name, menu)
            action.triggered.connect(lambda checked, choice=choice: self._chosen.emit(choice.id))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _show(self) -> None:
        whole = self._desk.words.text(self._key, name=self._current or "–")
        shown = self._current if len(self._current) <= self._characters else self._current[: self._characters - 1] + "…"
        self.setText(f"{shown} ▾" if self._others else shown)
        self.setToolTip(whole)
        self.setAccessibleName(whole)
        self._desk.theme.put_icon(self, self._icon, Tone.QUIET)
