"""A clock that stands still where a test puts it."""

from dataclasses import dataclass

from core.ports.clock import Instant

# 2026-11-22, a Sunday, 14:32 in Seoul.
SUNDAY = Instant(1795325520, 540)


@dataclass
class FixedClock:
    moment: Instant = SUNDAY

    def now(self) -> Instant:
        return self.moment
