"""The companion port: a second process of ours that works for this one, on the other core."""

from __future__ import annotations

from typing import Protocol


class Companion(Protocol):
    """Answers questions in the order in which they are put; bytes only, for nothing is shared with it."""

    def is_there(self) -> bool:
        """Whether it can be asked now; where it cannot, it is being started for later, or there is none."""
        ...

    def ask(self, question: bytes) -> None:
        """Put a question; never waits."""
        ...

    def answer(self) -> bytes:
        """The next answer.

        Raises:
            EOFError: it has gone; what was asked is not answered any more.
        """
        ...

    def close(self) -> None:
        """Let it go."""
        ...
