"""Entry types of the labour workspace: what they refuse, what they warn of, and what the state says afterwards."""

import pytest

from core.domains.labour import WORKSPACE
from core.domains.labour.columns import employment_flags
from core.domains.labour.rules.v1.workplace import counts_as_five, size_flags
from core.ledger.contract import JudgedEntry, Nature, Severity, Verdict
from tests.support.labour_bench import BOTH, CONTRACT, EMPLOYER, HANA, OWNER, PERSON, RULES, SHOP, WORKER, Bench, codes

NOON = [("12:00", "12:30")]


def stopping(judged: JudgedEntry) -> list[str]:
    """What stops the form before anybody signs."""
    return [one.code for one in judged.findings if one.severity is Severity.REFUSE]


def test_types_name_only_roles_and_kinds_that_exist():
    for kind in RULES.entry_types.values():
        assert kind.roles <= set(WORKSPACE.roles)
        assert set(kind.cosigners) <= set(WORKSPACE.roles)
        assert {kind.opens, kind.about} - {""} <= set(WORKSPACE.subject_kinds)


def test_from_enrolment_to_a_contract_in_force():
    bench = Bench().hired()
    assert [codes(one) for one in bench.judged] == [[], [], [], []]
    assert bench.state["status"] == "active"
    assert bench.state["contract"]["week_minutes"] == 1200
    assert WORKSPACE.subject_kinds["employment"].title(bench.state) == "H-01"


@pytest.mark.parametrize(
    ("body", "signers", "code"),
    [
        ({}, (EMPLOYER, (b"\x09" * 32, "worker")), "worker_did_not_sign"),
        ({"worker_key": OWNER}, (EMPLOYER, (OWNER, "worker")), "worker_has_employers_key"),
        ({"age_band": "under_15", "papers": ["family_certificate", "guardian_consent"]}, BOTH, "minor_paper_missing"),
    ],
)
def test_an_enrolment_that_the_door_stops(body, signers, code):
    judged = Bench().record("labour.person.enroll", {**PERSON, **body}, signers)
    assert code in stopping(judged)


def test_who_enrols_may_sign_later():
    judged = Bench().record("labour.person.enroll", PERSON, (EMPLOYER,))
    assert (codes(judged), stopping(judged)) == (["worker_did_not_sign"], [])


def test_a_contract_needs_both_and_the_key_that_enrolled():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    proposal = bench.record("labour.contract.propose", CONTRACT).entry.id
    for signers, code in (
        ((), "contract_signature_missing"),
        ((EMPLOYER, (b"\x09" * 32, "worker")), "worker_key_not_enrolled"),
        ((EMPLOYER, (OWNER, "worker")), "worker_has_employers_key"),
    ):
        judged = bench.record("labour.contract.sign", {"proposal": proposal}, signers)
        assert (judged.verdict, code in stopping(judged)) == (Verdict.ACCEPTED, True)
        assert "contract" not in bench.state


@pytest.mark.parametrize("signer", [EMPLOYER, WORKER])
def test_one_side_may_sign_first_and_then_there_is_no_contract_yet(signer):
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    proposal = bench.record("labour.contract.propose", CONTRACT).entry.id
    judged = bench.record("labour.contract.sign", {"proposal": proposal}, (signer,))
    assert (codes(judged), stopping(judged)) == (["contract_signature_missing"], [])
    assert "contract" not in bench.state


def test_every_type_is_a_fact():
    """Labour: what happened, happened; a statutory gap stops the form, never the gate."""
    assert {kind.nature for kind in RULES.entry_types.values()} == {Nature.FACT}


@pytest.mark.parametrize("left_out", ["place", "days", "pay_day", "leave", "weekly_holiday", "duties", "ends"])
def test_a_gap_in_the_statutory_items_stops_signing(left_out):
    body = {name: value for name, value in CONTRACT.items() if name != left_out}
    judged = Bench().record("labour.contract.propose", body)
    assert "missing_item" in [one.code for one in judged.findings if one.severity is Severity.REFUSE]


