"""The text behind the glyphs of a PDF that Qt wrote: which character each glyph stands for."""

from __future__ import annotations

import re

_CHARACTERS = re.compile(rb"\[(?:<[0-9A-F]+> ?)+\]")
_TAB, _SPACE = b"<0009>", b"<0020>"


def with_spaces(pdf: bytes) -> bytes:
    """The same PDF whose blanks are spaces, of the same length.

    Qt names the first character that a font draws with a glyph (QFontEngine::getGlyphIndexes from 0 upwards), and it
    draws a tab as a space: a program that copies the text would get a tab between every two words. Where these maps
    stand in the file (ISO 32000-1 §9.10.3) they are not compressed.
    """
    return _CHARACTERS.sub(lambda found: found[0].replace(_TAB, _SPACE), pdf)
