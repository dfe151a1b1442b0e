"""A month worked out from the states of a shop and an employment, against arithmetic by hand."""

from datetime import date

import pytest

from core.domains.labour.pay.payslip import by_item, payslip
from core.domains.labour.paying import (
    PayChoices,
    adopted_tables,
    close_body,
    employees_on,
    issue_body,
    month_of,
    monthly_pay,
    slip_body,
    slip_digest,
    unrecorded_days,
)
from core.domains.labour.rules.v1.wages import ISSUE_PAYSLIP
from core.domains.labour.statute import STATUTE
from core.errors import RefusedError
from core.ledger.body import check_body
from tests.support.labour_bench import BOTH, CONTRACT, EMPLOYER, PERSON, SHOP, WORKER, Bench

FIRST, LAST, TODAY = date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 4)
NOON = [("12:00", "12:30")]


def shop(**changed) -> Bench:
    bench = Bench()
    bench.record("labour.workplace.open", {**SHOP, **changed})
    return bench


def full_month(bench: Bench, *but: str) -> Bench:
    """Every agreed day from 30 November on; Christmas is a public holiday."""
    days = [date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 32))]
    for day in days:
        if day.weekday() < 5 and day.day != 25 and day.isoformat() not in but:
            late = "16:30" if day.day == 2 else "14:30"
            bench.worked(day.isoformat(), "10:00", late, NOON)
    return bench


def december(bench: Bench, place: Bench | None = None, choices: PayChoices | None = None):
    here = place or shop()
    return month_of(STATUTE, here.state, bench.state, FIRST, LAST, TODAY, choices or PayChoices(reported_income=0))


def paid(bench: Bench, place: Bench | None = None) -> dict[str, int]:
    return dict(by_item(payslip(STATUTE, december(bench, place)).pay))


def test_shifts_holidays_and_weeks_become_lines():
    bench = full_month(Bench().hired())
    # 22 days of 4 h and 2 h more, at 10,700; these 2 h at half more; Christmas is a Friday; Sundays 6, 13, 20, 27.
    assert paid(bench) == {
        "basic_pay": 963_000,
        "overtime_premium": 10_700,
        "night_premium": 0,
        "holiday_premium": 0,
        "paid_public_holiday": 42_800,
        "weekly_holiday_allowance": 171_200,
    }


def test_a_shop_of_four_pays_no_premium_and_no_public_holiday():
    bench = Bench().hired()
    bench.worked("2026-12-02", "10:00", "16:30", NOON)
    bench.worked("2026-12-25", breaks=NOON)
    lines = paid(bench, shop(employees=4))
    assert (lines["basic_pay"], lines["overtime_premium"], lines["paid_public_holiday"]) == (107_000, 0, 0)
    assert lines["holiday_premium"] == 0


def test_the_count_of_the_month_decides_over_the_head_count():
    place = shop(employees=4)
    count = {"month": "2026-12-01", "person_days": 110, "operating_days": 20, "days_below_five": 5}
    place.record("labour.size.count", count)
    assert employees_on(place.state, LAST) == 5
    assert employees_on(place.state, date(2026, 11, 30)) == 4


def test_work_on_christmas_and_on_the_weekly_holiday():
    bench = Bench().hired()
    bench.worked("2026-12-25", breaks=NOON)
    bench.worked("2026-12-27", breaks=NOON)
    # Twice 4 h at half more: 42,800.
    assert paid(bench)["holiday_premium"] == 42_800


def test_a_recorded_absence_costs_the_week_and_leaving_the_last_one():
    bench = full_month(Bench().hired(), "2026-12-08")
    assert unrecorded_days(STATUTE, shop().state, bench.state, FIRST, LAST, TODAY) == [date(2026, 12, 8)]
    assert paid(bench)["weekly_holiday_allowance"] == 3 * 42_800
    bench.record("labour.absence.record", {"day": "2026-12-08"})
    assert unrecorded_days(STATUTE, shop().state, bench.state, FIRST, LAST, TODAY) == []
    assert paid(bench)["weekly_holiday_allowance"] == 3 * 42_800
    ended = {"last_day": "2026-12-26", "reason": "agreed", "told_on": "2026-12-01"}
    bench.record("labour.contract.end", ended, BOTH)
    assert paid(bench)["weekly_holiday_allowance"] == 2 * 42_800


def test_insurances_that_the_contract_leaves_out_are_not_deducted():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    body = {**CONTRACT, "insurances": ["employment", "accident"]}
    proposal = bench.record("labour.contract.propose", body).entry.id
    bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    slip = payslip(STATUTE, december(bench, choices=PayChoices(reported_income=1_000_000)))
    assert {name: won for name, won in by_item(slip.deductions).items() if won} == {"employment": 9_000}


def test_the_pay_of_an_average_month():
    # (20 + 4) h x 365 / 7 / 12 x 10,700 = 1,115,857.14.
    assert monthly_pay(Bench().hired().state["contract"]) == 1_115_858


def test_what_is_sealed_fits_its_form_and_is_named_by_its_digest():
    bench = Bench().hired()
    bench.worked("2026-12-01", breaks=NOON)
    month = december(bench)
    body = slip_body("김하나 (H-01)", month, payslip(STATUTE, month), date(2027, 1, 10))
    (form,) = ISSUE_PAYSLIP.sealed
    assert check_body(form.fields, body) == []
    period = bench.record("labour.period.close", close_body(bench.state, FIRST, LAST)).entry.id
    issued = bench.record("labour.payslip.issue", issue_body(period, body))
    assert issued.findings == ()
    assert slip_digest({**body, "net": body["net"] + 1}) != issued.entry.content.body["slip_sha256"]


def test_figures_that_the_shop_adopted_are_used():
    place = shop()
    value = '{"hourly": 11000}'
    body = {"table": "minimum_wage", "first_day": "2028-01-01", "value": value, "source": "고시", "typed_by_hand": True}
    place.record("labour.parameter.adopt", body)
    assert adopted_tables(place.state, STATUTE).on("minimum_wage", date(2028, 5, 1)) == {"hourly": 11_000}


def test_without_a_signed_contract_nothing_is_worked_out():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, (EMPLOYER, WORKER))
    with pytest.raises(RefusedError) as raised:
        december(bench)
    assert raised.value.code == "contract_missing"


def test_granted_leave_is_no_absence_and_christmas_is_one_in_a_shop_of_four():
    bench = full_month(Bench().hired(), "2026-12-08")
    leave = {"day": "2026-12-08", "leave_kind": "annual", "minutes": 240}
    request = bench.record("labour.leave.request", leave, (WORKER,)).entry.id
    bench.record("labour.leave.answer", {"request": request, "granted": True})
    assert paid(bench)["weekly_holiday_allowance"] == 4 * 42_800
    place = shop(employees=4)
    assert unrecorded_days(STATUTE, place.state, bench.state, FIRST, LAST, TODAY) == [date(2026, 12, 25)]
