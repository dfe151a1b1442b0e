"""The dated figures that the pay engine reads: those of the rule set, and those that an employer adopted since.

A day without a figure raises NoParameter: the engine stops and asks, it never reuses an older figure by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from core.ledger.parameters import value_on

Row = Mapping[str, Any]


class Figures(Protocol):
    """Whoever answers for dated figures."""

    def on(self, name: str, day: date) -> Any:
        """The figure in force on a day; raises NoParameter where none is known."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Tables by name; each is a list of rows of first day, optional last day, value and source.

    Two of them are the same only where they are one object, so that what follows from a table can be remembered.
    """

    rows: Mapping[str, Sequence[Row]]

    def on(self, name: str, day: date) -> Any:
        """The figure in force on a day.

        Raises:
            NoParameter: none is known for it.
        """
        return value_on(self.rows, name, day)

    def adopting(self, name: str, row: Row) -> Tables:
        """These tables and one more row, which an employer typed or took from a signed package."""
        kept = [one for one in self.rows.get(name, ()) if one["first_day"] != row["first_day"]]
        return Tables({**self.rows, name: sorted([*kept, row], key=lambda one: str(one["first_day"]))})

    def carrying_on(self, *names: str) -> Tables:
        """These tables with the last row of each named table still in force after its last day: somebody decided so."""
        carried = {}
        for name in names:
            *earlier, last = self.rows[name]
            carried[name] = [*earlier, {key: value for key, value in last.items() if key != "last_day"}]
        return Tables({**self.rows, **carried})
