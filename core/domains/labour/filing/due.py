"""Days by which filings are due; one on a Saturday or holiday moves to the next working day (민법 제161조)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from core.domains.labour.pay.holidays import next_working_day
from core.domains.labour.pay.months import days_in, months_after
from core.domains.labour.tables import Tables

_HEALTH_DAYS = 14


@dataclass(frozen=True, slots=True)
class DueDates:
    """When the filings that follow an event are due."""

    pension_employment_accident: date
    health: date
    daily_work_report: date
    payroll_tax: date
    daily_wage_statement: date

    def first_of(self, insurances: Collection[str]) -> date:
        """The day by which a sheet of these insurances must be filed: health's comes before that of the others."""
        others = {"pension", "employment", "accident"} & set(insurances)
        dates = [self.pension_employment_accident] if others else []
        return min([*dates, self.health] if "health" in insurances else dates or [self.pension_employment_accident])


def due_dates(tables: Tables, event: date, known_on: date) -> DueDates:
    """Due dates after a day of joining, leaving, working by the day, or paying.

    Raises:
        NoParameter: the holidays of the year are not known.
    """
    following = months_after(event.replace(day=1), 1)

    def moved(day: date) -> date:
        return next_working_day(tables, day, known_on)

    middle = moved(following.replace(day=15))
    return DueDates(
        pension_employment_accident=middle,
        health=moved(event + timedelta(days=_HEALTH_DAYS)),
        daily_work_report=middle,
        payroll_tax=moved(following.replace(day=10)),
        daily_wage_statement=moved(following.replace(day=days_in(following))),
    )
