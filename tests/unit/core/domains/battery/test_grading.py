"""The grade rule from both sides of every limit. Expected letters are those of the design's table, not of our code."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.domains.battery import grade_body, propose_grade
from tests.support.battery_bench import (
    BOTH,
    DAY,
    ELECTRIC_BODY,
    GRADER,
    REGISTER_BODY,
    ROLES,
    TEST_BODY,
    TESTER,
    VISUAL_BODY,
    Bench,
    codes,
    findings_on,
    parameter,
)


def proposed(bench: Bench, day: date = DAY) -> Any:
    return propose_grade(bench.state, day, parameter)


def with_capacity(capacity_mah: int, **more: Any) -> dict[str, Any]:
    return {**TEST_BODY, "capacity_mah": capacity_mah, **more}


def with_spread(spread_mv: int) -> dict[str, Any]:
    return {**ELECTRIC_BODY, "cell_mv": [3700, 3700 + spread_mv]}


# SoH low band = measured permille - 30 (KC 10031 tolerance of 3 %), rated 100 Ah.
@pytest.mark.parametrize(
    ("capacity_mah", "letter"),
    [
        (83_000, "A"),  # low band 800
        (82_900, "B"),  # 799
        (73_000, "B"),  # 700
        (72_900, "C"),  # 699
        (63_000, "C"),  # 600
        (62_900, "D"),  # 599
        (1_000, "D"),
    ],
)
def test_the_letter_follows_the_low_end_of_the_band(capacity_mah: int, letter: str) -> None:
    assert proposed(Bench().evidence(test=with_capacity(capacity_mah))).letter == letter


@pytest.mark.parametrize(
    ("spread_mv", "letter"), [(30, "A"), (31, "B"), (50, "B"), (51, "C"), (80, "C"), (81, "D"), (500, "D")]
)
def test_the_letter_follows_the_cell_spread(spread_mv: int, letter: str) -> None:
    assert proposed(Bench().evidence(electric=with_spread(spread_mv))).letter == letter


@pytest.mark.parametrize(
    ("new_uohm", "measured_uohm", "letter"),
    [
        (1000, 1500, "A"),
        (1000, 1501, "B"),
        (1000, 2000, "B"),
        (1000, 2001, "C"),
        (3000, 4501, "B"),  # 1.50033 x: above the limit, though it rounds to 1.500
        (None, 9000, "A"),  # the new value is not known
        (1000, None, "A"),  # not measured
    ],
)
def test_resistance_counts_only_where_new_and_measured_are_known(
    new_uohm: int | None, measured_uohm: int | None, letter: str
) -> None:
    register = {**REGISTER_BODY, **({"new_dcir_uohm": new_uohm} if new_uohm else {})}
    test = {**TEST_BODY, **({"dcir_10s_uohm": measured_uohm, "dcir_temp_dc": 250} if measured_uohm else {})}
    assert proposed(Bench().evidence(register=register, test=test)).letter == letter


@pytest.mark.parametrize("look", ["swelling", "leak", "burn", "water"])
def test_a_major_look_excludes_and_a_minor_one_does_not(look: str) -> None:
    excluded = proposed(Bench().evidence(visual={**VISUAL_BODY, look: "major"}))
    assert (excluded.letter, excluded.legal_grade, excluded.exclusions) == ("D", "recycle", (look,))
    assert proposed(Bench().evidence(visual={**VISUAL_BODY, look: "minor"})).letter == "A"


@pytest.mark.parametrize("look", ["crack", "corrosion", "connector", "label"])
def test_other_looks_exclude_nothing(look: str) -> None:
    assert proposed(Bench().evidence(visual={**VISUAL_BODY, look: "major"})).letter == "A"


@pytest.mark.parametrize(("accident", "letter"), [("none", "A"), ("collision", "A"), ("flood", "D"), ("fire", "D")])
def test_flood_and_fire_exclude(accident: str, letter: str) -> None:
    bench = Bench().evidence(register={**REGISTER_BODY, "accident": accident})
    assert proposed(bench).letter == letter


# UN R100: 100 ohm/V. At 365 V that is 36,500 ohm; a discharged pack is judged at its nominal 360 V: 36,000 ohm.
@pytest.mark.parametrize(
    ("pack_mv", "isolation_ohm", "excluded"),
    [(365_000, 36_500, False), (365_000, 36_499, True), (0, 36_000, False), (0, 35_999, True), (0, 0, True)],
)
def test_isolation_below_100_ohm_per_volt_excludes(pack_mv: int, isolation_ohm: int, excluded: bool) -> None:
    electric = {**ELECTRIC_BODY, "pack_mv": pack_mv, "isolation_ohm": isolation_ohm}
    assert (proposed(Bench().evidence(electric=electric)).exclusions == ("isolation",)) is excluded


@pytest.mark.parametrize(
    ("cells", "excluded"),
    [([1500, 1500], False), ([1499, 1500], True), ([4300, 4300], False), ([4300, 4301], True)],
)
def test_a_cell_outside_its_voltages_excludes(cells: list[int], excluded: bool) -> None:
    found = proposed(Bench().evidence(electric={**ELECTRIC_BODY, "cell_mv": cells}))
    assert ("cell_voltage" in found.exclusions) is excluded


@pytest.mark.parametrize(
    ("lost", "rest_h", "excluded"), [(5, 72, False), (6, 72, True), (6, 71, False), (6, None, False)]
)
def test_self_discharge_counts_after_72_hours_of_rest(lost: int, rest_h: int | None, excluded: bool) -> None:
    electric = {**ELECTRIC_BODY, "self_discharge_mv_per_day": lost, **({} if rest_h is None else {"rest_h": rest_h})}
    assert ("self_discharge" in proposed(Bench().evidence(electric=electric)).exclusions) is excluded


def test_an_open_isolation_fault_excludes() -> None:
    assert proposed(Bench().evidence(electric={**ELECTRIC_BODY, "bms_isolation_fault": True})).letter == "D"
    assert proposed(Bench().evidence(electric={**ELECTRIC_BODY, "bms_isolation_fault": False})).letter == "A"


@pytest.mark.parametrize(
    ("capacity_mah", "legal_grade", "uses"),
    [
        (90_000, "remanufacture", ("traction", "home", "industry", "low_rate")),
        (75_000, "reuse", ("home", "industry", "low_rate")),
        (65_000, "reuse", ("low_rate",)),
        (50_000, "recycle", ("material",)),
    ],
)
def test_legal_grade_and_uses_follow_the_letter(capacity_mah: int, legal_grade: str, uses: tuple[str, ...]) -> None:
    found = proposed(Bench().evidence(test=with_capacity(capacity_mah)))
    assert (found.legal_grade, found.uses) == (legal_grade, uses)


def test_a_grade_is_valid_for_180_days() -> None:
    assert proposed(Bench().evidence()).valid_until == "2027-05-21"
    assert date(2026, 11, 22) + timedelta(days=180) == date(2027, 5, 21)


@pytest.mark.parametrize(("assessed", "letter"), [("remanufacture", "A"), ("reuse", "B"), ("recycle", "D")])
def test_the_letter_is_never_better_than_an_assessed_legal_grade(assessed: str, letter: str) -> None:
    bench = Bench().evidence(register={**REGISTER_BODY, "assessed_grade": assessed})
    found = proposed(bench, date(2027, 7, 1))
    assert (found.letter, found.legal_grade) == (letter, assessed)


def test_a_poor_battery_keeps_its_letter_below_a_good_assessment() -> None:
    bench = Bench().evidence(register={**REGISTER_BODY, "assessed_grade": "remanufacture"}, test=with_capacity(65_000))
    found = proposed(bench, date(2027, 7, 1))
    assert (found.letter, found.legal_grade) == ("C", "remanufacture")


def test_from_its_day_the_law_asks_for_an_assessment() -> None:
    bench = Bench().evidence()
    assert proposed(bench, date(2027, 6, 30)).letter == "A"
    assert codes(proposed(bench, date(2027, 7, 1)).missing) == ["assessment_missing"]
    exempt = Bench().evidence(register={**REGISTER_BODY, "assessment_exempt": "returned_before_2021"})
    assert proposed(exempt, date(2027, 7, 1)).letter == "A"


def test_a_day_without_parameters_asks_and_never_reuses_another_days_value() -> None:
    found = proposed(Bench().evidence(), date(2025, 12, 31))
    assert found.letter is None
    assert codes(found.missing) == ["parameter_missing"]
    assert found.missing[0].facts["day"] == "2025-12-31"


def test_each_threshold_stands_next_to_its_value() -> None:
    found = proposed(Bench().evidence(test=with_capacity(75_000), electric=with_spread(40)))
    shown = {(one.name, one.letter): (one.value, one.limit, one.passed) for one in found.checks}
    assert shown["soh_low_permille", "A"] == (720, 800, False)
    assert shown["soh_low_permille", "B"] == (720, 700, True)
    assert shown["spread_mv", "A"] == (40, 30, False)
    assert shown["spread_mv", "C"] == (40, 80, True)
    assert shown["isolation", ""] == (500_000_000 // 365, 100, True)
    assert {one.shown for one in found.checks} >= {(10, "%"), (1, "mV"), (1, "Ω/V")}


MISSING = {
    "battery.pack.register": "register_missing",
    "battery.inspect.visual": "visual_missing",
    "battery.inspect.electric": "electric_missing",
    "battery.test.capacity": "capacity_test_missing",
    "battery.estimate.soh": "estimate_missing",
}


@pytest.mark.parametrize("left_out", MISSING)
def test_missing_evidence_is_named_and_gives_no_letter(left_out: str) -> None:
    bench = Bench().evidence()
    bench.judged = [one for one in bench.judged if one.entry.content.type != left_out]
    found = proposed(bench)
    assert found.letter is None
    assert MISSING[left_out] in codes(found.missing)


def test_a_pack_without_cell_voltages_is_not_graded_but_a_cell_is() -> None:
    electric = {name: value for name, value in ELECTRIC_BODY.items() if name != "cell_mv"}
    assert codes(proposed(Bench().evidence(electric=electric)).missing) == ["cell_voltages_missing"]
    cell = {**REGISTER_BODY, "level": "cell", "nominal_mv": 3700}
    found = proposed(Bench().evidence(register=cell, electric={**electric, "pack_mv": 3700}))
    assert found.letter == "A"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stopped_early": True}, "stopped_early"),
        ({"cutoffs_reached": False}, "cutoffs_not_reached"),
        ({"temp_dc": 149}, "temperature_outside"),
        ({"temp_dc": 351}, "temperature_outside"),
        ({"rate_milli_c": 1101}, "rate_outside"),
        ({"calibrated_on": "2026-11-21"}, "test_before_calibration"),
        ({"capacity_mah": 120_001}, "capacity_above_rated"),
    ],
)
def test_a_poor_test_is_no_evidence_and_the_reason_is_told(change: dict[str, Any], code: str) -> None:
    bench = Bench()
    bench.record("battery.pack.register", REGISTER_BODY)
    bench.record("battery.inspect.visual", VISUAL_BODY)
    bench.record("battery.inspect.electric", ELECTRIC_BODY)
    bench.record("battery.test.capacity", {**TEST_BODY, **change})
    found = proposed(bench)
    assert found.letter is None
    assert codes(found.missing) == [code, "estimate_missing"]


@pytest.mark.parametrize("temp_dc", [150, 350])
def test_the_ends_of_the_temperature_window_are_inside(temp_dc: int) -> None:
    assert proposed(Bench().evidence(test={**TEST_BODY, "temp_dc": temp_dc})).letter == "A"


def test_an_excluded_battery_is_graded_by_looks_alone() -> None:
    bench = Bench()
    bench.record("battery.pack.register", REGISTER_BODY)
    visual = bench.record("battery.inspect.visual", {**VISUAL_BODY, "burn": "major"})
    found = proposed(bench)
    assert (found.letter, found.evidence, found.soh_permille) == ("D", (visual.entry.id,), None)
    assert findings_on(bench.entry("battery.grade.assign", grade_body(found), BOTH), bench.past()) == []


# -- the authorisation ---------------------------------------------------------------------------------------------


def assign(bench: Bench, **change: Any) -> list[str]:
    body = {**grade_body(proposed(bench)), **change}
    return codes(findings_on(bench.entry("battery.grade.assign", body, BOTH), bench.past()))


def test_what_is_proposed_is_accepted() -> None:
    for capacity_mah in (91_600, 75_000, 65_000, 50_000):
        assert assign(Bench().evidence(test=with_capacity(capacity_mah))) == []


def test_a_better_letter_than_the_rule_gives_is_refused() -> None:
    bench = Bench().evidence(test=with_capacity(75_000))
    for letter, expected in (("A", ["grade_better_than_rule"]), ("B", []), ("C", ["grade_differs"])):
        assert assign(bench, letter=letter) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rule", "other-rule"),
        ("rule_version", 2),
        ("legal_grade", "reuse"),
        ("exclusions", ["flood"]),
        ("soh_permille", 917),
        ("low_permille", 887),
        ("high_permille", 945),
        ("uses", ["traction"]),
        ("valid_until", "2027-05-22"),
    ],
)
def test_every_figure_must_be_what_the_rule_gives(name: str, value: Any) -> None:
    assert assign(Bench().evidence(), **{name: value}) == ["grade_differs"]


@pytest.mark.parametrize(
    ("signers", "roles", "expected"),
    [
        (BOTH, ROLES, []),
        (((GRADER, "jtp_grade"),), ROLES, ["signature_missing_jtp_test"]),
        (((TESTER, "jtp_test"),), ROLES, ["signature_missing_jtp_grade"]),
        ((), ROLES, ["signature_missing_jtp_test", "signature_missing_jtp_grade"]),
        (BOTH, {TESTER: frozenset({"jtp_test"})}, ["signature_missing_jtp_grade"]),
        (((GRADER, "jtp_test"), (TESTER, "jtp_grade")), ROLES, None),
        (
            ((TESTER, "jtp_test"), (TESTER, "jtp_grade")),
            {TESTER: frozenset({"jtp_test", "jtp_grade"})},
            ["signers_not_distinct"],
        ),
    ],
)
def test_two_distinct_persons_who_hold_the_roles_must_sign(
    signers: Any, roles: Any, expected: list[str] | None
) -> None:
    bench = Bench().evidence()
    entry = bench.entry("battery.grade.assign", grade_body(proposed(bench)), signers)
    found = codes(findings_on(entry, bench.past(roles=roles)))
    assert found == (["signature_missing_jtp_test", "signature_missing_jtp_grade"] if expected is None else expected)


def test_evidence_of_elsewhere_is_unknown() -> None:
    bench = Bench().evidence()
    names = list(grade_body(proposed(bench))["evidence"])
    found = assign(bench, evidence=[b"x" * 32, *names[1:]])
    assert "evidence_unknown" in found and "visual_missing" in found


def test_evidence_recorded_against_a_rule_proves_nothing() -> None:
    bench = Bench().evidence(test={**TEST_BODY, "tester": "see KMHC75LC5HU123456"})
    assert assign(bench) == ["evidence_flagged"]


def test_a_newer_worse_test_cannot_be_passed_over() -> None:
    bench = Bench().evidence()
    body = grade_body(proposed(bench))
    worse = bench.record("battery.test.capacity", with_capacity(75_000, cycle=2)).entry.id
    entry = bench.entry("battery.grade.assign", body, BOTH)
    assert codes(findings_on(entry, bench.past())) == ["evidence_contradicts"]
    passed_over = bench.entry("battery.grade.assign", {**body, "superseded": [worse]}, BOTH)
    assert codes(findings_on(passed_over, bench.past())) == ["superseded_is_newer"]


def test_an_older_worse_inspection_is_named_and_superseded() -> None:
    bench = Bench()
    bench.record("battery.pack.register", REGISTER_BODY)
    first = bench.record("battery.inspect.visual", {**VISUAL_BODY, "swelling": "major"}).entry.id
    bench.evidence()
    found = proposed(bench)
    assert (found.letter, found.superseded) == ("A", (first,))
    assert assign(bench) == []
    assert assign(bench, superseded=None) == ["evidence_contradicts"]


def test_an_incident_needs_a_new_inspection_before_a_grade() -> None:
    bench = Bench().evidence()
    incident = bench.record("battery.incident.report", {"kind": "overheat", "action": "격리"}).entry.id
    assert bench.state["status"] == "quarantine"
    assert codes(proposed(bench).missing) == ["superseded_is_newer"]
    bench.record("battery.inspect.visual", VISUAL_BODY)
    assert codes(proposed(bench).missing) == ["superseded_is_newer"]
    bench.record("battery.inspect.electric", ELECTRIC_BODY)
    assert proposed(bench).superseded == (incident,)
    assert assign(bench) == []
    bench.record("battery.grade.assign", grade_body(proposed(bench)), signers=BOTH)
    assert bench.state["status"] == "graded"
