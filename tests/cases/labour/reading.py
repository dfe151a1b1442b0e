"""Reads the inputs of labour cases into the engine's values, and names the engine's refusals as the cases do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from core.domains.labour.pay.shifts import Shift, read_shift
from core.domains.labour.statute import STATUTE
from core.errors import InputError
from core.ledger.contract import NoParameter

AS_OF = date(2026, 11, 22)
"""The day on which the figures of the cases were known; the day of an operation that names none."""
TABLES = STATUTE.carrying_on(
    "long_term_care_rate", "income_tax_table", "income_tax_children", "accident_rate", "small_shop_support"
)
"""The cases carry figures of 2026 into 2027 where nothing newer was announced; the engine asks before it does so."""

_ERRORS = {
    "shift_clock_in_missing": "CLOCK_IN_MISSING",
    "shift_clock_out_missing": "CLOCK_OUT_MISSING",
    "shift_time_unreadable": "INVALID_DATETIME",
    "shift_end_not_after_start": "END_NOT_AFTER_START",
    "shift_long": "SHIFT_OVER_24_HOURS",
    "shift_break_outside": "BREAK_OUTSIDE_SHIFT",
    "shift_breaks_overlap": "BREAKS_OVERLAP",
    "shift_break_not_after_start": "BREAK_END_NOT_AFTER_START",
    "shift_break_open": "BREAK_END_MISSING",
    "shifts_overlap": "SHIFTS_OVERLAP",
    "contract_hourly_range": "HOURLY_OUT_OF_RANGE",
    "contract_hours_negative": "AGREED_HOURS_OUT_OF_RANGE",
    "contract_week_hours": "AGREED_HOURS_OVER_40",
    "contract_day_hours": "AGREED_HOURS_OVER_8",
    "contract_ends_first": "END_BEFORE_START",
    "contract_age": "AGE_UNDER_13",
}
Result = dict[str, Any]


def naming_errors(operation: Callable[[Result], Result]) -> Callable[[Result], Result]:
    """An operation that answers with the cases' name of an error instead of raising it."""

    def run(given: Result) -> Result:
        try:
            return operation(given)
        except NoParameter:
            return {"error": "NO_PARAMETER_FOR_DATE"}
        except InputError as error:
            return {"error": _ERRORS.get(error.code, error.code.upper())}
        except InvalidDateError:
            return {"error": "INVALID_DATE"}

    return run


def exact(value: Any) -> Fraction:
    """A JSON number without what binary fractions add."""
    return Fraction(str(value))


class InvalidDateError(ValueError):
    """A text that no calendar has."""


def day(text: str) -> date:
    """A date; of a month, its first day.

    Raises:
        InvalidDateError: there is no such day.
    """
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError as error:
        raise InvalidDateError(text) from error


def optional_day(text: str | None) -> date | None:
    return None if text is None else day(text)


def shift(given: dict[str, Any]) -> Shift:
    return read_shift(given.get("start"), given.get("end"), given.get("breaks") or [])


def minutes(hours: Any) -> int:
    """Hours as minutes."""
    return int(exact(hours) * 60)
