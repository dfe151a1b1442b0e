"""Days as people write them: 2026-11-22, 2026. 11. 22., 20261122, 2026년 11월 22일; from today on: 어제, -2d, 3일 뒤.

What is said from today on is read in both languages, whichever the window speaks.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from core.errors import InputError
from desktop.words.catalog import LANGUAGES, Words

_WRITTEN = (
    re.compile(r"(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})\.?"),
    re.compile(r"(\d{4})년\s?(\d{1,2})월\s?(\d{1,2})일"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_SIGNED = re.compile(r"([+-]\d{1,4})\s?(d|days?|일|w|weeks?|주)?")
_TOLD = re.compile(r"(\d{1,4})\s?(d|days?|일|w|weeks?|주)\s?(ago|전|later|뒤|후)")
_WEEKS = ("w", "주")
_BACK = ("ago", "전")
_NAMED = {"day.today": 0, "day.yesterday": -1, "day.tomorrow": 1, "day.before_yesterday": -2, "day.after_tomorrow": 2}


def written_day(text: str) -> str:
    """A day that stands by itself, as ISO text.

    Raises:
        InputError: `day_needed`.
    """
    plain = _plain(text)
    for form in _WRITTEN:
        if found := form.fullmatch(plain):
            try:
                return date(*map(int, found.groups())).isoformat()
            except ValueError:
                break
    raise InputError("day_needed", text=text)


def typed_day(text: str, today: date) -> str:
    """A day as somebody types it, also one that is told from `today` on.

    Raises:
        InputError: `day_needed`.
    """
    days = _days_from_today(_plain(text))
    if days is None:
        return written_day(text)
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        raise InputError("day_needed", text=text) from None


def _days_from_today(plain: str) -> int | None:
    if (named := _names().get(plain)) is not None:
        return named
    if found := _SIGNED.fullmatch(plain):
        return int(found[1]) * _length(found[2] or "d")
    if found := _TOLD.fullmatch(plain):
        return int(found[1]) * _length(found[2]) * (-1 if found[3] in _BACK else 1)
    return None


@cache
def _names() -> dict[str, int]:
    """Words such as yesterday, in every language; one that has two is written with a stroke between them."""
    spoken = [(Words(language).text(key), days) for language in LANGUAGES for key, days in _NAMED.items()]
    return {_plain(name): days for told, days in spoken for name in told.split("/")}


def _length(unit: str) -> int:
    return 7 if unit.startswith(_WEEKS) else 1


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-").casefold().strip()
