"""Who joins which insurance: what hours, months, age, wishes and status of stay lead to."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from core.domains.labour.pay.foreigners import Stay
from core.domains.labour.pay.joining import Employment, Wishes, joining, standing_to
from core.domains.labour.pay.standing import ASK
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter

NOVEMBER = date(2026, 11, 2)
TEN_HOURS = Employment(
    day=NOVEMBER,
    age=30,
    day_worker=False,
    contract_months=4,
    months_worked=0,
    week_hours=Fraction(10),
    month_hours=Fraction(87, 2),
    month_days=8,
    month_income=450_000,
)
TWENTY_HOURS = replace(TEN_HOURS, week_hours=Fraction(20), month_hours=Fraction(87), contract_months=12)
INCOME_RULE = {
    "first_day": "2027-01-01",
    "value": {"month_hours": 0, "week_hours": 0, "monthly_income": 800_000, "months": 3, "age_limit": 65},
    "source": "an example",
}


def answer(insurance, one, tables=STATUTE):
    found = standing_to(tables, insurance, one)
    assert found.article
    return found.answer, found.reason


def test_the_pension_below_sixty_hours_takes_the_wish_and_the_consent():
    assert answer("pension", TEN_HOURS) == ("optional_with_consent", "three_months_and_wish")
    wish = replace(TEN_HOURS, wishes=Wishes(pension=True))
    assert answer("pension", wish)[0] == "optional_with_consent"
    agreed = replace(TEN_HOURS, wishes=Wishes(pension=True, employer_agrees=True))
    assert answer("pension", agreed)[0] == "mandatory"


def test_hours_of_several_workplaces_are_added_on_request():
    # 43.5 here and 16.5 elsewhere: 60 hours.
    two = replace(TEN_HOURS, wishes=Wishes(other_month_hours=Fraction(33, 2)))
    assert answer("pension", two) == ("optional_on_request", "several_workplaces")
    asked = replace(TEN_HOURS, wishes=Wishes(pension=True, other_month_hours=Fraction(33, 2)))
    assert answer("pension", asked)[0] == "mandatory"
    less = replace(TEN_HOURS, contract_months=2, wishes=Wishes(other_month_hours=Fraction(16)))
    assert answer("pension", less) == ("excluded", "hours_short")
    assert answer("health", two)[0] == "excluded"


@pytest.mark.parametrize(
    ("age", "opted_out", "expected"),
    [
        (17, False, "mandatory_unless_opted_out"),
        (17, True, "excluded"),
        (18, True, "mandatory"),
        (59, False, "mandatory"),
        (60, False, "excluded"),
    ],
)
def test_the_pension_by_age(age, opted_out, expected):
    one = replace(TWENTY_HOURS, age=age, wishes=Wishes(opted_out=opted_out))
    assert answer("pension", one)[0] == expected


@pytest.mark.parametrize(
    ("months", "days", "hours", "pension", "health"),
    [
        (0, 20, 160, "under_a_month", "under_a_month"),
        (1, 8, 40, "day_work_days", "day_work_days"),
        (1, 7, 60, "day_work_hours", "day_work_few_days"),
        (1, 7, 59, "day_work_short", "day_work_few_days"),
    ],
)
def test_day_workers_by_days_and_hours_of_a_month(months, days, hours, pension, health):
    one = replace(
        TEN_HOURS,
        day_worker=True,
        contract_months=0,
        months_worked=months,
        month_days=days,
        month_hours=Fraction(hours),
    )
    assert answer("pension", one)[1] == pension
    assert answer("health", one)[1] == health
    assert answer("employment", one) == ("mandatory", "day_worker")
    assert answer("accident", one)[0] == "mandatory"


def test_hours_do_not_count_on_a_building_site():
    one = replace(TEN_HOURS, day_worker=True, contract_months=0, months_worked=1, month_days=7, construction=True)
    long = replace(one, month_hours=Fraction(70))
    assert answer("pension", long) == ("excluded", "day_work_few_days")
    assert answer("pension", replace(long, construction=False))[0] == "mandatory"
    assert answer("pension", replace(long, month_income=2_200_000))[1] == "income_enough"


def test_whoever_was_hired_at_64_keeps_the_unemployment_part():
    old = replace(TWENTY_HOURS, age=65, months_worked=8)
    assert answer("employment", replace(old, hired_age=64))[0] == "mandatory"
    assert answer("employment", replace(old, hired_age=65)) == ("stability_only", "hired_late")


def test_from_2027_on_an_unknown_income_asks_and_an_adopted_one_decides():
    short = replace(TWENTY_HOURS, day=date(2027, 1, 1), contract_months=2)
    with pytest.raises(NoParameter):
        standing_to(STATUTE, "employment", short)
    assert answer("employment", replace(short, insured_before=True))[1] == "insured_before"
    assert answer("employment", replace(short, contract_months=3))[1] == "months_enough"
    adopted = STATUTE.adopting("employment_joining", INCOME_RULE)
    assert answer("employment", replace(short, month_income=799_999), adopted) == ("excluded", "income_short")
    assert answer("employment", replace(short, month_income=800_000), adopted) == ("mandatory", "income_enough")
    other = replace(short, month_income=1, wishes=Wishes(other_month_hours=Fraction(1)))
    assert answer("employment", other, adopted) == (ASK, "incomes_to_add")
    # In 2026 hours decide, whoever was a member before.
    few = replace(TEN_HOURS, contract_months=2, insured_before=True)
    assert answer("employment", few) == ("excluded", "months_and_hours_short")


@pytest.mark.parametrize(
    ("status", "pension", "employment"),
    [
        ("D-2", "excluded", "excluded"),
        ("F-5", ASK, "mandatory"),
        ("e9", ASK, "stability_only"),
        ("E-9-1", ASK, "stability_only"),
        ("F-4", ASK, "optional_on_request"),
        ("D-8", ASK, ASK),
        ("F-2", ASK, ASK),
        ("", ASK, ASK),
        ("somewhere", ASK, ASK),
    ],
)
def test_a_foreigners_status_of_stay(status, pension, employment):
    one = replace(TWENTY_HOURS, stay=Stay("VNM", status))
    found = joining(STATUTE, one)
    assert (found["pension"].answer, found["employment"].answer) == (pension, employment)
    assert (found["health"].answer, found["accident"].answer) == ("mandatory", "mandatory")


def test_a_foreigner_who_applied_is_a_member():
    asked = Wishes(employment=True)
    for status in ("F-4", "E-9"):
        one = replace(TWENTY_HOURS, stay=Stay("VNM", status), wishes=asked)
        assert answer("employment", one)[0] == "mandatory"
