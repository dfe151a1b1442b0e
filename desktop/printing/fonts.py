"""The shipped fonts, and a Qt that can print without a window or a screen."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont

from desktop.resources import resource

FAMILIES = ("Pretendard", "Jangbu Han")
"""Korean and Latin letters, those of Vietnamese too, in the first; the second has what simplified Chinese needs."""
_HAN = "fonts/JangbuHan-Regular.otf"
_FILES = ("fonts/Pretendard-Regular.otf", "fonts/Pretendard-Bold.otf", _HAN)

# OpenType features that put another glyph in the place of a character. Such a glyph has no character of its own, so
# the text layer of the PDF would lose it: with `calt`, Pretendard prints "14:32" and the PDF says "14 32".
_SUBSTITUTIONS = ("calt", "liga", "clig", "dlig", "case", "locl", "ccmp", "rlig")

_kept: list[QGuiApplication] = []
_of_thread = threading.local()


def ensure_gui_application() -> QGuiApplication:
    """Return the running application, or start one that needs no screen; it lives as long as the process."""
    running = QCoreApplication.instance()
    if running is None:
        running = QGuiApplication(["jangbu", "-platform", "offscreen"])
        _kept.append(running)
    assert isinstance(running, QGuiApplication), "printing needs an application with fonts"
    return running


@cache
def _loaded() -> None:
    for file in _FILES:
        number = QFontDatabase.addApplicationFont(str(resource(file)))
        assert number >= 0, f"{file} is not a font"


def printing_font(pixels: int) -> QFont:
    """Return the shipped fonts, so many dots large; every glyph on the page stands for a character of the text."""
    ensure_gui_application()
    _loaded()
    font = QFont(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for name in _SUBSTITUTIONS:
        font.setFeature(QFont.Tag(name), 0)
    return font


def missing_characters(text: str) -> str:
    """Return the characters of the text that cannot be printed, each once, in order.

    That is what the shipped fonts have no glyph for, and what leaves no mark but moves others: control and format
    characters such as U+202E, which would print a figure backwards.
    """
    known = _regular()
    return "".join(
        dict.fromkeys(
            character
            for character in text
            if character != " "
            and (
                unicodedata.category(character).startswith("C")
                or not any(font.supportsCharacter(ord(character)) for font in known)
            )
        )
    )


def _regular() -> tuple[QRawFont, ...]:
    """Some for each thread: in another thread than the one that made it, a raw font knows no character."""
    if not hasattr(_of_thread, "regular"):
        ensure_gui_application()
        _of_thread.regular = tuple(QRawFont(str(resource(file)), 10.0) for file in (_FILES[0], _HAN))
    found: tuple[QRawFont, ...] = _of_thread.regular
    return found
