"""What an agreement on hours and pay cannot say: refused by name, before any law is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.domains.labour.pay.months import full_years
from core.errors import InputError

HOURLY_MAX = 1_000_000
WEEK_HOURS_MAX = 40
DAY_HOURS_MAX = 8
AGE_MIN = 13


@dataclass(frozen=True, slots=True)
class Agreed:
    """The figures of an agreement; None where it does not say."""

    hourly: Fraction | None = None
    week_hours: Fraction | None = None
    day_hours: Fraction | None = None
    begins: date | None = None
    ends: date | None = None
    born: date | None = None


def refuse_impossible(agreed: Agreed) -> None:
    """Refuse what no contract can say.

    Raises:
        InputError: `contract_hourly_range`, `contract_hours_negative`, `contract_week_hours`, `contract_day_hours`,
            `contract_ends_first`, `contract_age`.
    """
    if agreed.hourly is not None and not 0 < agreed.hourly <= HOURLY_MAX:
        raise InputError("contract_hourly_range", field="hourly", maximum=HOURLY_MAX)
    for field, hours in (("week_hours", agreed.week_hours), ("day_hours", agreed.day_hours)):
        if hours is not None and hours <= 0:
            raise InputError("contract_hours_negative", field=field)
    if agreed.week_hours is not None and agreed.week_hours > WEEK_HOURS_MAX:
        raise InputError("contract_week_hours", field="week_hours", maximum=WEEK_HOURS_MAX)
    if agreed.day_hours is not None and agreed.day_hours > DAY_HOURS_MAX:
        raise InputError("contract_day_hours", field="day_hours", maximum=DAY_HOURS_MAX)
    if agreed.begins and agreed.ends and agreed.ends < agreed.begins:
        raise InputError("contract_ends_first", field="ends")
    if agreed.begins and agreed.born and full_years(agreed.born, agreed.begins) < AGE_MIN:
        raise InputError("contract_age", field="born", minimum=AGE_MIN)
