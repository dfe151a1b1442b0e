"""Flags of a day: each has a name and a level, and comes from where the specification wants it."""

from datetime import date

from core.domains.labour.columns import employment_flags
from core.domains.labour.flags import FLAGS, Employed, flags_on, shop_flags, split_contracts
from core.domains.labour.insuring import Personal
from core.domains.labour.statute import STATUTE
from tests.support.labour_bench import BOTH, CONTRACT, EMPLOYER, PERSON, SHOP, Bench, codes

BORN = Personal(date(2005, 3, 1))
NOON = [("12:00", "12:30")]


def shop() -> Bench:
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    return bench


def employed(bench: Bench, personal=BORN, slips=(), workplace=None, id="a") -> Employed:
    return Employed(id, bench.state, (workplace or shop()).state, STATUTE, personal, slips)


def told(one: Employed, today: date) -> dict[str, dict]:
    found = flags_on(one, today)
    assert {finding.code for finding in found} <= FLAGS.keys()
    return {finding.code: dict(finding.facts) for finding in found}


def hired(**changes) -> Bench:
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    proposal = bench.record("labour.contract.propose", {**CONTRACT, **changes}).entry.id
    bench.record("labour.contract.sign", {"proposal": proposal}, BOTH)
    return bench


def test_a_sheet_is_announced_for_a_week_and_then_late():
    # Joined on 2 November: health by 16 November, the others by 15 December.
    early = told(employed(hired()), date(2026, 11, 8))
    assert "filing_due_soon" not in early
    assert early["insurance_should_join"]["article"]
    assert told(employed(hired()), date(2026, 11, 9))["filing_due_soon"]["due"] == "2026-11-16"
    late = told(employed(hired()), date(2026, 11, 17))
    assert (late["filing_late"]["insurance"], late["filing_late"]["due"]) == ("health", "2026-11-16")


def test_without_a_date_of_birth_no_insurance_is_guessed():
    assert not [code for code in told(employed(hired(), personal=None), date(2026, 12, 30)) if "insurance" in code]


def test_a_premium_that_is_taken_wrongly_or_not_at_all_is_told():
    fits = told(employed(hired()), date(2026, 11, 3))
    assert not {"insurance_not_agreed", "insurance_agreed_wrongly"} & fits.keys()
    bare = told(employed(hired(insurances=["accident"])), date(2026, 11, 3))
    assert "insurance_not_agreed" in bare
    two = [{"weekday": day, "start": "10:00", "end": "14:00"} for day in (0, 1)]
    # Eight hours a week: health insurance does not apply.
    assert told(employed(hired(days=two)), date(2026, 11, 3))["insurance_agreed_wrongly"]["insurance"] == "health"


def test_day_work_is_reported_by_the_fifteenth():
    bench = hired(kind="construction_day")
    bench.worked("2026-11-02", breaks=NOON)
    assert "day_work_due_soon" not in told(employed(bench), date(2026, 12, 7))
    assert told(employed(bench), date(2026, 12, 8))["day_work_due_soon"]["due"] == "2026-12-15"
    assert told(employed(bench), date(2026, 12, 16))["day_work_late"]["month"] == "2026-11"
    workplace = shop()
    body = {"filing_kind": "day_work", "event_day": "2026-11-01", "layout_version": 1, "row_count": 1}
    people = [{"employment": bytes.fromhex("0a" * 16), "insurances": ["employment", "accident"]}]
    body |= {"file_sha256": bytes(32), "due": "2026-12-15", "reason": "r", "people": people}
    entry = workplace.record("labour.filing.prepare", body).entry.id
    workplace.record("labour.filing.submit", {"filing": entry, "submitted_on": "2026-12-10"})
    sent = employed(bench, workplace=workplace, id="0a" * 16)
    assert "day_work_late" not in told(sent, date(2026, 12, 16))


def test_the_floor_of_today_and_of_the_next_new_year():
    assert told(employed(hired(hourly=10_319)), date(2026, 11, 3))["below_minimum_wage"]["floor"] == 10_320
    assert told(employed(hired(hourly=10_320)), date(2026, 11, 3))["below_minimum_wage_from"]["day"] == "2027-01-01"
    assert not [code for code in told(employed(hired(hourly=10_700)), date(2026, 11, 3)) if "below" in code]
    assert not [
        code for code in told(employed(hired(hourly=10_320, ends="2026-12-31")), date(2026, 11, 3)) if "below" in code
    ]


