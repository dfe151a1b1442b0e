"""The vault's time zone beside the one of this computer: said where their clocks on the wall differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from core.ports.clock import Instant
from desktop.words import Words

MachineOffset = Callable[[Instant], int]
"""Minutes from UTC that this computer's own clock stands at, at a moment."""


def machine_offset_minutes(moment: Instant) -> int:
    """As the system's time zone says (TZ, /etc/localtime, the Windows setting)."""
    offset = datetime.fromtimestamp(moment.seconds, UTC).astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def same_zone(moment: Instant) -> int:
    """A computer whose clock stands where the vault's does."""
    return moment.offset_minutes


def zone_note(now: Instant, machine_minutes: int, words: Words) -> str:
    """A sentence where both differ, with what each clock shows now; empty where they agree."""
    if machine_minutes == now.offset_minutes:
        return ""
    here = Instant(now.seconds, machine_minutes)
    return words.text(
        "zone.differs",
        zone=_named(now.offset_minutes),
        at=words.moment(now),
        own=_named(machine_minutes),
        own_at=words.moment(here),
    )


def _named(minutes: int) -> str:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