@pytest.mark.parametrize(
    ("changed", "code", "severity"),
    [
        ({"hourly": 10_320}, "below_minimum_wage", Severity.WARN),
        (
            {"hourly": 9_630, "probation_months": 3, "ends": "2026-12-31"},
            "probation_reduction_not_allowed",
            Severity.WARN,
        ),
        ({"ends": "2026-11-01"}, "ends_before_start", Severity.REFUSE),
        ({"starts": "9999-12-31", "ends": None}, "year_impossible", Severity.REFUSE),
        ({"ends": "2028-01-01"}, "minimum_wage_unknown", Severity.WARN),
        ({"clauses": ["지각하면 위약금 5만원"]}, "illegal_penalty_clause", Severity.WARN),
        ({"clauses": ["주휴수당 없음"]}, "weekly_holiday_waived", Severity.WARN),
        ({"clauses": ["퇴직금은 시급에 포함"]}, "severance_included_in_wage", Severity.WARN),
        ({"excess_percent": 0}, "excess_rate_low", Severity.WARN),
        ({"hourly": 0}, "hourly_missing", Severity.REFUSE),
        ({"days": [{"weekday": 0, "start": "09:00", "end": "18:30"}]}, "agreed_day_over_8_hours", Severity.REFUSE),
        ({"days": [{"weekday": 0, "start": "25:00", "end": "18:30"}]}, "day_times_impossible", Severity.REFUSE),
        ({"days": [{"weekday": 0, "start": "09:00", "end": "14:00"}] * 2}, "weekday_twice", Severity.REFUSE),
        ({"days": [{"weekday": 0, "start": "09:00", "end": "14:00"}]}, "break_missing", Severity.WARN),
        ({"kind": "fixed_term", "ends": None, "open_ended": True}, "missing_item", Severity.REFUSE),
        ({"kind": "construction_day", "ends": None}, "missing_item", Severity.REFUSE),
        ({"kind": "full_time"}, "term_in_open_contract", Severity.WARN),
        ({"ends": "2028-11-02"}, "term_over_two_years", Severity.WARN),
        ({"kind": "foreign"}, "language_not_chosen", Severity.WARN),
        ({"kind": "foreign", "also_in": "vi", "lodging": "제공하지 않음"}, "lodging_unsaid", Severity.WARN),
        (
            {"kind": "minor", "days": [{"weekday": 0, "start": "18:00", "end": "22:01"}]},
            "minor_night_agreed",
            Severity.WARN,
        ),
        (
            {"kind": "minor", "days": [{"weekday": 0, "start": "05:59", "end": "09:00"}]},
            "minor_night_agreed",
            Severity.WARN,
        ),
    ],
)
def test_the_live_check_of_a_contract(changed, code, severity):
    body = {name: value for name, value in {**CONTRACT, **changed}.items() if value is not None}
    judged = Bench().record("labour.contract.propose", body)
    assert (code, severity) in [(one.code, one.severity) for one in judged.findings]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends": "2028-11-01"}, "term_over_two_years"),
        ({"kind": "full_time", "ends": None}, "missing_item"),
        ({"kind": "foreign", "also_in": "vi", "lodging": "기숙사", "meals": "점심"}, "lodging_unsaid"),
        ({"kind": "minor", "days": [{"weekday": 0, "start": "18:00", "end": "22:00"}]}, "minor_night_agreed"),
    ],
)
def test_what_the_live_check_lets_pass(changed, code):
    body = {name: value for name, value in {**CONTRACT, **changed}.items() if value is not None}
    assert code not in codes(Bench().record("labour.contract.propose", body))


def test_the_floor_that_rises_at_new_year_names_its_day():
    judged = Bench().record("labour.contract.propose", {**CONTRACT, "hourly": 10_320})
    (found,) = [one for one in judged.findings if one.code == "below_minimum_wage"]
    assert (found.facts["day"], found.facts["floor"]) == ("2027-01-01", 10_700)


