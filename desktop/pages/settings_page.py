"""Language, colours, text size and size of targets, each with its choices in sight and applied at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.settings import Appearance, Density
from desktop.shell.page import Page, card
from desktop.widgets.field_editors import ChoiceEditor
from desktop.widgets.labels import label
from desktop.words import LANGUAGES

PERCENTS = (80, 90, 100, 125, 150, 175, 200)


class SettingsPage(Page):
    """Nothing here belongs to a vault: these are choices of this person on this machine."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings.title")
        self.choices: dict[str, ChoiceEditor] = {}
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        theme = desk.theme
        self._add("menu.language", LANGUAGES, "language.", self._choose_language)
        self._add("menu.colours", list(Appearance), "appearance.", lambda one: theme.choose_appearance(Appearance(one)))
        self._add("menu.text", [str(one) for one in PERCENTS], "", lambda one: theme.choose_text_percent(int(one)))
        self._add("menu.targets", list(Density), "density.", lambda one: theme.choose_density(Density(one)))
        self._column.addWidget(self._told("settings.here"))
        self._zone = label("quiet")
        self._column.addWidget(self._zone)
        self._column.addStretch(1)
        self.set_content(inside, scroll=True, narrow=True)
        self.setFocusProxy(self.choices["menu.language"])
        desk.follow(self, self._show)

    def _add(self, key: str, values: Sequence[str], prefix: str, choose: Callable[[str], object]) -> None:
        def say(value: str) -> str:  # asks anew each time: the language may have changed
            words = self.desk.words
            return words.text(f"{prefix}{value}") if prefix else words.text("text.percent", percent=int(value))

        editor = ChoiceEditor([str(one) for one in values], say, self.desk)
        editor.changed.connect(lambda: self._on_chosen(editor, choose))
        self.choices[key] = editor
        self._column.addWidget(card(self._told(key, "label"), editor))

    def _on_chosen(self, editor: ChoiceEditor, choose: Callable[[str], object]) -> None:
        value = editor.value()
        if value is None:  # one is always in force
            self._show()
        elif value not in self._in_force():
            choose(value)

    def _choose_language(self, code: str) -> None:
        self.desk.settings.language = code
        self.desk.language.choose(code)

    def _in_force(self) -> tuple[str, str, str, str]:
        settings = self.desk.settings
        language = self.desk.words.language
        return language, settings.appearance.value, str(settings.text_percent), settings.density.value

    def _told(self, key: str, role: str = "quiet") -> QWidget:
        made = label(role)
        self.desk.follow(made, lambda: made.setText(self.desk.words.text(key)))
        return made

    def _show(self) -> None:
        self._zone.setText(self.desk.zone_note())
        self._zone.setVisible(bool(self._zone.text()))
        for (key, editor), value in zip(self.choices.items(), self._in_force(), strict=True):
            editor.blockSignals(True)
            editor.set_value(value)
            editor.blockSignals(False)
            editor.set_name(self.desk.words.text(key))
