"""The line that says what a long command is at."""

import io
import sys

import pytest

from desktop.cli.progress import ProgressLine
from desktop.words import Words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


WORDS = Words("ko", {"long": "기록 {done}건을 만듭니다", "short": "{done}건"})


def test_each_line_goes_over_the_one_before_and_none_is_left(monkeypatch: pytest.MonkeyPatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressLine(WORDS) as step:
        step("long", done=12)
        step("short", done=7)
    # Hangul takes two columns: 20 of the first text, 3 of the second.
    assert terminal.getvalue() == "\r기록 12건을 만듭니다" + "\r7건" + " " * 17 + "\r" + " " * 20 + "\r"


def test_where_nobody_looks_nothing_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with ProgressLine(WORDS) as step:
        step("short", done=7)
    assert sys.stderr.getvalue() == ""