def test_a_night_shift_is_agreed_past_midnight():
    night = [{"weekday": 4, "start": "22:00", "end": "06:00", "break_minutes": 60}]
    bench = Bench()
    bench.record("labour.contract.propose", {**CONTRACT, "days": night})
    assert bench.state["proposals"][0]["week_minutes"] == 420


def test_work_without_contract_or_copy_is_kept_and_flagged():
    bench = Bench()
    bench.record("labour.person.enroll", PERSON, BOTH)
    clocked = bench.record("labour.clock.in", {"at": "2026-11-02T10:00", "method": "pin"}, (WORKER,))
    assert (clocked.verdict, codes(clocked)) == (Verdict.ACCEPTED, ["work_before_contract"])
    bench.record("labour.clock.out", {"end": "2026-11-02T14:30", "method": "pin"}, (WORKER,))
    assert [one.code for one in employment_flags(bench.state)] == ["work_before_contract", "shifts_without_break"]


def test_the_clock_refuses_what_cannot_be():
    bench = Bench().hired()
    bench.worked("2026-11-02", breaks=NOON)
    back = bench.record("labour.clock.in", {"at": "2026-11-02T13:00", "method": "pin"}, (WORKER,))
    assert "clock_set_back" in codes(back)
    assert "clock_out_missing" in codes(
        bench.record("labour.clock.in", {"at": "2026-11-03T10:00", "method": "pin"}, (WORKER,))
    )
    early = bench.record("labour.clock.out", {"end": "2026-11-03T09:00", "method": "pin"}, (WORKER,))
    assert "shift_end_not_after_start" in codes(early)
    assert "clock_in_missing" in codes(
        bench.record("labour.clock.out", {"end": "2026-11-03T15:00", "method": "pin"}, (WORKER,))
    )
    stranger = bench.record("labour.clock.in", {"at": "2026-11-04T10:00", "method": "pin"}, ((OWNER, "worker"),))
    assert "worker_key_not_enrolled" in codes(stranger)
    alone = bench.record("labour.clock.out", {"end": "2026-11-04T15:00", "method": "manual"}, (EMPLOYER,))
    assert "clock_edited_one_sided" in codes(alone)


def test_a_correction_counts_when_the_other_side_agrees_and_the_original_stays():
    bench = Bench().hired()
    shift = bench.worked("2026-11-02", breaks=NOON)
    longer = {"shift": shift, "start": "2026-11-02T10:00", "end": "2026-11-02T15:00", "reason": "마감 청소"}
    proposed = bench.record("labour.attendance.correct", longer, (WORKER,)).entry.id
    assert bench.state["shifts"][0]["end"] == "2026-11-02T14:30"
    assert codes(bench.record("labour.attendance.agree", {"correction": proposed}, (WORKER,))) == [
        "other_side_must_sign"
    ]
    bench.judged.pop()
    bench.record("labour.attendance.agree", {"correction": proposed})
    (kept,) = bench.state["shifts"]
    assert (kept["end"], kept["original"]["end"], kept["late"]) == ("2026-11-02T15:00", "2026-11-02T14:30", False)


def test_a_refused_correction_opens_a_dispute_that_both_settle():
    bench = Bench().hired()
    shift = bench.worked("2026-11-02", breaks=NOON)
    body = {"shift": shift, "start": "2026-11-02T10:00", "end": "2026-11-02T15:00", "reason": "청소"}
    proposed = bench.record("labour.attendance.correct", body, (WORKER,)).entry.id
    refused = bench.record("labour.attendance.refuse", {"correction": proposed, "reason": "아님"}).entry.id
    assert [one.code for one in employment_flags(bench.state)] == ["dispute_open"]
    bench.record("labour.dispute.answer", {"dispute": refused, "answer": "CCTV 없음"}, (WORKER,))
    alone = bench.record("labour.dispute.settle", {"dispute": refused, "outcome": "agreed"})
    assert codes(alone) == ["contract_signature_missing"]
    bench.judged.pop()
    bench.record("labour.dispute.settle", {"dispute": refused, "outcome": "agreed"}, BOTH)
    assert employment_flags(bench.state) == ()


