"""Premiums and joining against rates worked out by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from core.domains.labour.pay.insurance import (
    INSURANCES,
    employer_premiums,
    pension_base,
    premiums_of,
    small_shop_support,
)
from core.domains.labour.pay.joining import Employment, first_months, joining
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter

STUDENT = Employment(
    day=date(2026, 11, 1),
    age=22,
    day_worker=False,
    contract_months=2,
    months_worked=0,
    week_hours=Fraction(10),
    month_hours=Fraction("43.5"),
    month_days=8,
    month_income=450_000,
)


def test_the_pension_base_follows_the_band_of_its_month():
    assert pension_base(STATUTE, date(2026, 6, 1), 7_000_999) == 6_370_000
    assert pension_base(STATUTE, date(2026, 7, 1), 7_000_999) == 6_590_000
    assert pension_base(STATUTE, date(2026, 7, 1), 1_234_567) == 1_234_000
    with pytest.raises(NoParameter):
        pension_base(STATUTE, date(2027, 7, 1), 1_000_000)


def test_the_new_ratio_of_long_term_care_holds_from_the_month_after_it():
    # Health on 2,000,000: x 3.595 % = 71,900. In November x 9,448 / 71,900 = 9,448 -> 9,440; in December x 0.1314 =
    # 9,447.66 -> 9,440. On 10,000,000: 359,500 x 0.1314 = 47,238.3 -> 47,230; x 9,448 / 71,900 = 47,240 exactly.
    assert premiums_of(STATUTE, date(2026, 11, 1), 10_000_000, ()).long_term_care.won == 47_240
    assert premiums_of(STATUTE, date(2026, 12, 1), 10_000_000, ()).long_term_care.won == 47_230
    with pytest.raises(NoParameter):
        premiums_of(STATUTE, date(2027, 1, 1), 2_000_000, ("pension",))


def test_the_health_premium_of_2026_has_a_floor_and_a_cap():
    # Half of 20,160 and of 9,183,480.
    assert premiums_of(STATUTE, date(2026, 5, 1), 100_000, ("pension",)).health.won == 10_080
    assert premiums_of(STATUTE, date(2026, 5, 1), 500_000_000, ("pension",)).health.won == 4_591_740


def test_the_employer_pays_the_same_and_what_only_employers_pay():
    # 1,000,000: stability 0.25 % = 2,500; accident 0.8 + 0.06 + 0.09 % = 9,500.
    found = employer_premiums(STATUTE, date(2026, 10, 1), 1_000_000, (), 9)
    assert (found["national_pension"], found["employment"]) == (47_500, 9_000)
    assert (found["employment_stability"], found["industrial_accident"]) == (2_500, 9_500)
    assert employer_premiums(STATUTE, date(2026, 10, 1), 1_000_000, (), 150)["employment_stability"] == 0


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("excluded", "excluded", "excluded", "mandatory")),
        ({"contract_months": None}, ("optional_with_consent", "excluded", "mandatory", "mandatory")),
        ({"month_income": 2_200_000}, ("mandatory", "excluded", "excluded", "mandatory")),
        ({"day_worker": True, "contract_months": 0}, ("excluded", "excluded", "mandatory", "mandatory")),
        (
            {"day_worker": True, "contract_months": 0, "months_worked": 1},
            ("mandatory", "mandatory", "mandatory", "mandatory"),
        ),
        (
            {"month_hours": Fraction(87), "week_hours": Fraction(20), "age": 17},
            ("mandatory_unless_opted_out", "mandatory", "mandatory", "mandatory"),
        ),
        (
            {"month_hours": Fraction(87), "week_hours": Fraction(20), "age": 66, "months_worked": 24},
            ("excluded", "mandatory", "mandatory", "mandatory"),
        ),
        (
            {"month_hours": Fraction(87), "week_hours": Fraction(20), "age": 66},
            ("excluded", "mandatory", "stability_only", "mandatory"),
        ),
    ],
)
def test_who_joins_what(changed, expected):
    found = joining(STATUTE, replace(STUDENT, **changed))
    assert tuple(found[name].answer for name in INSURANCES) == expected


def test_the_income_that_counts_from_2027_is_asked_for():
    with pytest.raises(NoParameter) as raised:
        joining(STATUTE, replace(STUDENT, day=date(2027, 1, 1)))
    assert raised.value.name == "employment_joining"
    lasting = joining(STATUTE, replace(STUDENT, day=date(2027, 1, 1), contract_months=3))
    assert lasting["employment"].answer == "mandatory"


def test_pension_and_health_start_the_month_after_but_for_the_first():
    assert first_months(date(2026, 12, 1), False).pension == date(2026, 12, 1)
    later = first_months(date(2026, 12, 2), False)
    assert (later.pension, later.health, later.employment) == (date(2027, 1, 1), date(2027, 1, 1), date(2026, 12, 1))
    assert first_months(date(2026, 12, 2), True).pension == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("workers", "income", "new", "months"),
    [(10, 2_000_000, True, 0), (9, 2_700_000, True, 0), (9, 2_000_000, False, 0), (9, 2_000_000, True, 36)],
)
def test_support_ends_at_each_of_its_bounds(workers, income, new, months):
    assert not small_shop_support(STATUTE, date(2026, 10, 1), income, Fraction(workers), new, months).eligible
