"""What recorded shifts break: breaks, 52 hours, a part-timer's excess, minors."""

from datetime import date

import pytest

from core.domains.labour.statute import STATUTE
from core.domains.labour.worked import consented, weeks_of, worked_findings
from tests.support.labour_bench import BOTH, CONTRACT, PERSON, SHOP, WORKER, Bench

TODAY = date(2026, 11, 22)
NOON = [("12:00", "12:30")]
FULL = [{"weekday": day, "start": "09:00", "end": "18:00", "break_minutes": 60} for day in range(5)]


def shop(employees: int = 5, **more) -> dict:
    bench = Bench()
    bench.record("labour.workplace.open", {**SHOP, "employees": employees, **more})
    return bench.state


def hired(person=None, **changes) -> Bench:
    bench = Bench()
    bench.record("labour.person.enroll", {**PERSON, **(person or {})}, BOTH)
    proposal = bench.record("labour.contract.propose", {**CONTRACT, **changes}).entry.id
    bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    return bench


def found(bench: Bench, employees: int = 5, born=None) -> dict[str, dict]:
    told = worked_findings(STATUTE, shop(employees), bench.state, born, TODAY)
    assert all(one.facts["article"] for one in told)
    return {one.code: dict(one.facts) for one in told}


def test_a_break_that_is_short_is_told_apart_from_none():
    bench = hired()
    bench.worked("2026-11-02", breaks=[("12:00", "12:20")])
    bench.worked("2026-11-03")
    bench.worked("2026-11-04", breaks=NOON)
    bench.worked("2026-11-05", end="13:59")
    told = found(bench)
    assert (told["shift_break_short"]["day"], told["shift_break_missing"]["day"]) == ("2026-11-02", "2026-11-03")
    assert {one["count"] for one in (told["shift_break_short"], told["shift_break_missing"])} == {1}


@pytest.mark.parametrize(("last", "employees", "over"), [("19:00", 5, False), ("19:01", 5, True), ("19:01", 4, False)])
def test_fifty_two_hours_count_the_weeks_total(last, employees, over):
    bench = hired(days=FULL)
    for day in range(2, 7):
        bench.worked(f"2026-11-{day:02d}", start="09:00", end="19:00", breaks=[("12:00", "13:00")])
    # Five days of 9 hours, and 7 on Saturday.
    bench.worked("2026-11-07", start="11:00", end=last, breaks=[("12:00", "13:00")])
    assert ("over_52_hours" in found(bench, employees)) is over


def test_the_week_begins_as_the_shop_says():
    bench = hired()
    bench.worked("2026-11-01", breaks=NOON)
    bench.worked("2026-11-02", breaks=NOON)
    monday = [(one.first, len(one.shifts)) for one in weeks_of(shop(), bench.state)]
    assert monday == [(date(2026, 10, 26), 1), (date(2026, 11, 2), 1)]
    sunday = [(one.first, len(one.shifts)) for one in weeks_of(shop(week_start=6), bench.state)]
    assert sunday == [(date(2026, 11, 1), 2)]


def test_excess_takes_consent_and_stays_within_twelve_hours():
    bench = hired()
    for day in range(2, 7):
        bench.worked(f"2026-11-{day:02d}", end="17:00", breaks=NOON)
    # Five days of 6 h 30 instead of 4: 12 h 30 over the agreed twenty.
    assert {"part_time_excess_no_consent", "part_time_excess_over_12"} == found(bench).keys()
    assert found(bench, employees=4) == {}
    consent = {"purpose": "excess_work", "items": "월말 재고", "until": "2026-12-31"}
    given = bench.record("labour.consent.give", consent, (WORKER,)).entry.id
    assert found(bench).keys() == {"part_time_excess_over_12"}
    assert consented(bench.state, "excess_work", date(2026, 12, 31))
    assert not consented(bench.state, "excess_work", date(2027, 1, 1))
    bench.record("labour.consent.withdraw", {"consent": given}, (WORKER,))
    assert "part_time_excess_no_consent" in found(bench)


MINOR = {"age_band": "under_18", "papers": ["family_certificate", "guardian_consent"]}


def minor(**more) -> Bench:
    bench = hired({**MINOR, **more}, days=FULL)
    bench.worked("2026-11-02", start="09:00", end="18:00", breaks=[("12:00", "13:00")])
    bench.worked("2026-11-08", start="19:30", end="22:30")
    return bench


def test_a_minors_limits_hold_for_what_was_worked():
    told = found(minor(), born=date(2009, 3, 10))
    # 8 hours on Monday, Sunday's evening until 22:30.
    assert {code for code in told if code.startswith("minor")} == {
        *("minor_daily_limit_worked", "minor_night_work_worked", "minor_holiday_work_worked"),
    }
    assert found(minor(), born=date(2008, 11, 2)) == {}
    # Where the date of birth is sealed away, the band of the enrolment decides.
    assert "minor_night_work_worked" in found(minor())
    assert not [code for code in found(hired(days=FULL)) if code.startswith("minor")]


def test_consent_and_the_ministers_approval_lift_the_limits():
    bench = minor(papers=[*MINOR["papers"], "night_holiday_permit"])
    for purpose in ("minor_extension", "night_and_holidays"):
        consent = {"purpose": purpose, "items": "합의", "until": "2026-12-31"}
        bench.record("labour.consent.give", consent, (WORKER,))
    assert found(bench, born=date(2009, 3, 10)) == {}


def test_a_minors_week_is_counted_shift_by_shift():
    bench = hired(MINOR, days=FULL)
    for day in range(2, 8):
        bench.worked(f"2026-11-{day:02d}", start="09:00", end="15:30", breaks=NOON)
    # Six days of 6 hours: the sixth passes 35.
    told = found(bench, born=date(2009, 3, 10))["minor_weekly_limit_worked"]
    assert (told["count"], told["day"]) == (1, "2026-11-07")
