"""What a picture of a page must not show: words that nobody translated, and two controls of one name."""

import re
from collections import Counter
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.shell.navigation import Navigation
from desktop.shell.page import Detail, Page
from desktop.shell.top_bar import TopBar
from desktop.words.catalog import LANGUAGES, load

_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+|⟨.*")
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


def same_names(root: QWidget) -> list[str]:
    """Names that more than one control of a region has: a screen reader could not tell them apart.

    Regions are what F6 and the detail at the right separate, each with a name of its own: the bar on top, the places,
    the page, its detail. A place and the button that leads there may have the same name.
    """
    names: Counter[tuple[int, str]] = Counter()
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            told = QAccessible.queryAccessibleInterface(widget)
            # Of a list to choose from, the interface on Linux tells what is chosen; its label is told beside it.
            name = widget.accessibleName() or (told.text(QAccessible.Text.Name) if told else "")
            if name:
                names[id(_region(widget, root)), name] += 1
    return [name for (_, name), count in names.items() if count > 1]


def _region(widget: QWidget, root: QWidget) -> QWidget:
    current = widget
    while current is not root and not isinstance(current, (Page, Navigation, TopBar, Detail)):
        current = current.parentWidget()
    return current


@cache
def _of_others(language: str) -> frozenset[str]:
    """Sentences without facts that only other languages have."""
    own = set(load(language).values())
    others = {text for other in LANGUAGES if other != language for text in load(other).values()}
    return frozenset(text for text in others - own - _FOREIGN_ON_PURPOSE if "{" not in text)
