"""The companion port: a second process of ours that works for this one, on the other core."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """A companion that listens. It answers in the order in which it was asked, in bytes: nothing is shared with it."""

    def ask(self, question: bytes) -> None:
        """Put a question; never waits for an answer."""
        ...

    def answer(self) -> bytes:
        """The next answer.

        Raises:
            EOFError: it has gone; what was asked is not answered any more.
        """
        ...

    def cut(self) -> None:
        """Let it go: an answer may be half heard."""
        ...


class Companion(Protocol):
    """One at a time; where it went away, another takes its place when it is wanted next."""

    def line(self) -> Line | None:
        """The line to it; None where it is only being started, or where there can be none."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...
