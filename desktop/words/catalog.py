"""The catalog: flat keys, a sentence per language, and the way numbers, days and sizes are written."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import desktop.domains
from core.ports.clock import Instant
from desktop.words.particles import PARTICLES, with_particle
from desktop.words.quantities import shown_number

LANGUAGES = ("ko", "en")
_FOLDER = Path(__file__).resolve().parents[1]
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_IN_UNIT = re.compile(r"(?P<unit>[^/]+)/(?P<scale>10+)")
NOTHING = "–"
"""Stands where a value is absent."""


class Words:
    """The words of one language.

    In strict mode (tests) a missing key or fact is an assertion; for a person it shows as the key or a dash, because
    a window with one odd label still lets them work.
    """

    strict = False

    def __init__(self, language: str, entries: Mapping[str, str] | None = None) -> None:
        assert language in LANGUAGES
        self.language = language
        self._entries = load(language) if entries is None else entries
        self._formatter = _Formatter(self)

    def has(self, key: str) -> bool:
        """Whether the catalog knows the key."""
        return key in self._entries

    def text(self, key: str, /, **facts: Any) -> str:
        """The sentence of a key with its facts filled in: integers with separators, days and moments written out."""
        template = self._entries.get(key)
        if template is None:
            assert not self.strict, f"no words for {key!r} in {self.language}"
            return f"⟨{key}⟩"
        return self._formatter.vformat(template, (), facts)

    def role(self, name: str) -> str:
        """What people call a role (`WORKSPACE.role.NAME`); its own name where the catalogs have none."""
        return next((text for key, text in self._entries.items() if key.endswith(f".role.{name}")), name)

    def number(self, value: int) -> str:
        """12,340."""
        return f"{value:,}"

    def quantity(self, stored: int | None, scale: int = 1, unit: str = "", decimals: int | None = None) -> str:
        """A stored integer in its shown unit, "56.3 Ah"; a dash for None."""
        if stored is None:
            return NOTHING
        number = shown_number(stored, scale, decimals=decimals)
        return f"{number} {unit}" if unit else number

    def won(self, amount: int) -> str:
        """12,340원 or KRW 12,340."""
        return f"{amount:,}원" if self.language == "ko" else f"KRW {amount:,}"

    def day(self, day: date | str | None) -> str:
        """2026-11-22 (일)."""
        if day is None:
            return NOTHING
        known = date.fromisoformat(day) if isinstance(day, str) else day
        return f"{known.isoformat()[:10]} ({_WEEKDAYS[self.language][known.weekday()]})"

    def moment(self, moment: Instant | datetime | None) -> str:
        """2026-11-22 (일) 14:32, on the wall clock of whoever claimed it."""
        if moment is None:
            return NOTHING
        local = moment.local() if isinstance(moment, Instant) else moment
        return f"{self.day(local.date())} {local:%H:%M}"

    def minute(self, moment: Instant) -> str:
        """2026-11-22 14:32, for columns of a table."""
        return f"{moment.local():%Y-%m-%d %H:%M}"

    def size(self, count: int) -> str:
        """Bytes in the largest unit that keeps the number above one: 1.6 MB."""
        if count < 1000:
            return f"{count} B"
        for unit, factor in (("kB", 1000), ("MB", 1000**2), ("GB", 1000**3)):
            if count < factor * 1000 or unit == "GB":
                break
        return f"{count / factor:,.1f} {unit}"

    def ago(self, seconds: int) -> str:
        """방금, 12분 전, 3시간 전, 2일 전."""
        if seconds < 60:
            return self.text("ago.now")
        if seconds < 3600:
            return self.text("ago.minutes", count=seconds // 60)
        if seconds < 86400:
            return self.text("ago.hours", count=seconds // 3600)
        return self.text("ago.days", count=seconds // 86400)


class _Formatter(string.Formatter):
    """Fills sentences. Formats: 을/를 chooses the Korean particle, Ah/1000 shows a stored integer in a unit that is
    1000 times larger, size shows bytes."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        if key not in kwargs:
            assert not self._words.strict, f"the sentence needs the fact {key!r}"
            return NOTHING
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        if PARTICLES.fullmatch(format_spec):
            return with_particle(self._written(value), format_spec)
        if format_spec == "size" and isinstance(value, int):
            return self._words.size(value)
        if (unit := _IN_UNIT.fullmatch(format_spec)) and isinstance(value, int):
            return self._words.quantity(value, int(unit["scale"]), unit["unit"])
        return self._written(value)

    def _written(self, value: Any) -> str:
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return self._words.text("yes" if value else "no")
        if isinstance(value, int):
            return self._words.number(value)
        if isinstance(value, (Instant, datetime)):
            return self._words.moment(value)
        if isinstance(value, date):
            return self._words.day(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self._written(item) for item in value)
        return str(value)


def placeholders(template: str) -> frozenset[str]:
    """Names of the facts that a sentence asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def catalog_files(language: str) -> list[Path]:
    """The catalogs of a language: `words/ko.json` and `words/PART.ko.json` of desktop and every folder below it.

    A workspace may lie elsewhere, where desktop.domains looks for it too.
    """
    folders = {_FOLDER, *map(Path, desktop.domains.__path__)}
    names = (f"{language}.json", f"*.{language}.json")
    return sorted({found for folder in folders for name in names for found in folder.glob(f"**/words/{name}")})


@cache
def load(language: str) -> Mapping[str, str]:
    """All sentences of a language; two files giving the same key is our own mistake."""
    entries: dict[str, str] = {}
    for path in catalog_files(language):
        part = json.loads(path.read_text(encoding="utf-8"))
        twice = entries.keys() & part.keys()
        assert not twice, f"{path} repeats {sorted(twice)}"
        entries |= part
    return entries
