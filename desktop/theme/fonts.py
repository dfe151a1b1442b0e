"""The bundled fonts. A bare machine has no Hangul and no Han, so the program brings its own (OFL both)."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from desktop.resources import resource

FAMILIES = ("Pretendard", "Jangbu Han")
"""The second has simplified Chinese only, and is asked for what the first has not."""
_FILES = ("Pretendard-Regular", "Pretendard-Bold", "JangbuHan-Regular")
BODY_PT, QUIET_PT, SECTION_PT, TITLE_PT, FIGURE_PT = 11.0, 9.5, 13.0, 17.0, 26.0
KEY_PT, QUESTION_PT, HOUR_PT = 20.0, 20.0, 52.0
"""At a kiosk: keys of the pad, the one question, and the time of what was recorded, which is read from afar."""


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; once per process."""
    if FAMILIES[0] not in QFontDatabase.families():
        for file in _FILES:
            loaded = QFontDatabase.addApplicationFont(str(resource(f"fonts/{file}.otf")))
            assert loaded >= 0, "a bundled font is unreadable"


def body_font(scale: float) -> QFont:
    """The font of everything that has no other size."""
    font = QFont(list(FAMILIES))
    font.setPointSizeF(BODY_PT * scale)
    return font


def column_font() -> QFont:
    """Makes figures equally wide, so that columns line up; everything else stays as the parent has it.

    Never the application's font: these glyphs would get into printed pages, whose text could not be read back.
    """
    font = QFont()
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
