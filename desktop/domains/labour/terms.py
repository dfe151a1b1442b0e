"""The words of a contract's form in the languages in which workers read it; free of Qt.

Labels and set phrases follow the ministry's standard forms (2025-03) and stand in `languages`. What the two sides wrote
themselves (place, duties, clauses) is never translated: it stands in every language as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

KOREAN = "ko"
LANGUAGES = (KOREAN, "en", "vi", "zh")
_FOLDER = Path(__file__).with_name("languages")


class Terms:
    """The form's words in one language."""

    def __init__(self, language: str) -> None:
        assert language in LANGUAGES
        self.language = language
        self._entries = phrases(language)

    def phrase(self, key: str, /, **facts: Any) -> str:
        """A phrase with its facts; whole numbers get separators."""
        told = {name: f"{fact:,}" if type(fact) is int else fact for name, fact in facts.items()}
        return self._entries[key].format(**told)

    def duration(self, minutes: int) -> str:
        """Hours and minutes; a whole hour without minutes."""
        hours, rest = divmod(minutes, 60)
        return self.phrase("time.both", hours=hours, minutes=rest) if rest else self.phrase("time.hours", hours=hours)


@cache
def phrases(language: str) -> Mapping[str, str]:
    """All phrases of a language by their keys."""
    entries: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return entries
