"""The fields of a contract, in the order of the ministry's standard forms (2025-03, moel.go.kr bbs_seq 20250300356)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.domains.labour.rules.v1.fields import choice, choices, count, day, records, text, won, yes_no
from core.ledger.contract import Field, FieldKind

CONSTRUCTION_DAY = "construction_day"
KINDS = ("part_time", "full_time", "fixed_term", "minor", "foreign", CONSTRUCTION_DAY)
"""Which of the ministry's forms. Its seventh, for foreign workers on farms and in fishing, is left out: hours, breaks
and holidays do not bind there (제63조), and the pay engine would reckon as if they did."""
LANGUAGES = ("en", "vi", "zh")
"""Languages in which a contract can stand beside the Korean."""
TERM_KINDS = ("fixed_term", "construction_day")
"""Forms whose very subject is a period."""
METHODS = ("transfer", "cash")
INSURANCES = ("pension", "health", "employment", "accident")
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DAY_MINUTES = 24 * 60

DAY_PARTS = (
    count("weekday", 0, 6),
    text("start", 5),
    text("end", 5),
    count("break_minutes", 0, 600, "분", required=False),
)
FORM = (
    choice("kind", KINDS),
    choice("also_in", LANGUAGES, required=False),
    day("starts", ahead=True),
    day("ends", ahead=True, required=False),
    yes_no("open_ended", required=False),
    text("place", 200, required=False),
    text("duties", 200, required=False),
    text("job_code", 4, required=False),
    yes_no("simple_labour"),
    records("days", DAY_PARTS, required=False),
    count("weekly_holiday", 0, 6, required=False),
    won("hourly"),
    text("other_pay", 300, required=False),
    count("excess_percent", 0, 300, "%", required=False),
    count("pay_day", 1, 31, required=False),
    choice("pay_method", METHODS, required=False),
    text("leave", 300, required=False),
    text("lodging", 300, required=False),
    text("meals", 300, required=False),
    choices("insurances", INSURANCES, required=False),
    count("probation_months", 0, 3, required=False),
    Field("clauses", FieldKind.TEXTS, required=False, maximum=300),
)


def clock_minutes(text_of_clock: str) -> int | None:
    """Minutes of the day of "09:30", up to "24:00"; None where no clock shows it."""
    found = _CLOCK.fullmatch(text_of_clock)
    minutes = int(found[1]) * 60 + int(found[2]) if found else None
    return minutes if minutes is not None and minutes <= _DAY_MINUTES else None


def agreed_day_minutes(row: Mapping[str, Any]) -> int | None:
    """Agreed minutes of one weekday without its break; an end not after the start lies on the next day."""
    start, end = clock_minutes(str(row.get("start"))), clock_minutes(str(row.get("end")))
    if start is None or end is None:
        return None
    length = end - start if end > start else end - start + _DAY_MINUTES
    return length - int(row.get("break_minutes") or 0)


def agreed_week_minutes(body: Mapping[str, Any]) -> int:
    """Agreed minutes of a week; a weekday that cannot be read counts as none."""
    return sum(agreed_day_minutes(row) or 0 for row in body.get("days") or ())


def items_said(body: Mapping[str, Any]) -> set[str]:
    """The statutory items that a contract says, by the names of `checks.contract_terms`."""

    def given(*names: str) -> bool:
        return all(body.get(name) not in (None, "", []) for name in names)

    days = given("days")
    kind = body.get("kind")
    open_ended = kind == "full_time" or (bool(body.get("open_ended")) and kind not in TERM_KINDS)
    said = {
        "CONTRACT_PERIOD": given("starts") and (given("ends") or open_ended),
        "WORK_HOURS_AND_BREAKS": days,
        "WORKDAYS_AND_HOURS_PER_DAY": days,
        "AGREED_HOURS": days,
        "WAGE_ITEMS_METHOD_PAYMENT": given("hourly", "pay_day", "pay_method"),
        "HOLIDAYS_AND_LEAVE": given("weekly_holiday", "leave"),
        "WEEKLY_HOLIDAY": given("weekly_holiday"),
        "ANNUAL_LEAVE": given("leave"),
        "WORKPLACE_AND_DUTIES": given("place", "duties"),
    }
    return {item for item, fits in said.items() if fits}
