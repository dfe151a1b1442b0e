"""The insurance assistant: since when, by when, with which code, and what the clock says."""

from datetime import date

import pytest

from core.domains.labour.insuring import CHOOSE, JOIN, LEAVE, NOTHING, REPORT, Answer, Personal, Worker, answers
from core.domains.labour.pay.foreigners import Stay
from core.domains.labour.pay.standing import ASK
from core.domains.labour.statute import STATUTE
from core.errors import RefusedError
from tests.support.labour_bench import BOTH, CONTRACT, EMPLOYER, PERSON, SHOP, WORKER, Bench, codes

BORN = date(2005, 3, 1)
ID = bytes(range(16))
DAYS = [{"weekday": day, "start": "10:00", "end": "14:30", "break_minutes": 30} for day in range(5)]
ALL = ["pension", "health", "employment", "accident"]


def hired(**changes) -> Bench:
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    proposal = bench.record("labour.contract.propose", {**CONTRACT, **changes}).entry.id
    bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    return bench


def shop(*filed: tuple[str, str], insurances=ALL) -> Bench:
    """A workplace with sheets that name the worker: kind and how far each has come."""
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    for kind, status in filed:
        body = {"filing_kind": kind, "event_day": "2026-11-02", "layout_version": 1, "row_count": 1}
        people = [{"employment": ID, "insurances": list(insurances)}]
        body |= {"file_sha256": bytes(32), "due": "2026-12-15", "reason": "r", "people": people}
        entry = bench.record("labour.filing.prepare", body).entry.id
        if status != "prepared":
            bench.record("labour.filing.submit", {"filing": entry, "submitted_on": "2026-11-10"})
        if status == "receipted":
            bench.record("labour.filing.receipt", {"filing": entry, "accepted": True, "receipt_number": "1"})
    return bench


def told(bench: Bench, today: date, filed: Bench | None = None, born=BORN, stay=None) -> dict[str, Answer]:
    workplace = (filed or shop()).state
    worker = Worker(ID.hex(), bench.state, workplace, STATUTE, Personal(born, stay))
    return {one.insurance: one for one in answers(worker, today)}


def test_everybody_must_be_filed_by_the_day_of_each_insurance():
    found = told(hired(), date(2026, 11, 20))
    assert {one.todo for one in found.values()} == {JOIN}
    assert {one.since for one in found.values()} == {date(2026, 11, 2)}
    # 2 November + 14 days is Monday 16; the 15th of December is a Tuesday.
    assert found["health"].due == date(2026, 11, 16)
    assert {found[name].due for name in ("pension", "employment", "accident")} == {date(2026, 12, 15)}
    assert (found["pension"].code, found["health"].code, found["accident"].code) == ("1", "00", "")
    assert [found[name].first_month for name in ("pension", "employment")] == [date(2026, 12, 1), date(2026, 11, 1)]


@pytest.mark.parametrize(
    ("status", "todo", "joined"),
    [("prepared", JOIN, False), ("submitted", NOTHING, False), ("receipted", NOTHING, True)],
)
def test_what_was_only_prepared_still_has_to_be_filed(status, todo, joined):
    found = told(hired(), date(2026, 11, 20), shop(("acquisition", status)))["pension"]
    assert (found.todo, found.joined, found.filed) == (todo, joined, status)


def test_a_sheet_counts_for_the_insurances_that_it_names():
    found = told(hired(), date(2026, 11, 20), shop(("acquisition", "receipted"), insurances=["health"]))
    assert (found["health"].todo, found["pension"].todo) == (NOTHING, JOIN)


def test_who_leaves_loses_membership_the_day_after_the_last_one():
    bench = hired()
    ended = {"last_day": "2026-11-30", "reason": "worker_resigned", "told_on": "2026-11-20"}
    bench.record("labour.contract.end", ended, BOTH)
    member = shop(("acquisition", "receipted"))
    found = told(bench, date(2026, 12, 5), member)
    assert {(one.todo, one.since) for one in found.values()} == {(LEAVE, date(2026, 12, 1))}
    assert [found[name].code for name in ("pension", "health", "employment")] == ["3", "01", "11"]
    # 1 December + 14 days, and the 15th of January.
    assert (found["health"].due, found["pension"].due) == (date(2026, 12, 15), date(2027, 1, 15))
    gone = told(bench, date(2026, 12, 5), shop(("acquisition", "receipted"), ("loss", "submitted")))
    assert {one.todo for one in gone.values()} == {NOTHING}
    assert {one.todo for one in told(bench, date(2026, 12, 5)).values()} == {NOTHING}


