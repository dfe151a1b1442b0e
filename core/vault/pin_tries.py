"""Wrong PINs of a person, counted in the vault so that a restart forgets none of them.

After five the next try waits, a minute first and twice as long after each wrong one; after ten the key stays closed
until the person and another one of this vault stand before it together.
"""

from __future__ import annotations

import struct

from core.errors import RefusedError
from core.ports.clock import Clock
from core.vault.settings import Settings

TRIES_FREE, TRIES = 5, 10
FIRST_WAIT_S = 60
_MARK = struct.Struct(">BQ")
_MINUTE_S = 60


class PinTries:
    """What was tried in vain. A transaction that is undone takes no try back: the count is kept in memory as well."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._known: dict[bytes, tuple[int, int]] = {}

    def wrong(self, person: bytes) -> int:
        """How many wrong PINs in a row."""
        return self._of(person)[0]

    def refuse_early(self, person: bytes) -> None:
        """Look before a PIN is tried.

        Raises:
            RefusedError: `pin_spent` after the last try, `pin_waits` with the minutes that are left.
        """
        count, last_s = self._of(person)
        if count >= TRIES:
            raise RefusedError("pin_spent", tries=count)
        if count < TRIES_FREE:
            return
        now_s, wait_s = self._clock.now().seconds, FIRST_WAIT_S << (count - TRIES_FREE)
        if now_s < last_s:  # the clock was set back: the wait begins anew, and does not last for years
            self._keep(person, count, now_s)
            last_s = now_s
        if now_s < last_s + wait_s:
            raise RefusedError("pin_waits", tries=count, minutes=-(-(last_s + wait_s - now_s) // _MINUTE_S))

    def add(self, person: bytes) -> int:
        """One more wrong PIN; how many there are now."""
        count = min(self.wrong(person) + 1, TRIES)
        self._keep(person, count, max(self._clock.now().seconds, 0))
        return count

    def forget(self, person: bytes) -> None:
        """The PIN was right: the count begins anew."""
        if self.wrong(person):
            self._keep(person, 0, 0)

    def _of(self, person: bytes) -> tuple[int, int]:
        if person not in self._known:
            stored = self._settings.get(_name(person))
            self._known[person] = _MARK.unpack(stored) if stored is not None else (0, 0)
        return self._known[person]

    def _keep(self, person: bytes, count: int, at_s: int) -> None:
        self._known[person] = (count, at_s)
        self._settings.put(_name(person), _MARK.pack(count, at_s))


def _name(person: bytes) -> str:
    return f"pin-tries:{person.hex()}"
