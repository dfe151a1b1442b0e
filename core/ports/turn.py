"""The turn port: long work uses what only one may use at a time, a vault, in pieces, and others have it in between.

What was read in one turn may have changed by the next; a transaction never lasts longer than its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Turn(Protocol):
    """Does a short piece of work while nobody else uses the vault."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """What the work gives; raises what it raises."""
        ...


def at_once(work: Callable[[], T], /) -> T:
    """The turn of whoever has the vault alone."""
    return work()
