"""The clock port: the only place where core may learn what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

SEOUL = "Asia/Seoul"
_FIRST_DAY = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A claimed moment: whole seconds since 1970-01-01 UTC and the offset from UTC of the place, in minutes."""

    seconds: int
    offset_minutes: int

    def local(self) -> datetime:
        """The moment as the claimant's wall clock showed it."""
        zone = timezone(timedelta(minutes=self.offset_minutes))
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)).astimezone(zone)

    def day(self) -> date:
        """The local calendar day; dated rules are chosen by it."""
        return date.fromordinal(_FIRST_DAY + (self.seconds + self.offset_minutes * 60) // _DAY_SECONDS)


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> Instant: ...


class SystemClock:
    """The machine's clock, read in one time zone (a vault's zone, Asia/Seoul unless set otherwise)."""

    def __init__(self, zone: str = SEOUL) -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> Instant:
        moment = datetime.now(self._zone)
        offset = moment.utcoffset()
        assert offset is not None
        return Instant(int(moment.timestamp()), int(offset.total_seconds()) // 60)
