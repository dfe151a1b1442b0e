"""A line on the terminal that says what a long command is at; nothing where nobody looks."""

from __future__ import annotations

import sys

from desktop.cli.result import text_width
from desktop.words import Words


class ProgressLine:
    """`with ProgressLine(words) as step:`; the line is gone at the end of the block, however that comes."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *details: object) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)

    def __call__(self, key: str, **numbers: int) -> None:
        """Say it, over what was said before."""
        if sys.stderr.isatty():
            text = self._words.text(key, **numbers)
            width = text_width(text)
            print("\r" + text + " " * (self._width - width), end="", file=sys.stderr, flush=True)
            self._width = max(self._width, width)
