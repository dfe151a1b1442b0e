"""The names of this workspace's places, and what one place sends along when it opens another."""

from __future__ import annotations

from dataclasses import dataclass

BATTERIES = "battery.batteries"
RECORD = "battery.record"
IMPORT = "battery.import"
GRADING = "battery.grading"
HISTORY = "battery.history"


@dataclass(frozen=True, slots=True)
class Task:
    """What to do about which battery; `job` is a job of pages.jobs, or "certificate" for the history page."""

    job: str
    battery: bytes | None = None


def battery_of(target: object) -> bytes | None:
    """The battery of a target: a subject's id, or a Task."""
    return target.battery if isinstance(target, Task) else target if isinstance(target, bytes) else None
