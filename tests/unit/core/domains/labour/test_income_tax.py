"""Income tax against rows of the official table and arithmetic by hand."""

from datetime import date

import pytest

from core.domains.labour.pay.income_tax import Taxpayer, contractor_tax, day_worker_tax, table_tax, wage_tax
from core.domains.labour.statute import STATUTE
from core.ledger.contract import NoParameter

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("pay", "family", "expected"),
    [
        (1_059_999, 1, 0),
        (1_060_000, 1, 1_040),
        (3_500_000, 1, 127_220),
        (5_000_000, 1, 335_470),
        (10_000_000, 1, 1_507_400),
    ],
)
def test_figures_of_the_printed_table(pay, family, expected):
    assert table_tax(STATUTE, DAY, pay, family) == expected


def test_above_ten_million_the_decree_adds_by_steps():
    # 1,507,400 + 25,000 + 4,000,000 x 98 % x 35 % = 2,904,400; at 14,000,000 the next step says 1,397,000 instead.
    assert table_tax(STATUTE, DAY, 14_000_000, 1) == 2_904_400
    assert table_tax(STATUTE, DAY, 28_000_000, 1) == 1_507_400 + 6_610_600


def test_a_family_beyond_eleven_goes_on_in_equal_steps():
    ten, eleven = (table_tax(STATUTE, DAY, 4_000_000, size) for size in (10, 11))
    assert table_tax(STATUTE, DAY, 4_000_000, 12) == eleven - (ten - eleven)


def test_children_and_the_chosen_share():
    # Row of 4,000,000 for four: 91,670; three children 45,830 + 33,330 = 79,160; 12,510 x 120 % = 15,012.
    tax = wage_tax(STATUTE, DAY, 4_000_000, Taxpayer(4, 3, 120))
    assert (tax.income.won, tax.local.won) == (15_010, 1_500)
    # 1,040 x 80 % = 832: under 1,000 nothing is collected.
    assert wage_tax(STATUTE, DAY, 1_060_000, Taxpayer(percent=80)).income.won == 0


def test_a_table_that_is_not_known_is_not_guessed_but_may_be_carried_on_by_decision():
    with pytest.raises(NoParameter):
        wage_tax(STATUTE, date(2027, 1, 1), 2_000_000, Taxpayer())
    with pytest.raises(NoParameter):
        wage_tax(STATUTE, date(2024, 2, 29), 2_000_000, Taxpayer())
    carried = STATUTE.carrying_on("income_tax_table")
    assert wage_tax(carried, date(2027, 1, 1), 2_000_000, Taxpayer()).income.won == 19_520


def test_day_wages_are_tested_by_payment():
    # (187,000 - 150,000) x 6 % x 45 % = 999 a day.
    each = day_worker_tax(STATUTE, DAY, [187_000, 187_000], one_payment=False)
    once = day_worker_tax(STATUTE, DAY, [187_000, 187_000], one_payment=True)
    assert (each.income, once.income, once.local) == (0, 1_990, 190)
    # Before 2019 the deduction was 100,000: 87,000 x 2.7 % = 2,349.
    assert day_worker_tax(STATUTE, date(2018, 12, 31), [187_000], one_payment=True).income == 2_340


def test_a_contractor_pays_three_per_cent_and_a_tenth_of_it():
    assert contractor_tax(STATUTE, DAY, 1_000_000) == (30_000, 3_000)
