"""Corrections after closing: which periods they touch, and that a slip settles what it has taken up."""

from datetime import date

import pytest

from core.domains.labour.columns import employment_flags
from core.domains.labour.late import changed_periods, changes, correction, issued_pay, settled_before
from tests.support.labour_bench import BOTH, EMPLOYER, WORKER, Bench

DECEMBER = {"first": "2026-11-01", "last": "2026-11-30", "shift_count": 1, "work_minutes": 240}
ITEMS = ["WORKER_IDENTITY", "PAY_DATE", "TOTAL_WAGES", "AMOUNT_PER_ITEM", "CALC_METHOD_FOR_VARIABLE_ITEMS"]
SLIP = {"pay_day": "2026-12-10", "items": [*ITEMS, "DEDUCTION_ITEMS_AND_TOTAL"], "slip_sha256": bytes(32)}
NEXT = date(2026, 12, 1)


def paid() -> tuple[Bench, bytes]:
    """A month of one shift, closed and with its slip."""
    bench = Bench().hired()
    shift = bench.worked("2026-11-02", breaks=[("12:00", "12:30")])
    period = bench.record("labour.period.close", DECEMBER).entry.id
    bench.record("labour.payslip.issue", {**SLIP, "period": period})
    return bench, shift


def correct(bench: Bench, shift: bytes, end: str = "15:30", signers=BOTH) -> bytes:
    pause = [{"start": "2026-11-02T12:00", "end": "2026-11-02T12:30"}]
    body = {"shift": shift, "start": "2026-11-02T10:00", "end": f"2026-11-02T{end}", "reason": "청소", "breaks": pause}
    return bench.record("labour.attendance.correct", body, signers).entry.id


def codes_of(bench: Bench) -> list[str]:
    return [one.code for one in employment_flags(bench.state)]


def test_a_period_is_touched_once_both_have_agreed():
    bench, shift = paid()
    assert changed_periods(bench.state, NEXT) == []
    proposed = correct(bench, shift, signers=(EMPLOYER,))
    assert changed_periods(bench.state, NEXT) == []
    bench.record("labour.attendance.agree", {"correction": proposed}, (WORKER,))
    (period,) = changed_periods(bench.state, NEXT)
    assert changes(bench.state, period) == "11-02 10:00-14:30 (12:00-12:30) → 11-02 10:00-15:30 (12:00-12:30)"
    assert changed_periods(bench.state, date(2026, 11, 30)) == []
    assert "corrected_after_close" in codes_of(bench)


def test_a_slip_settles_what_it_takes_up_until_the_next_correction():
    bench, shift = paid()
    correct(bench, shift)
    (period,) = changed_periods(bench.state, NEXT)
    first = bytes.fromhex(period.record["entry"])
    following = {"first": "2026-12-01", "last": "2026-12-31", "shift_count": 0, "work_minutes": 0}
    closed = bench.record("labour.period.close", following).entry.id
    bench.record("labour.payslip.issue", {**SLIP, "period": closed, "corrects": [first]})
    assert changed_periods(bench.state, NEXT) == []
    assert "corrected_after_close" not in codes_of(bench)
    assert bench.state["slips"][0]["slip_sha256"] == bytes(32).hex()
    correct(bench, shift, end="16:00")
    assert len(changed_periods(bench.state, NEXT)) == 1


def test_a_shift_that_was_recorded_after_closing_counts_too():
    bench, _ = paid()
    bench.worked("2026-11-03", breaks=[("12:00", "12:30")])
    (period,) = changed_periods(bench.state, NEXT)
    assert changes(bench.state, period) == "1 → 2"


@pytest.mark.parametrize(
    ("corrected", "settled", "won"), [(60_000, 0, 16_050), (60_000, 16_050, None), (40_000, 0, -3_950)]
)
def test_the_line_is_what_is_left_to_settle(corrected, settled, won):
    bench, shift = paid()
    correct(bench, shift)
    (period,) = changed_periods(bench.state, NEXT)
    line = correction(period, corrected, 43_950, settled, "c")
    assert (None if line is None else line.won) == won
    assert line is None or line.article.startswith("근로기준법 제43조")


def test_what_a_slip_carried_over_is_not_its_own_pay():
    bench, shift = paid()
    correct(bench, shift)
    (period,) = changed_periods(bench.state, NEXT)
    slip = {
        "pay": [
            {"item": "basic_pay", "won": 100, "inputs": []},
            {"item": "correction", "won": 7, "inputs": [f"period={period.name}", "issued=1"]},
            {"item": "correction", "won": 5, "inputs": ["period=2026-09-01 ~ 2026-09-30"]},
        ]
    }
    assert issued_pay(slip) == 100
    assert settled_before([slip, slip], period) == 14
