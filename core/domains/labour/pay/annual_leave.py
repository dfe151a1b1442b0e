"""Annual paid leave (근로기준법 제60조, 시행령 별표 2 제4호)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from core.domains.labour.lines import whole
from core.domains.labour.tables import Tables


def leave_applies(tables: Tables, day: date, employees: int, week_hours: Fraction) -> bool:
    """Whether the shop and the hours are large enough for annual leave."""
    rule = tables.on("annual_leave", day)
    return bool(employees >= rule["employees"] and week_hours >= rule["week_hours"])


def leave_days(tables: Tables, day: date, service_months: int) -> int:
    """A full-timer's days with full attendance: one a month up to 11, then 15, one more every two years, at most 25."""
    rule = tables.on("annual_leave", day)
    years = service_months // 12
    if not years:
        return min(service_months, int(rule["first_year_days"]))
    return int(min(rule["days_max"], rule["days"] + (years - 1) // rule["years_per_extra_day"]))


def part_time_hours(
    tables: Tables, day: date, full_time_days: Fraction, week_hours: Fraction, full_time_hours: Fraction
) -> int:
    """A part-timer's leave in hours: the full-timer's days by the share of hours, times 8; a begun hour counts."""
    day_hours = int(tables.on("annual_leave", day)["day_hours"])
    return whole(full_time_days * week_hours / full_time_hours * day_hours, 1, "up")
