"""What no page may show: words that nobody translated, controls without a name, and two controls of one name."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.words.catalog import LANGUAGES, load

_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+|⟨.*")
_PRESSED = frozenset(
    {QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton, QAccessible.Role.ComboBox}
)
_WHOLE = frozenset(
    {QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.Tree, QAccessible.Role.ComboBox}
)
_FOREIGN_ON_PURPOSE = {"언어 (Language)", "Language (언어)", "한국어", "English"}


def untranslated(root: QWidget, language: str) -> list[str]:
    """Texts that are seen and are a key of the catalogs, or a sentence of the other language."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisible() and isinstance(widget, (QLabel, QAbstractButton)):
            text = widget.text()
            if _KEY.fullmatch(text) or text in _of_others(language):
                found.append(text)
    return found


@dataclass(frozen=True, slots=True)
class Control:
    """What a screen reader can work: where it is, for whoever mends it, and what it is called."""

    where: str
    name: str


def controls(root: QWidget) -> list[Control]:
    """All that takes keys or is pressed and can be seen, as a client of the accessibility bus meets it.

    Rows and cells are told by their table, and choices by their list.
    """
    found: list[Control] = []
    told = QAccessible.queryAccessibleInterface(root)
    waiting = [told.child(place) for place in range(told.childCount())]
    while waiting:
        one = waiting.pop()
        if one is None or one.state().invisible:
            continue
        widget, role = one.object(), one.role()
        if (role in _PRESSED or one.state().focusable) and not _passes_on(widget):
            found.append(Control(f"{type(widget).__name__} {_key_of(widget)}", _name(one, widget)))
        if role not in _WHOLE:
            waiting += [one.child(place) for place in range(one.childCount())]
    return found


def unnamed(root: QWidget) -> list[str]:
    """Controls that tell a screen reader nothing."""
    return [one.where for one in controls(root) if not one.name.strip()]


def same_names(root: QWidget) -> list[str]:
    """Names that two controls of a window have: whoever hears only the names could not tell them apart."""
    names = Counter(one.name for one in controls(root) if one.name.strip())
    return [name for name, count in names.items() if count > 1]


def _passes_on(widget: QObject | None) -> bool:
    """Whether the keyboard goes to a part of it, which is a control itself."""
    return isinstance(widget, QWidget) and widget.focusProxy() is not None


def _name(one: QAccessibleInterface, widget: QObject | None) -> str:
    """Of a list to choose from, Qt on Linux tells what is chosen, and its name by the label that leads to it."""
    if one.role() != QAccessible.Role.ComboBox:
        return one.text(QAccessible.Text.Name)
    assert isinstance(widget, QWidget)
    return widget.accessibleName() if _labels(one) else ""


def _labels(one: QAccessibleInterface) -> list[str]:
    related = (label for label, kind in one.relations() if kind & QAccessible.RelationFlag.Label)
    return [label.text(QAccessible.Text.Name) for label in related]


def _key_of(widget: QObject | None) -> str:
    """Its object name, or that of what it is in."""
    while widget is not None and not widget.objectName():
        widget = widget.parent()
    return widget.objectName() if widget is not None else ""


@cache
def _of_others(language: str) -> frozenset[str]:
    """Sentences without facts that only other languages have."""
    own = set(load(language).values())
    others = {text for other in LANGUAGES if other != language for text in load(other).values()}
    return frozenset(text for text in others - own - _FOREIGN_ON_PURPOSE if "{" not in text)
