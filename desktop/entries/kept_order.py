"""The order of a long list, kept while it holds: so any part of it is read at the same price as the first."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping

from desktop.widgets.paged_rows import Sort


class KeptOrder:
    """Row numbers of what was asked for last; used on the vault lane only."""

    def __init__(self) -> None:
        self._asked: object = None
        self._numbers: array[int] = array("q")

    def forget(self) -> None:
        """The vault has changed."""
        self._asked = None
        self._numbers = array("q")

    def of(self, filters: Mapping[str, str], sort: Sort | None, make: Callable[[], array[int]]) -> array[int]:
        """The order of a list; made where another one was asked for last."""
        asked = (tuple(sorted(filters.items())), sort)
        if asked != self._asked:
            self._numbers = make()
            self._asked = asked
        return self._numbers
