"""Flags of contracts, slips, minors and numbers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from core.domains.labour.checks.agreed import Agreed, refuse_impossible
from core.domains.labour.checks.contract_terms import PART_TIME_ITEMS, Terms, check_terms, clause_flags
from core.domains.labour.checks.numbers import business_number_is_valid, read_resident_number
from core.domains.labour.checks.payslip_items import Sums, missing_items, sum_flags
from core.domains.labour.checks.working_time import MinorPapers, MinorShift, break_flags, minor_flags
from core.domains.labour.pay.shifts import read_shift
from core.domains.labour.statute import STATUTE
from core.errors import InputError

DAY = date(2026, 11, 2)
ALL_PAPERS = MinorPapers(True, True)
TERMS = Terms("part_time", 25, PART_TIME_ITEMS, (), True, MinorPapers(False, False))


def test_a_child_without_a_permit_stops_signing_and_a_missing_consent_warns():
    child = check_terms(STATUTE, DAY, replace(TERMS, age=14, papers=ALL_PAPERS))
    assert (child.flags, child.may_be_signed) == (("UNDER_15_WITHOUT_PERMIT",), False)
    allowed = check_terms(STATUTE, DAY, replace(TERMS, age=14, papers=MinorPapers(True, True, True)))
    assert (allowed.flags, allowed.may_be_signed) == ((), True)
    alone = check_terms(STATUTE, DAY, replace(TERMS, age=17, papers=MinorPapers(True, False)))
    assert (alone.flags, alone.may_be_signed) == (("MINOR_DOCUMENT_MISSING",), True)


@pytest.mark.parametrize("left_out", PART_TIME_ITEMS)
def test_each_item_of_a_part_timers_contract_is_needed(left_out):
    found = check_terms(STATUTE, DAY, replace(TERMS, items=set(PART_TIME_ITEMS) - {left_out}))
    assert (found.missing, found.may_be_signed) == ((left_out,), False)


@pytest.mark.parametrize(
    ("clause", "flag"),
    [
        ("지각 1회에 위약금 5만원을 낸다", "ILLEGAL_PENALTY_CLAUSE"),
        ("weekly holiday allowance is waived", "WEEKLY_HOLIDAY_WAIVED"),
        ("a fine of 10,000 won", "ILLEGAL_PENALTY_CLAUSE"),
        ("주휴수당은 지급하지 않는다", "WEEKLY_HOLIDAY_WAIVED"),
        ("퇴직금은 월급에 포함한다", "SEVERANCE_INCLUDED_IN_WAGE"),
    ],
)
def test_clauses_that_the_law_forbids(clause, flag):
    assert clause_flags([clause]) == (flag,)


def test_ordinary_clauses_are_left_alone():
    assert (
        clause_flags(
            ["유니폼은 사업주가 제공한다", "주휴일은 일요일", "퇴직금은 법에 따른다", "duties are defined apart"]
        )
        == ()
    )


def test_a_slip_that_does_not_add_up():
    assert sum_flags(Sums(pay=[900, 100], total=1000, deductions=[50], deducted=50, net=950)) == ()
    assert sum_flags(Sums(pay=[900, 100], total=1001)) == ("TOTAL_DOES_NOT_ADD_UP",)
    assert sum_flags(Sums(total=1000, deducted=50, net=951)) == ("NET_DOES_NOT_ADD_UP",)
    assert missing_items([]) != ()


def minor(start: str, end: str, **changed) -> MinorShift:
    shift = read_shift(f"2026-11-02T{start}", f"2026-11-02T{end}")
    return replace(MinorShift(date(2010, 1, 1), shift, 420, False, False, False, ALL_PAPERS), **changed)


@pytest.mark.parametrize(
    ("one", "flags"),
    [
        (minor("09:00", "16:00"), ()),
        (minor("09:00", "16:01"), ("MINOR_DAILY_LIMIT",)),
        (minor("09:00", "17:00", extension_agreed=True), ()),
        (minor("09:00", "17:01", extension_agreed=True), ("MINOR_DAILY_LIMIT",)),
        (minor("09:00", "16:00", week_minutes=2101), ("MINOR_WEEKLY_LIMIT",)),
        (minor("09:00", "16:00", week_minutes=2400, extension_agreed=True), ()),
        (minor("18:00", "22:01"), ("MINOR_NIGHT_WORK",)),
        (minor("18:00", "22:01", night_approved=True), ()),
        (minor("09:00", "16:00", holiday=True), ("MINOR_HOLIDAY_WORK",)),
        (minor("09:00", "16:00", born=date(2008, 11, 2), week_minutes=3000), ()),
        (minor("09:00", "16:00", papers=MinorPapers(True, False)), ("MINOR_DOCUMENT_MISSING",)),
    ],
)
def test_limits_for_minors(one, flags):
    assert minor_flags(STATUTE, one) == flags


def test_a_break_is_owed_from_four_hours_of_net_work():
    with_break = read_shift("2026-11-02T09:00", "2026-11-02T13:20", [["2026-11-02T11:00", "2026-11-02T11:20"]])
    assert break_flags(STATUTE, with_break) == ("BREAK_MISSING",)
    assert break_flags(STATUTE, read_shift("2026-11-02T09:00", "2026-11-02T12:59")) == ()


def test_business_numbers_by_the_weights_of_the_tax_office():
    # 1x1 2x3 3x7 4x1 5x3 6x7 7x1 8x3 9x5 = 165, and 9x5/10 = 4: 169, so the last digit is 1.
    assert business_number_is_valid("123-45-67891")
    assert business_number_is_valid("1234567891")
    for wrong in ("123-45-67890", "123-45-6789", "１２３-45-67891", ""):
        assert not business_number_is_valid(wrong)


def test_resident_numbers_are_read_and_masked_but_not_summed():
    read = read_resident_number("050301-4000000")
    assert read is not None
    assert (read.masked, read.born, read.foreign) == ("050301-4******", date(2005, 3, 1), False)
    foreign = read_resident_number("9912315000000")
    assert foreign is not None
    assert (foreign.born, foreign.foreign) == (date(1999, 12, 31), True)
    for wrong in ("050231-4000000", "050301-400000", "0503014-000000", "abc"):
        assert read_resident_number(wrong) is None


@pytest.mark.parametrize(
    ("agreed", "code"),
    [
        (Agreed(hourly=Fraction(0)), "contract_hourly_range"),
        (Agreed(hourly=Fraction(1_000_001)), "contract_hourly_range"),
        (Agreed(week_hours=Fraction(-1)), "contract_hours_negative"),
        (Agreed(week_hours=Fraction("40.5")), "contract_week_hours"),
        (Agreed(day_hours=Fraction(9)), "contract_day_hours"),
        (Agreed(begins=date(2026, 11, 2), ends=date(2026, 11, 1)), "contract_ends_first"),
        (Agreed(begins=date(2026, 11, 2), born=date(2013, 11, 3)), "contract_age"),
    ],
)
def test_what_no_contract_can_say(agreed, code):
    with pytest.raises(InputError) as raised:
        refuse_impossible(agreed)
    assert raised.value.code == code
