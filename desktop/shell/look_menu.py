"""Language, colours, text size and size of targets: changed at once, without a restart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.desk import Desk
from desktop.settings import TEXT_PERCENT_MAX, TEXT_PERCENT_MIN, TEXT_PERCENT_STEP, Appearance, Density
from desktop.shell.command_palette import Command
from desktop.words import LANGUAGES

_PERCENTS = (80, 90, 100, 125, 150, 175, 200)


class LookMenu(QMenu):
    """A menu of choices; the window may put its own actions below."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._menus: list[tuple[QMenu, str]] = []
        self._actions: list[tuple[QAction, str, dict[str, object]]] = []
        settings = desk.settings
        self._add("menu.language", LANGUAGES, "language.", settings.language, self._on_language)
        self._add("menu.colours", list(Appearance), "appearance.", settings.appearance, desk.theme.choose_appearance)
        self._add("menu.targets", list(Density), "density.", settings.density, desk.theme.choose_density)
        choose_percent = desk.theme.choose_text_percent
        text = self._add("menu.text", _PERCENTS, "text.percent", settings.text_percent, choose_percent)
        for key, step, keys in (
            ("text.larger", TEXT_PERCENT_STEP, ("Ctrl++", "Ctrl+=")),
            ("text.smaller", -TEXT_PERCENT_STEP, ("Ctrl+-",)),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.triggered.connect(partial(self._on_step, step))
            text.addAction(action)
            parent.addAction(action)  # an action of a menu hears its keys only where a widget in the window has it
            self._actions.append((action, key, {}))
        self.addSeparator()
        desk.follow(self, self._show)

    def add_command(self, key: str, on_chosen: Callable[[], object], keys: str = "") -> QAction:
        """An action of the window at the end of the menu."""
        action = QAction(self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda checked: on_chosen())
        self.addAction(action)
        self._actions.append((action, key, {}))
        self._show()
        return action

    def commands(self) -> list[Command]:
        """Every choice with the menu that it is in, for the palette."""
        found = []
        for menu, _ in self._menus:
            for action in menu.actions():
                keys = action.shortcut().toString()
                found.append(Command(f"{menu.title()}: {action.text()}", action.trigger, keys=keys))
        return found

    def _add(self, key: str, values: Sequence, prefix: str, current: object, choose: Callable) -> QMenu:
        menu = self.addMenu("")
        self._menus.append((menu, key))
        group = QActionGroup(menu)
        for value in values:
            action = QAction(menu)
            action.setCheckable(True)
            action.setChecked(value == current)
            action.triggered.connect(lambda checked, value=value: choose(value))
            group.addAction(action)
            menu.addAction(action)
            key_and_facts = (prefix, {"percent": value}) if prefix.endswith("percent") else (f"{prefix}{value}", {})
            self._actions.append((action, *key_and_facts))
        return menu

    def _on_language(self, code: str) -> None:
        self._desk.settings.language = code
        self._desk.language.choose(code)

    def _on_step(self, step: int, checked: bool = False) -> None:
        wanted = self._desk.settings.text_percent + step
        self._desk.theme.choose_text_percent(min(max(wanted, TEXT_PERCENT_MIN), TEXT_PERCENT_MAX))

    def _show(self) -> None:
        words = self._desk.words
        for menu, key in self._menus:
            menu.setTitle(words.text(key))
        for action, key, facts in self._actions:
            action.setText(words.text(key, **facts))
            if key == "text.percent":
                action.setChecked(facts["percent"] == self._desk.settings.text_percent)
