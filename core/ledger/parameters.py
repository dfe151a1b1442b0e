"""Dated parameters: rows of first day, optional last day, value and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.ledger.contract import NoParameter


def value_on(rows: Mapping[str, Sequence[Mapping[str, Any]]], name: str, day: date) -> Any:
    """The value in force on a day: of the row with the latest first day not after it, unless that row has ended.

    Raises:
        NoParameter: no row covers the day; an older value is never reused silently.
    """
    begun = [row for row in rows.get(name, ()) if row["first_day"] <= day.isoformat()]
    if not begun:
        raise NoParameter(name, day)
    row = max(begun, key=lambda one: str(one["first_day"]))
    last_day = row.get("last_day")
    if last_day is not None and day.isoformat() > last_day:
        raise NoParameter(name, day)
    return row["value"]