def month_closed() -> tuple[Bench, bytes]:
    bench = Bench().hired()
    bench.worked("2026-11-02", breaks=NOON)
    body = {"first": "2026-11-01", "last": "2026-11-30", "shift_count": 1, "work_minutes": 240}
    return bench, bench.record("labour.period.close", body).entry.id


def test_a_period_closes_over_closed_shifts_once():
    bench, _ = month_closed()
    again = {"first": "2026-11-30", "last": "2026-12-31", "shift_count": 2, "work_minutes": 0}
    assert codes(bench.record("labour.period.close", again)) == ["periods_overlap", "shift_count_differs"]
    bench = Bench().hired()
    bench.record("labour.clock.in", {"at": "2026-11-30T10:00", "method": "pin"}, (WORKER,))
    open_shift = {"first": "2026-11-01", "last": "2026-11-30", "shift_count": 0, "work_minutes": 0}
    assert codes(bench.record("labour.period.close", open_shift)) == ["clock_out_missing"]


ITEMS = [
    "WORKER_IDENTITY",
    "PAY_DATE",
    "TOTAL_WAGES",
    "AMOUNT_PER_ITEM",
    "CALC_METHOD_FOR_VARIABLE_ITEMS",
    "DEDUCTION_ITEMS_AND_TOTAL",
]


def test_a_slip_goes_from_issued_to_paid():
    bench, period = month_closed()
    slip = {"period": period, "pay_day": "2026-12-10", "items": ITEMS, "slip_sha256": bytes(32)}
    lacking = bench.record("labour.payslip.issue", {**slip, "items": ITEMS[1:]})
    assert codes(lacking) == ["payslip_item_missing"]
    bench.judged.pop()
    assert codes(bench.record("labour.payslip.issue", {**slip, "period": bytes(32)})) == ["payslip_period_open"]
    bench.judged.pop()
    issued = bench.record("labour.payslip.issue", slip).entry.id
    bench.record("labour.payslip.receive", {"slip": issued}, (WORKER,))
    assert bench.state["slips"][0]["status"] == "acknowledged"
    body = {"slip": issued, "paid_on": "2026-12-10", "pay_method": "transfer"}
    payment = bench.record("labour.payment.record", body).entry.id
    bench.record("labour.payment.confirm", {"payment": payment}, (WORKER,))
    assert bench.state["slips"][0]["status"] == "paid"


def test_a_contested_line_is_a_dispute_and_a_late_correction_is_marked():
    bench, period = month_closed()
    slip = {"period": period, "pay_day": "2026-12-10", "items": ITEMS, "slip_sha256": bytes(32)}
    issued = bench.record("labour.payslip.issue", slip).entry.id
    bench.record("labour.payslip.contest", {"slip": issued, "line": "overtime_premium", "reason": "30분"}, (WORKER,))
    shift = bytes.fromhex(bench.state["shifts"][0]["entry"])
    times = {"shift": shift, "start": "2026-11-02T10:00", "end": "2026-11-02T15:00", "reason": "청소"}
    times["breaks"] = [{"start": "2026-11-02T12:00", "end": "2026-11-02T12:30"}]
    bench.record("labour.attendance.correct", times, BOTH)
    assert [one.code for one in employment_flags(bench.state)] == ["corrected_after_close", "dispute_open"]


def test_a_certificate_says_no_more_than_was_asked():
    bench = Bench().hired()
    request = bench.record("labour.credential.request", {"certified": ["period", "duties"]}, (WORKER,)).entry.id
    issue = {"request": request, "certified": ["period", "wage"], "file_sha256": bytes(32)}
    (more,) = bench.record("labour.credential.issue", issue).findings
    assert (more.code, more.facts["names"]) == ("certificate_says_more", ["wage"])
    bench.judged.pop()
    credential = bench.record("labour.credential.issue", {**issue, "certified": ["period"]}).entry.id
    bench.record("labour.credential.revoke", {"credential": credential, "reason": "오기"})
    assert bench.state["credentials"][0]["revoked"]


