"""October 2026 of the five part-timers, reckoned apart: plain arithmetic with the articles, nothing of Jangbu's.

The calendar: Thursday 1 October; Saturday 3 is 개천절, so Monday 5 is its substitute; Friday 9 is 한글날. The shop has
five employees, so premiums (근로기준법 제56조) and paid public holidays (제55조제2항) bind. All contracts begin on
the 1st, or later as said: the week up to Sunday 4 was not worked whole, and its weekly holiday is not earned.
"""

from fractions import Fraction
from math import ceil, floor

WEEKS_A_MONTH = Fraction(365, 7) / 12
"""Weeks of an average month: what is agreed for a week, told for a month."""


def down_to_ten(amount):
    """국고금관리법 제47조, 국민연금법 제117조, 국민건강보험법 제107조: a fraction under 10 won is dropped."""
    return floor(Fraction(amount) / 10) * 10


def month_income(week_hours, holiday_hours, hourly):
    """The agreed pay of an average month, a fraction of a won counted for the worker."""
    return ceil((Fraction(week_hours) + Fraction(holiday_hours)) * WEEKS_A_MONTH * hourly)


def pension(income):
    """국민연금법 제88조, 부칙 제20903호 제4조: 4.75 % in 2026 of the income without its part under 1,000 won."""
    return down_to_ten(Fraction(income // 1000 * 1000) * 475 / 10_000)


def health(income):
    """국민건강보험법 시행령 제44조: 7.19 %, half of it."""
    return down_to_ten(Fraction(income) * 719 / 10_000 / 2)


def care(health_premium):
    """노인장기요양보험법 제9조, 시행령 제4조: 0.9448 % of pay over 7.19 %, the exact ratio until 2026-11-26."""
    return down_to_ten(Fraction(health_premium) * 9448 / 71_900)


def employment(income):
    """고용산재보험료징수법 시행령 제12조: 0.9 %."""
    return down_to_ten(Fraction(income) * 9 / 1000)


def income_tax(pay):
    """소득세법 시행령 별표 2 for one person, from 1,060,000 up to 1.5 million a month, by the decree's formula."""
    if pay < 1_060_000:
        return 0
    assert pay < 1_500_000
    year = (pay // 5000 * 5000 + 2500) * 12  # the middle of the row, twelve times
    earned = 5_000_000 * Fraction(70, 100) + 10_000_000 * Fraction(40, 100) + (year - 15_000_000) * Fraction(15, 100)
    assert 15_000_000 < year < 45_000_000
    pension_paid = down_to_ten(Fraction(year, 12) * 45 / 1000) * 12
    special = 3_100_000 + Fraction(year * 4, 100)
    taxable = year - earned - 1_500_000 - pension_paid - special
    tax = taxable * 6 / 100 * (1 - Fraction(55, 100))
    return down_to_ten(tax / 12)


def local_tax(tax):
    """지방세법 제103조의13: a tenth."""
    return down_to_ten(Fraction(tax, 10))


def slip(pay, deductions):
    """Lines that are not zero, and the totals."""
    paid = {name: won for name, won in pay.items() if won}
    taken = {name: won for name, won in deductions.items() if won}
    gross, deducted = sum(paid.values()), sum(taken.values())
    return {"pay": paid, "deductions": taken, "gross": gross, "deducted": deducted, "net": gross - deducted}


def insured(income, gross, *, with_pension=True):
    """The worker's deductions on the agreed income, and the tax on what is paid."""
    premium = health(income)
    tax = income_tax(gross)
    return {
        "national_pension": pension(income) if with_pension else 0,
        "health": premium,
        "long_term_care": care(premium),
        "employment": employment(income),
        "income_tax": tax,
        "local_income_tax": local_tax(tax),
    }


def half(hours, hourly):
    """제56조: 50 % for overtime, for the night and for the first 8 hours of a holiday."""
    return ceil(Fraction(hours) * hourly / 2)


def student():
    """14.5 h a week at 10,320: four Tuesdays and five Thursdays of 4.5 h, four Saturdays of 5.5 h (the 3rd was off).

    On the 22nd an hour more, from 22:00 to 23:00: over what was agreed (기간제법 제6조제3항) and at night. Under 15 h a
    week there is neither weekly holiday nor paid public holiday (근로기준법 제18조제3항).
    """
    hours = 9 * Fraction(9, 2) + 4 * Fraction(11, 2) + 1
    assert hours == Fraction(127, 2)
    pay = {"basic_pay": ceil(hours * 10_320), "overtime_premium": half(1, 10_320), "night_premium": half(1, 10_320)}
    return slip(pay, {})


def night_worker():
    """Monday to Thursday 20:00 to 01:30 with half an hour off: 5 h, of which 3 at night; 11,000 an hour.

    Sixteen shifts (Monday 5th was off and paid); on the 14th an hour more, until 02:30. Weeks up to the 11th, the 18th
    and the 25th earn 20 / 5 = 4 h each (시행령 별표 2; 대법원 2022다291153).
    """
    hours, at_night = 16 * 5 + 1, 16 * 3 + 1
    pay = {
        "basic_pay": hours * 11_000,
        "overtime_premium": half(1, 11_000),
        "night_premium": half(at_night, 11_000),
        "paid_public_holiday": 5 * 11_000,
        "weekly_holiday_allowance": 3 * 4 * 11_000,
    }
    return slip(pay, insured(month_income(20, 4, 11_000), sum(pay.values())))


def minor():
    """17 years old, 17.5 h a week at 10,320: Saturdays and Sundays of 7 h, Wednesdays of 3.5 h; Monday is the holiday.

    Saturday 3rd was off and paid; Wednesday 21st was missed. Weeks up to Monday 12th and 19th earn 17.5 / 5 = 3.5 h;
    the one up to the 26th is lost (시행령 제30조). Not in the pension: under 18 and did not want to be
    (국민연금법 제8조제2항).
    """
    hours = 8 * 7 + 3 * Fraction(7, 2)
    pay = {
        "basic_pay": ceil(hours * 10_320),
        "paid_public_holiday": 7 * 10_320,
        "weekly_holiday_allowance": ceil(2 * Fraction(7, 2) * 10_320),
    }
    income = month_income(Fraction(35, 2), Fraction(7, 2), 10_320)
    return slip(pay, insured(income, sum(pay.values()), with_pension=False))


def day_worker():
    """Hired for Saturday 24th and Sunday 25th, 8 h a day at 25,000: taxed by the day, in employment insurance only.

    Of a day's 200,000 150,000 are free (소득세법 제47조제2항); of the rest 6 %, less 55 % of that (제59조제3항). Both
    days are paid at once and come to over 1,000 (제86조). No week was worked whole, so there is no weekly holiday.
    """
    pay = {"basic_pay": 2 * 8 * 25_000}
    tax = down_to_ten(2 * Fraction(200_000 - 150_000) * 6 / 100 * (1 - Fraction(55, 100)))
    premium = employment(sum(pay.values()))
    return slip(pay, {"employment": premium, "income_tax": tax, "local_income_tax": local_tax(tax)})


def holiday_worker():
    """Monday to Friday 09:00 to 13:30 with half an hour off: 4 h, at 12,000.

    Monday 5th was off and paid. Friday 9th is paid too (제55조제2항) and was worked: its hours, and half as much again
    (제56조제2항). On the 13th the clock said 13:30 and both agreed later on 14:30: an hour over what was agreed.
    """
    hours = 21 * 4 + 1
    pay = {
        "basic_pay": hours * 12_000,
        "overtime_premium": half(1, 12_000),
        "holiday_premium": half(4, 12_000),
        "paid_public_holiday": 2 * 4 * 12_000,
        "weekly_holiday_allowance": 3 * 4 * 12_000,
    }
    return slip(pay, insured(month_income(20, 4, 12_000), sum(pay.values())))


SLIPS = {
    "H-01": student(),
    "H-02": night_worker(),
    "H-03": minor(),
    "H-04": day_worker(),
    "H-05": holiday_worker(),
}