def test_sixty_is_the_end_of_the_pension_and_only_of_it():
    member = shop(("acquisition", "receipted"))
    found = told(hired(), date(2026, 11, 25), member, born=date(1966, 11, 20))
    assert (found["pension"].todo, found["pension"].since) == (LEAVE, date(2026, 11, 20))
    assert (found["pension"].code, found["pension"].due) == ("5", date(2026, 12, 15))
    assert found["employment"].todo == NOTHING


def test_short_hours_join_employment_insurance_after_three_months_of_work():
    ten = hired(ends="2026-12-01", days=DAYS[:2])
    first = told(ten, date(2026, 11, 20))
    assert [first[name].todo for name in ("pension", "health", "employment", "accident")] == [
        *(NOTHING, NOTHING, NOTHING, JOIN)
    ]
    later = {**CONTRACT, "starts": "2026-12-02", "ends": "2027-03-31", "days": DAYS[:2]}
    proposal = ten.record("labour.contract.propose", later).entry.id
    ten.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    # From 2 November 2026 to 31 March 2027 it is agreed to last more than three months since 2 December.
    found = told(ten, date(2026, 12, 10))["employment"]
    assert (found.todo, found.since, found.standing.reason) == (JOIN, date(2026, 12, 2), "months_enough")


def test_a_wish_counts_from_its_day_with_both_signatures():
    ten = hired(days=DAYS[:2])
    assert told(ten, date(2026, 11, 20))["pension"].todo == CHOOSE
    body = {"from_day": "2026-11-16", "asks_for": ["pension"]}
    alone = ten.record("labour.insurance.declare", body, (WORKER,))
    assert codes(alone) == ["wish_without_employer"]
    assert told(ten, date(2026, 11, 20))["pension"].todo == CHOOSE
    assert codes(ten.record("labour.insurance.declare", body, (EMPLOYER,))) == ["wish_without_worker"]
    both = hired(days=DAYS[:2])
    assert codes(both.record("labour.insurance.declare", body, BOTH)) == []
    found = told(both, date(2026, 11, 20))["pension"]
    assert (found.todo, found.since, found.code) == (JOIN, date(2026, 11, 16), "12")


def test_what_was_filed_before_this_ledger_is_not_asked_for_again():
    bench = hired()
    bench.record("labour.insurance.declare", {"from_day": "2026-11-02", "joined_before": ALL})
    assert {one.todo for one in told(bench, date(2026, 11, 20)).values()} == {NOTHING}


def test_a_day_workers_days_are_those_of_the_clock():
    bench = hired(kind="construction_day")
    for day in range(2, 10):
        bench.worked(f"2026-11-{day:02d}", breaks=[("12:00", "12:30")])
    before = told(bench, date(2026, 11, 30))
    assert [before[name].todo for name in ("employment", "accident")] == [REPORT, REPORT]
    # Eight days of the first month: a member of pension and health, as soon as it lasts a month.
    found = told(bench, date(2026, 12, 2))
    assert (found["pension"].standing.reason, found["pension"].code) == ("day_work_days", "14")
    assert found["health"].standing.reason == "day_work_days"


def test_hours_really_worked_warn_where_they_lead_elsewhere():
    ten = hired(days=DAYS[:2], starts="2026-10-01")
    for day in range(1, 18):
        ten.worked(f"2026-10-{day:02d}", breaks=[("12:00", "12:30")])
    # 17 days of 4 hours: 68 hours in October.
    found = told(ten, date(2026, 11, 5))["health"]
    assert (found.standing.answer, found.worked_hours) == ("excluded", "68")
    assert found.worked is not None
    assert found.worked.answer == "mandatory"
    assert told(hired(starts="2026-10-01"), date(2026, 11, 5))["health"].worked is None


def test_a_figure_that_is_not_known_asks_for_one_insurance_only():
    short = hired(starts="2027-01-04", ends="2027-02-28")
    found = told(short, date(2027, 1, 5))
    assert (found["employment"].todo, found["employment"].standing.reason) == (ASK, "figure_unknown")
    assert found["health"].todo == JOIN


def test_a_foreigners_pension_is_asked_for():
    found = told(hired(), date(2026, 11, 20), stay=Stay("VNM", "E-9"))
    assert (found["pension"].todo, found["health"].todo) == (ASK, JOIN)


def test_days_that_no_calendar_counts_from_are_refused():
    bench = hired()
    bench.record("labour.contract.end", {"last_day": "9999-12-31", "reason": "agreed", "told_on": "2026-11-20"}, BOTH)
    with pytest.raises(RefusedError) as raised:
        told(bench, date(2026, 11, 20))
    assert raised.value.code == "days_out_of_reach"