def slip(**changes) -> dict:
    pay = [{"item": "basic_pay", "won": 900}, {"item": "night_premium", "won": 100}]
    deductions = [{"item": "employment", "won": 9}]
    return {"pay": pay, "deductions": deductions, "gross": 1000, "deducted": 9, "net": 991, **changes}


def test_a_slip_is_reckoned_again_and_its_deductions_are_read():
    def slip_codes(**changes) -> set[str]:
        found = told(employed(hired(), slips=[slip(**changes)]), date(2026, 11, 3))
        return {code for code in found if "add_up" in code or "deduction" in code}

    assert slip_codes() == set()
    assert slip_codes(gross=1001) == {"total_does_not_add_up", "net_does_not_add_up"}
    assert slip_codes(net=990) == {"net_does_not_add_up"}
    broken = [{"item": "broken_cup", "won": 9}]
    assert slip_codes(deductions=broken) == {"unlawful_deduction"}


def test_premiums_that_no_pay_covers_are_told_with_what_is_lacking():
    premium = [{"item": "national_pension", "won": 1_200}]
    found = told(employed(hired(), slips=[slip(deductions=premium, deducted=1_200, net=-200)]), date(2026, 11, 3))
    assert found["net_below_zero"]["lacking"] == 200
    assert not {"net_does_not_add_up", "unlawful_deduction"} & found.keys()
    nothing_left = slip(deductions=[{"item": "national_pension", "won": 1_000}], deducted=1_000, net=0)
    assert "net_below_zero" not in told(employed(hired(), slips=[nothing_left]), date(2026, 11, 3))


def test_a_time_that_one_side_typed_is_told_until_both_agree():
    bench = Bench().hired()
    bench.record("labour.clock.in", {"at": "2026-11-02T10:00", "method": "manual"}, (EMPLOYER,))
    out = {"end": "2026-11-02T13:00", "method": "pin"}
    shift = bench.record("labour.clock.out", out, BOTH).entry.id
    assert "clock_edited_one_sided" in told(employed(bench), date(2026, 11, 3))
    body = {"shift": shift, "start": "2026-11-02T10:00", "end": "2026-11-02T13:00", "reason": "확인"}
    bench.record("labour.attendance.correct", body, BOTH)
    assert "clock_edited_one_sided" not in [one.code for one in employment_flags(bench.state)]


def test_a_shop_that_crosses_five_is_told():
    workplace = shop()
    for month, below in (("2026-09-01", 20), ("2026-10-01", 0)):
        counted = {"month": month, "person_days": 100, "operating_days": 25, "days_below_five": below}
        workplace.record("labour.size.count", counted)
    assert [one.code for one in shop_flags(workplace.state)] == ["size_crossed_five"]
    assert shop_flags(shop().state) == []


def test_short_contracts_of_one_person_are_added_up():
    two = [{"weekday": day, "start": "10:00", "end": "14:00"} for day in (0, 1)]
    short = employed(hired(days=two), id="a"), employed(hired(days=two), id="b")
    # 8 and 8 hours a week.
    found = split_contracts(short, date(2026, 11, 3))
    assert found.keys() == {"a", "b"}
    assert found["a"].facts["hours"] == "16"
    assert split_contracts(short, date(2027, 11, 1)) == {}
    assert split_contracts([short[0]], date(2026, 11, 3)) == {}
    assert split_contracts([short[0], employed(hired(), id="c")], date(2026, 11, 3)) == {}


def test_a_figure_that_is_not_known_is_a_flag_and_no_crash():
    found = told(employed(hired(starts="2027-01-04", ends="2027-02-28")), date(2027, 1, 5))
    assert found["figure_unknown"]["name"] == "employment_joining"


def test_a_contractors_tax_in_a_clause_is_told_when_it_is_proposed():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    clause = {"clauses": ["급여는 3.3% 공제 후 지급"]}
    assert "freelancer_misuse" in codes(bench.record("labour.contract.propose", {**CONTRACT, **clause}))
    assert "freelancer_misuse" not in codes(bench.record("labour.contract.propose", CONTRACT))
