"""How much one asker may ask for: buckets that fill with time. No clock inside."""

from __future__ import annotations

ASKERS_MAX = 20_000


class Rates:
    """So many units a minute for each asker, twice of it at once."""

    def __init__(self, units_per_minute: int) -> None:
        self._per_minute = units_per_minute
        self._spent: dict[bytes, tuple[int, int]] = {}
        """Units x 60 that are spent, and when that was written down."""

    def take(self, asker: bytes, now_s: int, units: int = 1) -> int:
        """0 where it is granted, else in how many seconds to come again. The last request may go into debt."""
        spent, at = self._spent.pop(asker, (0, now_s))
        spent = max(0, spent - self._per_minute * max(0, now_s - at))
        wait = 0
        if spent < 2 * 60 * self._per_minute:
            spent += 60 * units
        else:
            wait = 1 + (spent - 2 * 60 * self._per_minute) // self._per_minute
        self._spent[asker] = spent, now_s
        if len(self._spent) > ASKERS_MAX:
            del self._spent[next(iter(self._spent))]
        return wait