def test_consent_leave_absence_and_the_end():
    bench = Bench().hired()
    consent = {"purpose": "photo", "items": "얼굴 사진", "until": "2027-01-01"}
    given = bench.record("labour.consent.give", consent, (WORKER,)).entry.id
    bench.record("labour.consent.withdraw", {"consent": given}, (WORKER,))
    assert "withdrawn" in bench.state["consents"][0]
    leave = {"day": "2026-12-01", "leave_kind": "annual", "minutes": 240}
    request = bench.record("labour.leave.request", leave, (WORKER,)).entry.id
    bench.record("labour.leave.answer", {"request": request, "granted": True})
    assert bench.state["leaves"][0]["status"] == "granted"
    bench.record("labour.absence.record", {"day": "2026-12-02"})
    ended = {"last_day": "2026-12-31", "reason": "worker_resigned", "told_on": "2026-12-01"}
    assert codes(bench.record("labour.contract.end", ended, (WORKER,))) == ["ended_by_one_side"]
    assert bench.state["status"] == "ended"


def test_a_shop_crosses_five_by_its_days():
    # 시행령 제7조의2: half of the days below five take a shop out, whatever the average.
    assert [counts_as_five(20, below) for below in (9, 10)] == [True, False]
    bench = Bench()
    assert codes(bench.record("labour.workplace.open", {**SHOP, "business_number": "123-45-67892"})) == [
        "business_number_wrong"
    ]
    count = {"month": "2026-10-01", "person_days": 110, "operating_days": 20, "days_below_five": 0}
    bench.record("labour.size.count", count)
    bench.record("labour.size.count", {**count, "month": "2026-11-01", "days_below_five": 15})
    assert bench.state["five_or_more"] is False
    assert [one.facts["month"] for one in size_flags(bench.state)] == ["2026-11"]
    wrong = {**count, "month": "2026-11-02", "days_below_five": 21}
    assert codes(bench.record("labour.size.count", wrong)) == ["more_days_than_open", "month_starts_on_first"]


def test_a_filing_is_prepared_submitted_and_answered():
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    body = {"filing_kind": "acquisition", "event_day": "2026-11-02", "layout_version": 1, "row_count": 2}
    body |= {"file_sha256": bytes(32), "due": "2026-12-15", "reason": "취득신고"}
    filing = bench.record("labour.filing.prepare", body).entry.id
    bench.record("labour.filing.submit", {"filing": filing, "submitted_on": "2026-12-01"})
    assert codes(bench.record("labour.filing.receipt", {"filing": filing, "accepted": True})) == [
        "receipt_number_missing"
    ]
    bench.judged.pop()
    bench.record("labour.filing.receipt", {"filing": filing, "accepted": True, "receipt_number": "2026-1"})
    assert (bench.state["filings"][0]["status"], bench.state["filings"][0]["receipt"]) == ("receipted", "2026-1")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('{"hourly": 11000}', None),
        ('{"hourly": 11000.5}', "value_no_json"),
        ("[1]", "value_of_other_shape"),
        ('{"daily": 1}', "value_of_other_shape"),
        ("[" * 3000, "value_no_json"),
    ],
)
def test_an_adopted_figure_has_the_shape_of_its_table(value, code):
    body = {"table": "minimum_wage", "first_day": "2028-01-01", "value": value, "source": "고시", "typed_by_hand": True}
    assert codes(Bench().record("labour.parameter.adopt", body)) == ([code] if code else [])


def test_the_worker_alone_speaks_for_the_worker():
    bench = Bench().hired()
    other = ((b"\x07" * 32, "worker"),)
    for name, body in (
        ("labour.consent.give", {"purpose": "photo", "items": "x", "until": "2027-01-01"}),
        ("labour.credential.request", {"certified": ["period"]}),
        ("labour.leave.request", {"day": "2026-12-01", "leave_kind": "sick", "minutes": 60}),
    ):
        assert codes(bench.record(name, body, other)) == ["worker_key_not_enrolled"]
    assert HANA.hex() == bench.state["person"]["worker_key"]
