"""Whether the engine is there, asked on a line of its own: nobody waits to hear that it is away. No thread inside.

1. Whoever runs a hub looks every few seconds, in use or not. Where nobody answers within the look's time, the engine is
   away until somebody does.
2. Whoever finds it away meanwhile says so (`note_away`): from then on nobody else tries, until the next look.
"""

from __future__ import annotations

from collections.abc import Callable

from core.errors import VaultError


class EngineWatch:
    """`ask` raises VaultError where the engine does not answer; away until somebody looked."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._away = True
        self.detail = ""
        """What the last look that found nobody met with."""

    @property
    def is_away(self) -> bool:
        """As it was at the last look; on any thread."""
        return self._away

    def note_away(self) -> None:
        """A call found nobody; on any thread."""
        self._away = True

    def look(self) -> None:
        """Ask, which takes a moment; always on one thread."""
        try:
            self._ask()
        except VaultError as error:
            self._away, self.detail = True, str(error.facts.get("detail", ""))
        else:
            self._away = False
