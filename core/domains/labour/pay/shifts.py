"""Shifts: read from wall times in Seoul, refused when they cannot have happened, and counted in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from core.errors import InputError

SEOUL = timezone(timedelta(hours=9))
"""Korea has no daylight saving: every shift is counted in this one offset."""
LONGEST = timedelta(hours=24)
DAY_MINUTES = 24 * 60

WORKDAY = "workday"
WEEKLY_HOLIDAY = "weekly_holiday"
PUBLIC_HOLIDAY = "public_holiday"
LABOUR_DAY = "labour_day"
DAY_TYPES = (WORKDAY, WEEKLY_HOLIDAY, PUBLIC_HOLIDAY, LABOUR_DAY)


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to a later one."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Shift:
    """One stay at work with its breaks; it belongs to the day on which it starts, also past midnight."""

    span: Span
    breaks: tuple[Span, ...] = ()

    @property
    def day(self) -> date:
        return self.span.start.date()

    @property
    def break_minutes(self) -> int:
        return sum(one.minutes for one in self.breaks)

    @property
    def work_minutes(self) -> int:
        return self.span.minutes - self.break_minutes


def moment(text: object, field: str) -> datetime:
    """A wall time in Seoul from ISO text; a text with Z or an offset names an instant and is moved to Seoul.

    24:00 is the end of the day.

    Raises:
        InputError: `shift_time_unreadable`.
    """
    told = str(text)
    midnight = "T24:00" in told
    try:
        read = datetime.fromisoformat(told.replace("T24:00", "T00:00"))
        read += timedelta(days=1) if midnight else timedelta()
        return read.replace(tzinfo=SEOUL) if read.tzinfo is None else read.astimezone(SEOUL)
    except (ValueError, OverflowError) as error:
        raise InputError("shift_time_unreadable", field=field, value=str(text)) from error


def read_shift(start: object, end: object, breaks: Iterable[Sequence[Any]] = ()) -> Shift:
    """A shift from texts.

    Raises:
        InputError: `shift_clock_out_missing`, `shift_time_unreadable`, `shift_end_not_after_start`, `shift_long`,
            `shift_break_outside`, `shift_breaks_overlap`.
    """
    if start is None:
        raise InputError("shift_clock_in_missing", field="start")
    if end is None:
        raise InputError("shift_clock_out_missing", field="end")
    pauses = [_pause(one) for one in breaks]
    return shift_of(Span(moment(start, "start"), moment(end, "end")), pauses)


def _pause(pair: Sequence[Any]) -> Span:
    if len(pair) != 2 or pair[1] is None:
        raise InputError("shift_break_open", field="breaks")
    return Span(moment(pair[0], "breaks"), moment(pair[1], "breaks"))


def shift_of(span: Span, pauses: Iterable[Span] = ()) -> Shift:
    """A checked shift; breaks are put in order.

    Raises:
        InputError: as `read_shift`.
    """
    if span.end <= span.start:
        raise InputError("shift_end_not_after_start", field="end")
    if span.end - span.start > LONGEST:
        raise InputError("shift_long", field="end", hours=24)
    ordered = sorted(pauses, key=lambda one: (one.start, one.end))
    for one in ordered:
        if one.end <= one.start:
            raise InputError("shift_break_not_after_start", field="breaks")
        if one.start < span.start or one.end > span.end:
            raise InputError("shift_break_outside", field="breaks")
    for first, second in pairwise(ordered):
        if second.start < first.end:
            raise InputError("shift_breaks_overlap", field="breaks")
    return Shift(span, tuple(ordered))


def refuse_overlap(shifts: Iterable[Shift]) -> None:
    """One person works one shift at a time.

    Raises:
        InputError: `shifts_overlap`.
    """
    ordered = sorted(shifts, key=lambda one: one.span.start)
    for first, second in pairwise(ordered):
        if second.span.start < first.span.end:
            raise InputError("shifts_overlap", field="start", day=second.day.isoformat())


def night_minutes(shift: Shift, from_minute: int, to_minute: int) -> int:
    """Worked minutes of the night, which begins and ends at these minutes of the day (1320 and 360: 22:00 to 06:00)."""
    midnight = shift.span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    found = 0
    for days in (-1, 0, 1):
        evening = midnight + timedelta(days=days, minutes=from_minute)
        morning = midnight + timedelta(days=days + 1, minutes=to_minute)
        night = Span(evening, morning)
        found += _common(shift.span, night) - sum(_common(pause, night) for pause in shift.breaks)
    return found


def _common(one: Span, other: Span) -> int:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end).minutes if end > start else 0
