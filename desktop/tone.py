"""Tones: what a colour says, known without a window, so that commands can name one too."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a colour says; it never says it alone, a word or an icon stands with it."""

    INK = "ink"
    QUIET = "quiet"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
