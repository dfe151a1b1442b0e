"""What an employment owes on a day."""

from datetime import date

from core.domains.labour.due import due_findings
from core.domains.labour.statute import STATUTE
from core.ledger.contract import Finding
from tests.support.labour_bench import BOTH, CONTRACT, PERSON, WORKER, Bench


def owed(bench: Bench, today: date) -> dict[str, Finding]:
    return {one.code: one for one in due_findings(STATUTE, bench.state, today)}


def ended(reason: str = "agreed", told_on: str = "2026-12-01") -> Bench:
    bench = Bench().hired()
    body = {"last_day": "2026-12-15", "reason": reason, "told_on": told_on}
    bench.record("labour.contract.end", body, BOTH)
    return bench


def test_final_pay_is_due_within_fourteen_days():
    assert owed(ended(), date(2026, 12, 29)) == {}
    late = owed(ended(), date(2026, 12, 30))
    assert late["final_pay_overdue"].facts["day"] == "2026-12-29"


def test_a_short_notice_counts_from_three_months_of_service():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    proposal = bench.record("labour.contract.propose", {**CONTRACT, "starts": "2026-09-15"}).entry.id
    bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    dismissed = {"last_day": "2026-12-15", "reason": "dismissed_for_business", "told_on": "2026-11-16"}
    bench.record("labour.contract.end", dismissed, BOTH)
    assert owed(bench, date(2026, 12, 16))["dismissal_notice_short"].facts["days"] == 29
    assert owed(ended("dismissed_for_business", "2026-12-14"), date(2026, 12, 16)) == {}


def test_papers_are_kept_three_years_from_the_end():
    assert "retention_passed" not in owed(ended(), date(2029, 12, 15))
    assert owed(ended(), date(2029, 12, 16))["retention_passed"].facts["day"] == "2029-12-15"


def test_an_open_shift_of_yesterday_is_asked_for():
    bench = Bench().hired()
    bench.record("labour.clock.in", {"at": "2026-11-02T10:00", "method": "pin"}, (WORKER,))
    assert "clock_out_missing" not in owed(bench, date(2026, 11, 2))
    assert "clock_out_missing" in owed(bench, date(2026, 11, 3))


def test_a_slip_after_its_pay_day_or_none_at_all_is_late():
    bench = Bench().hired()
    bench.worked("2026-11-02", breaks=[("12:00", "12:30")])
    # Paid on the 10th of the next month.
    assert "payslip_late" not in owed(bench, date(2026, 12, 10))
    assert owed(bench, date(2026, 12, 11))["payslip_late"].facts["day"] == "2026-12-10"
    period = {"first": "2026-11-01", "last": "2026-11-30", "shift_count": 1, "work_minutes": 240}
    closed = bench.record("labour.period.close", period).entry.id
    items = ["WORKER_IDENTITY", "PAY_DATE", "TOTAL_WAGES", "AMOUNT_PER_ITEM"]
    slip = {"period": closed, "pay_day": "2026-12-10", "items": items, "slip_sha256": bytes(32)}
    bench.record("labour.payslip.issue", slip)
    assert "payslip_late" not in owed(bench, date(2026, 12, 11))
    # The bench records on 22 November: a pay day before that is missed.
    early = Bench().hired()
    early.worked("2026-11-02", breaks=[("12:00", "12:30")])
    closed = early.record("labour.period.close", period).entry.id
    early.record("labour.payslip.issue", {**slip, "period": closed, "pay_day": "2026-11-20"})
    assert owed(early, date(2026, 11, 22))["payslip_late"].facts["count"] == 1


def test_contracts_that_end_just_before_a_year_are_told():
    def until(last: str) -> dict[str, Finding]:
        bench = Bench()
        bench.record("labour.person.enroll", PERSON, BOTH)
        proposal = bench.record("labour.contract.propose", {**CONTRACT, "ends": last}).entry.id
        bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
        return owed(bench, date(2026, 11, 3))

    # From 2 November 2026: 365 days end on 1 November 2027.
    assert until("2027-10-31")["series_ending_before_one_year"].facts["days"] == 364
    assert "series_ending_before_one_year" not in until("2027-11-01")
    assert "series_ending_before_one_year" not in until("2027-03-31")
