"""Buttons that carry a verb from the catalog and an icon, and stay right when language or look change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.desk import Desk
from desktop.theme import Tone

_FILLED = frozenset({"primary", "first-step"})
_ON_KIND = {"danger": Tone.BAD}


def button(
    desk: Desk,
    key: str,
    on_click: Callable[[], object] | None = None,
    *,
    icon: str = "",
    kind: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """A button named by a catalog key, also its object name; `kind` is one of the theme.stylesheet."""
    made = QPushButton(parent)
    made.setObjectName(key)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)

    def show() -> None:
        made.setText(desk.words.text(key))
        made.setAccessibleName(desk.words.text(key))
        if icon:
            desk.theme.put_icon(made, icon, _icon_colour(desk, kind))

    desk.follow(made, show)
    if on_click is not None:
        made.clicked.connect(lambda checked=False: on_click())
    return made


def icon_button(
    desk: Desk,
    key: str,
    icon: str,
    on_click: Callable[[], object] | None = None,
    parent: QWidget | None = None,
    *,
    kind: str = "plain",
) -> QPushButton:
    """A button that shows an icon only; its words are its tooltip and accessible name."""
    made = QPushButton(parent)
    made.setObjectName(key)
    made.setProperty("kind", kind)

    def show() -> None:
        made.setToolTip(desk.words.text(key))
        made.setAccessibleName(desk.words.text(key))
        desk.theme.put_icon(made, icon, _icon_colour(desk, kind))

    desk.follow(made, show)
    if on_click is not None:
        made.clicked.connect(lambda checked=False: on_click())
    return made


def _icon_colour(desk: Desk, kind: str) -> Tone | str:
    return desk.theme.tokens.on_accent if kind in _FILLED else _ON_KIND.get(kind, Tone.INK)


def tell_apart(desk: Desk, made: QPushButton, key: str, about: Callable[[], str]) -> QPushButton:
    """Give a button an accessible name with what it is about, where a page has several of the same words."""
    desk.follow(made, lambda: made.setAccessibleName(f"{desk.words.text(key)}: {about()}"))
    return made


def tell_opening(desk: Desk, made: QPushButton, key: str) -> QPushButton:
    """Give a button that opens a panel an accessible name that says so: the panel may have a button of its words."""
    desk.follow(made, lambda: made.setAccessibleName(desk.words.text("opens", what=desk.words.text(key))))
    return made


def apart(names: Sequence[str]) -> list[str]:
    """Accessible names of things that are told by data: what is called as one before it gets a number."""
    before: Counter[str] = Counter()
    told = []
    for name in names:
        before[name] += 1
        told.append(f"{name} ({before[name]})" if before[name] > 1 else name)
    return told
