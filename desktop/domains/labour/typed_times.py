"""Times of day as people type them, put on the days of a shift: what is earlier than what came before is tomorrow."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from core.errors import InputError

_SPAN = re.compile(r"\s*(\S+?)\s*[-–~]\s*(\S+)\s*")


def wall(moment: datetime) -> str:
    """A moment as entries tell it, to the minute."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def typed_break(since: str, start: str, end: str) -> list[dict[str, str]]:
    """A break in a shift that began at `since`, from two times of day; after midnight it lies on the next day.

    Raises:
        InputError: `break_incomplete` where one of the two is missing, `break_time` where one is no time of day.
    """
    if not start and not end:
        return []
    if not start or not end:
        raise InputError("break_incomplete", field="pause_end" if start else "pause_start")
    came = datetime.fromisoformat(since)
    begins = next_at(start, came, "pause_start")
    return [{"start": f"{begins:%Y-%m-%dT%H:%M}", "end": f"{next_at(end, begins, 'pause_end'):%Y-%m-%dT%H:%M}"}]


def next_at(typed: str, earliest: datetime, field: str) -> datetime:
    """The first moment from `earliest` on at which a clock shows this."""
    try:
        shown = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError as error:
        raise InputError("break_time", field=field, value=typed) from error
    found = datetime.combine(earliest.date(), shown)
    return found if found >= earliest else found + timedelta(days=1)


def typed_span(day: str, start: str, end: str) -> tuple[str, str]:
    """A shift on a day from two times of day; it ends on the next day where the end is not after the start.

    Raises:
        InputError: `break_time` where one is no time of day.
    """
    begins = next_at(start, datetime.fromisoformat(day), "correct_start")
    ends = next_at(end, begins + timedelta(minutes=1), "correct_end")
    return wall(begins), wall(ends)


def typed_breaks(since: str, text: str) -> list[dict[str, str]]:
    """Breaks such as "11:00-11:30, 13:00-13:10" in a shift that began at `since`.

    Raises:
        InputError: `break_incomplete`, `break_time`.
    """
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        span = _SPAN.fullmatch(part)
        if span is None:
            raise InputError("break_incomplete", field="correct_breaks")
        found += typed_break(since, span[1], span[2])
    return found


def told_breaks(breaks: list[dict[str, str]]) -> str:
    """Breaks as `typed_breaks` reads them."""
    return ", ".join(f"{one['start'][11:]}-{one['end'][11:]}" for one in breaks)
