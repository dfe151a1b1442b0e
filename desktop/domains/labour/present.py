"""Who works here and whether they are in, as the kiosk and the board of the day show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at the kiosk: what they are called here, whether they are in, and the hours of the week so far."""

    employment: bytes
    key: bytes
    number: str
    name: str
    since: str
    week_minutes: int
    forgotten: bool = False
    """Whether they came in so long ago that they must have left without clocking out."""
    asked: int = 0
    """Corrections by the shop that wait for this worker's answer."""
    planned: tuple[str, ...] = ()
    """Today's planned shifts, "10:00–14:30" each; of yesterday where one goes on past midnight."""
    week_won: int | None = None
    """The hours of the week at the agreed rate, before premiums and deductions; None without a contract."""
    pausing: str = ""
    """Since when they are on a break."""
    rested: tuple[str, ...] = ()
    """The breaks of the open shift so far, "12:00–12:30" each."""
