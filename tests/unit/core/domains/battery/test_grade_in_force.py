"""Which grade holds, what makes it lapse, and what only the door and the columns look at."""

from datetime import date
from typing import Any

import pytest

from core.domains.battery import WORKSPACE, grade_body, grade_is_valid, propose_grade
from core.ledger.body import days_ahead
from core.ledger.contract import JudgedEntry, Severity, Verdict
from tests.support.battery_bench import (
    BOTH,
    DAY,
    ELECTRIC_BODY,
    REGISTER_BODY,
    TEST_BODY,
    VISUAL_BODY,
    Bench,
    codes,
    entry_type,
    findings_on,
    parameter,
)


def said(bench: Bench, name: str, body: dict[str, Any], day: date = DAY) -> dict[str, str]:
    """Codes with their severities."""
    found = findings_on(bench.entry(name, body, day=day), bench.past())
    return {one.code: one.severity.value for one in found}


def registered(**more: Any) -> Bench:
    bench = Bench()
    bench.record("battery.pack.register", {**REGISTER_BODY, **more})
    return bench


def graded() -> tuple[Bench, bytes]:
    bench = Bench().evidence()
    body = grade_body(propose_grade(bench.state, DAY, parameter))
    return bench, bench.record("battery.grade.assign", body, signers=BOTH).entry.id


def test_status_follows_the_work() -> None:
    bench = registered()
    assert bench.state["status"] == "registered"
    bench.record("battery.inspect.visual", VISUAL_BODY)
    assert bench.state["status"] == "inspected"
    bench.record("battery.test.capacity", TEST_BODY)
    assert bench.state["status"] == "tested"
    assert graded()[0].state["status"] == "graded"


def test_a_grade_runs_out_after_its_last_day() -> None:
    bench, _ = graded()
    assert grade_is_valid(bench.state, date(2027, 5, 21))
    assert not grade_is_valid(bench.state, date(2027, 5, 22))
    assert not grade_is_valid(registered().state, DAY)


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("battery.incident.report", {"kind": "smoke", "action": "격리"}, "incident"),
        ("battery.inspect.visual", {**VISUAL_BODY, "leak": "major"}, "evidence"),
        ("battery.inspect.electric", {**ELECTRIC_BODY, "cell_mv": [3700, 3731]}, "evidence"),
        ("battery.test.capacity", {**TEST_BODY, "capacity_mah": 82_900, "cycle": 2}, "evidence"),
    ],
)
def test_a_grade_lapses_by_what_contradicts_it(name: str, body: dict[str, Any], reason: str) -> None:
    bench, _ = graded()
    bench.record(name, body)
    assert (bench.state["grade"], bench.state["lapsed"]) == (None, [reason])
    flags = WORKSPACE.subject_kinds["battery"].flags(bench.state)
    assert f"grade_lapsed_{reason}" in codes(flags)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("battery.inspect.visual", VISUAL_BODY),
        ("battery.inspect.electric", {**ELECTRIC_BODY, "cell_mv": [3700, 3730]}),
        ("battery.test.capacity", {**TEST_BODY, "capacity_mah": 83_000, "cycle": 2}),
        ("battery.test.capacity", {**TEST_BODY, "capacity_mah": 20_000, "stopped_early": True, "cycle": 2}),
    ],
)
def test_a_grade_stands_beside_what_agrees_with_it(name: str, body: dict[str, Any]) -> None:
    bench, grade = graded()
    bench.record(name, body)
    assert bench.state["grade"]["entry"] == grade.hex()


def test_a_withdrawn_piece_of_evidence_takes_the_grade_with_it() -> None:
    bench, _ = graded()
    bench.judged = [one for one in bench.judged if one.entry.content.type != "battery.test.capacity"]
    assert (bench.state["grade"], bench.state["lapsed"]) == (None, ["evidence"])


def test_a_corrected_piece_of_evidence_takes_the_grade_with_it() -> None:
    bench, _ = graded()
    place, tested = next(
        (place, one) for place, one in enumerate(bench.judged) if one.entry.content.type == "battery.test.capacity"
    )
    content = tested.entry.content._replace(body={**TEST_BODY, "capacity_mah": 91_700})
    bench.judged[place] = tested._replace(entry=tested.entry._replace(content=content))
    assert (bench.state["grade"], bench.state["lapsed"]) == (None, ["evidence"])


