"""The reason of a payslip's line, as a tired person reads it."""

from datetime import date
from fractions import Fraction

from core.domains.labour.lines import Line
from core.domains.labour.pay.insurance import premiums_of
from core.domains.labour.pay.premiums import Minutes, Portion, base_line, premium_lines
from core.domains.labour.pay.weekly_holiday import allowance_line
from core.domains.labour.statute import STATUTE
from desktop.domains.labour.reasons import reason_text
from desktop.words import Words

DAY = date(2026, 11, 30)
KO, EN = Words("ko"), Words("en")


def as_signed(line: Line):
    inputs = [f"{name}={value}" for name, value in line.inputs.items()]
    return {"item": line.item, "won": line.won, "formula": line.formula, "inputs": inputs, "article": line.article}


def test_figures_carry_their_units_and_full_shares_are_not_told():
    portions = [Portion(Minutes(work=2400, night=90), 12_000, premium=True)]
    base = as_signed(base_line(STATUTE, portions, DAY))
    night = as_signed(premium_lines(STATUTE, portions, DAY)[1])
    assert reason_text(base, KO) == "2,400분 ÷ 60 × 12,000원 (근로기준법 제43조)"
    assert reason_text(night, KO, with_article=False) == "90분 ÷ 60 × 12,000원 × 50 %"
    assert reason_text(base, EN, with_article=False) == "2,400 min ÷ 60 × KRW 12,000"


def test_equal_weeks_are_counted_and_parts_of_hours_kept():
    weeks = [(Fraction(4), 12_000), (Fraction(4), 12_000), (Fraction(7, 2), 12_000)]
    told = reason_text(as_signed(allowance_line(STATUTE, weeks, DAY)), KO, with_article=False)
    assert told == "2 × (4시간 × 12,000원) + 3.5시간 × 12,000원"


def test_an_amount_is_told_as_money_and_a_rate_as_a_number():
    premiums = premiums_of(STATUTE, date(2026, 10, 1), 1_251_429, ())
    assert reason_text(as_signed(premiums.health), KO, with_article=False) == "1,251,429원 × 719 ÷ 10,000 ÷ 2"