def test_a_revoked_grade_does_not_bring_back_the_one_before() -> None:
    bench, _ = graded()
    bench.record("battery.inspect.visual", {**VISUAL_BODY, "crack": "minor"})
    again = grade_body(propose_grade(bench.state, DAY, parameter))
    second = bench.record("battery.grade.assign", again, signers=BOTH).entry.id
    assert bench.state["grade"]["entry"] == second.hex()
    bench.record("battery.grade.revoke", {"grade": second, "reason": "시험기 오류"})
    assert (bench.state["grade"], bench.state["lapsed"]) == (None, ["revoked"])


def test_of_two_grades_that_do_not_know_each_other_the_worse_letter_holds() -> None:
    bench = Bench().evidence(test={**TEST_BODY, "capacity_mah": 75_000})
    early = grade_body(propose_grade(bench.state, DAY, parameter))
    bench.evidence(test={**TEST_BODY, "cycle": 2})
    late = grade_body(propose_grade(bench.state, DAY, parameter))
    assert (early["letter"], late["letter"]) == ("B", "A")
    first = bench.record("battery.grade.assign", late, signers=BOTH).entry.id
    assert bench.state["grade"]["entry"] == first.hex()
    # Its author had not seen the second test.
    entry = bench.entry("battery.grade.assign", early, BOTH)
    bench.judged.append(JudgedEntry(entry, Verdict.ACCEPTED, ()))
    assert (bench.state["grade"]["letter"], bench.state["grades_differ"]) == ("B", True)
    assert "grades_differ" in codes(WORKSPACE.subject_kinds["battery"].flags(bench.state))


def test_a_certificate_needs_the_grade_that_holds() -> None:
    bench, grade = graded()
    body = {"grade": grade, "print_sha256": bytes(32), "print_bytes": 40_000, "form": 1, "language": "ko"}
    assert said(bench, "battery.certificate.issue", body) == {}
    assert said(bench, "battery.certificate.issue", body, day=date(2027, 5, 21)) == {}
    assert said(bench, "battery.certificate.issue", body, day=date(2027, 5, 22)) == {"grade_expired": "refuse"}
    unknown = {**body, "grade": b"x" * 32}
    assert said(bench, "battery.certificate.issue", unknown) == {"grade_unknown": "refuse"}
    assert said(bench, "battery.grade.revoke", {"grade": b"x" * 32, "reason": "-"}) == {"grade_unknown": "refuse"}
    bench.record("battery.grade.revoke", {"grade": grade, "reason": "시험기 오류"})
    assert said(bench, "battery.certificate.issue", body) == {"grade_not_current": "refuse"}


# -- the door ------------------------------------------------------------------------------------------------------


def test_the_door_stops_days_in_the_future() -> None:
    own = entry_type("battery.test.capacity")
    assert days_ahead(own.fields, TEST_BODY, date(2026, 11, 20)) == []
    early = days_ahead(own.fields, TEST_BODY, date(2026, 11, 19))
    assert [(one.code, one.field, one.severity) for one in early] == [("day_in_future", "tested_on", Severity.REFUSE)]
    bench, _ = graded()
    grade = bench.judged[-1].entry.content.body
    assert days_ahead(entry_type("battery.grade.assign").fields, grade, DAY) == []


def test_columns_find_their_values() -> None:
    bench, _ = graded()
    bench.record("battery.pack.receive", {"site": "JTP", "arrived_on": "2026-11-22", "transport_class": "SP377"})
    values = {}
    for column in WORKSPACE.subject_kinds["battery"].columns:
        value: Any = bench.state
        for step in column.path:
            value = value[step]
        values[column.name] = value
    assert values == {
        "number": "JTP-0001",
        "maker": "Nissan",
        "model": "Leaf",
        "chemistry": "LMO/NMC",
        "rated": 100_000,
        "soh_low": 886,
        "soh_high": 946,
        "letter": "A",
        "holder": "제주폐차",
        "status": "graded",
        "store_until": "2027-05-21",
    }
    assert WORKSPACE.subject_kinds["battery"].title(bench.state) == "JTP-0001"
    assert WORKSPACE.subject_kinds["battery"].title({}) == ""
