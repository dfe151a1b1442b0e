"""What each entry type says about good and bad input, and what it leaves in the state."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from core.domains.battery import WORKSPACE, days_left
from core.ledger.body import check_body
from tests.support.battery_bench import (
    DAY,
    ELECTRIC_BODY,
    REGISTER_BODY,
    TEST_BODY,
    Bench,
    codes,
    entry_type,
    findings_on,
)


def said(bench: Bench, name: str, body: dict[str, Any], day: date = DAY) -> dict[str, str]:
    """Codes with their severities."""
    found = findings_on(bench.entry(name, body, day=day), bench.past())
    return {one.code: one.severity.value for one in found}


def registered(**more: Any) -> Bench:
    bench = Bench()
    bench.record("battery.pack.register", {**REGISTER_BODY, **more})
    return bench


# -- register ------------------------------------------------------------------------------------------------------


# 100 Ah x 360 V = 36,000 Wh; 15 % of it is 5,400 Wh.
@pytest.mark.parametrize(
    ("rated_wh", "fits"), [(36_000, True), (41_400, True), (41_401, False), (30_600, True), (30_599, False)]
)
def test_rated_energy_fits_capacity_times_voltage_within_15_per_cent(rated_wh: int, fits: bool) -> None:
    found = said(Bench(), "battery.pack.register", {**REGISTER_BODY, "rated_wh": rated_wh})
    assert found == ({} if fits else {"rated_energy_differs": "refuse"})


@pytest.mark.parametrize(("made_on", "fits"), [("2009-01-01", True), ("2008-12-31", False)])
def test_no_ev_battery_is_older_than_2009(made_on: str, fits: bool) -> None:
    found = said(Bench(), "battery.pack.register", {**REGISTER_BODY, "made_on": made_on})
    assert found == ({} if fits else {"made_too_early": "refuse"})


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("rated_mah", 500, 1_000_000),
        ("nominal_mv", 1500, 1_000_000),
        ("series", 1, 300),
        ("parallel", 1, 100),
        ("mass_g", 20, 1_000_000),
        ("rated_wh", 1, 200_000),
    ],
)
def test_ranges_of_the_design_are_inclusive(name: str, low: int, high: int) -> None:
    fields = entry_type("battery.pack.register").fields
    for value, expected in ((low, []), (high, []), (low - 1, ["field_range"]), (high + 1, ["field_range"])):
        assert codes(check_body(fields, {**REGISTER_BODY, name: value})) == expected


def test_an_unknown_chemistry_is_refused() -> None:
    fields = entry_type("battery.pack.register").fields
    assert codes(check_body(fields, {**REGISTER_BODY, "chemistry": "unobtainium"})) == ["field_choice"]


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("KMHC75LC5HU123456", True),
        ("kmhc75lc5hu123456", True),
        ("차대번호KMHC75LC5HU123456입니다", True),
        ("JTP 2026-0001", False),
        ("12345678901234567", False),  # digits only
        ("KMHC75LC5HU1234567", False),  # 18 characters
        ("OMHC75LC5HU123456", False),  # the letter O is not used
        ("04QPE0L4C00001B1C0000001", False),  # a 24-character traction battery code
    ],
)
def test_a_vehicle_number_in_clear_is_stopped(text: str, caught: bool) -> None:
    found = said(Bench(), "battery.pack.register", {**REGISTER_BODY, "model": text})
    assert found == ({"vin_in_clear": "refuse"} if caught else {})


def test_every_type_looks_for_vehicle_numbers_in_all_its_text() -> None:
    bench = Bench().evidence()
    body = {"kind": "smoke", "action": "앞좌석에 KMHC75LC5HU123456 표시"}
    assert said(bench, "battery.incident.report", body) == {"vin_in_clear": "refuse"}
    faults = {**ELECTRIC_BODY, "bms_faults": ["P0A80", "KMHC75LC5HU123456"]}
    assert said(bench, "battery.inspect.electric", faults) == {"vin_in_clear": "refuse"}


# -- custody -------------------------------------------------------------------------------------------------------

TRANSFER: dict[str, Any] = {"from_member": "제주폐차", "to_member": "JTP", "transport_class": "SP377"}


def test_custody_passes_when_the_receiver_has_signed() -> None:
    bench = registered()
    transfer = bench.record("battery.custody.transfer", TRANSFER).entry.id
    assert (bench.state["status"], bench.state["holder"]) == ("in_transit", "제주폐차")
    bench.record("battery.custody.accept", {"transfer": transfer, "member": "JTP"})
    assert (bench.state["status"], bench.state["holder"]) == ("received", "JTP")


def test_another_receiver_does_not_take_custody() -> None:
    bench = registered()
    transfer = bench.record("battery.custody.transfer", TRANSFER).entry.id
    accept = {"transfer": transfer, "member": "다른 기관"}
    assert said(bench, "battery.custody.accept", accept) == {"accepted_by_another": "refuse"}
    bench.record("battery.custody.accept", accept)
    assert (bench.state["status"], bench.state["holder"]) == ("in_transit", "제주폐차")


def test_odd_hand_overs_are_flagged() -> None:
    bench = registered()
    assert said(bench, "battery.custody.transfer", {**TRANSFER, "from_member": "JTP"}) == {
        "holder_differs": "warn",
        "transfer_to_self": "refuse",
    }
    transfer = bench.record("battery.custody.transfer", TRANSFER).entry.id
    assert said(bench, "battery.custody.transfer", TRANSFER) == {"transfer_open": "warn"}
    bench.record("battery.custody.accept", {"transfer": transfer, "member": "JTP"})
    again = {"transfer": transfer, "member": "JTP"}
    assert said(bench, "battery.custody.accept", again) == {"transfer_accepted_before": "warn"}
    unknown = {"transfer": b"x" * 32, "member": "JTP"}
    assert said(bench, "battery.custody.accept", unknown) == {"transfer_unknown": "refuse"}


def test_the_storage_clock_runs_per_holder_and_not_per_shelf() -> None:
    bench = registered()
    arrival = {"site": "제주폐차", "shelf": "A-1", "arrived_on": "2026-10-01", "transport_class": "SP377"}
    bench.record("battery.pack.receive", arrival)
    bench.record("battery.pack.receive", {**arrival, "shelf": "B-2", "arrived_on": "2026-11-01"})
    assert (bench.state["shelf"], bench.state["arrived_on"]) == ("B-2", "2026-10-01")
    assert bench.state["store_until"] == "2027-03-30"  # 180 days later
    assert days_left(bench.state, date(2027, 3, 29)) == 1
    assert days_left(bench.state, date(2027, 3, 31)) == -1
    transfer = bench.record("battery.custody.transfer", TRANSFER).entry.id
    bench.record("battery.custody.accept", {"transfer": transfer, "member": "JTP"}, day=date(2026, 11, 22))
    assert (bench.state["arrived_on"], bench.state["store_until"]) == ("2026-11-22", "2027-05-21")
    assert days_left(registered().state, DAY) is None


# -- tests and estimates -------------------------------------------------------------------------------------------


# Rated 100 Ah: 1.2 x is 120 Ah, twenty times is 2,000 Ah, a twentieth is 5 Ah.
@pytest.mark.parametrize(
    ("capacity_mah", "expected"),
    [
        (120_000, {}),
        (120_001, {"capacity_above_rated": "refuse"}),
        (2_000_000, {"capacity_above_rated": "refuse"}),
        (2_000_001, {"unit_mistake": "refuse"}),
        (91_600_000, {"unit_mistake": "refuse"}),  # mAh typed as Ah
        (5_000, {}),
        (4_999, {"unit_mistake": "warn"}),
        (1, {"unit_mistake": "warn"}),
    ],
)
def test_capacity_against_rated(capacity_mah: int, expected: dict[str, str]) -> None:
    assert said(registered(), "battery.test.capacity", {**TEST_BODY, "capacity_mah": capacity_mah}) == expected


@pytest.mark.parametrize("capacity_mah", [0, -30_000])
def test_no_battery_holds_nothing_or_less(capacity_mah: int) -> None:
    fields = entry_type("battery.test.capacity").fields
    assert codes(check_body(fields, {**TEST_BODY, "capacity_mah": capacity_mah})) == ["field_range"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"calibrated_on": "2026-11-20"}, {}),
        ({"calibrated_on": "2026-11-21"}, {"test_before_calibration": "refuse"}),
        ({"stopped_early": True}, {"stopped_early": "warn"}),
        ({"cutoffs_reached": False}, {"cutoffs_not_reached": "warn"}),
        ({"temp_dc": 149}, {"temperature_outside": "warn"}),
        ({"rate_milli_c": 1101}, {"rate_outside": "warn"}),
        ({"importer_findings": ["gap"]}, {"importer_flagged": "warn"}),
        ({"dcir_10s_uohm": 1870}, {"dcir_temperature_missing": "refuse"}),
        ({"dcir_10s_uohm": 1870, "dcir_temp_dc": 250}, {}),
    ],
)
def test_what_is_refused_and_what_is_kept_with_a_flag(change: dict[str, Any], expected: dict[str, str]) -> None:
    assert said(registered(), "battery.test.capacity", {**TEST_BODY, **change}) == expected


def test_the_same_cycle_of_a_file_twice_is_flagged() -> None:
    bench = registered()
    bench.record("battery.test.capacity", {**TEST_BODY, "cycle": 1})
    assert said(bench, "battery.test.capacity", {**TEST_BODY, "cycle": 1}) == {"file_recorded_before": "warn"}
    assert said(bench, "battery.test.capacity", {**TEST_BODY, "cycle": 2}) == {}


def test_a_file_is_claimed_by_its_battery() -> None:
    claims = WORKSPACE.subject_kinds["battery"].claims
    one, other = registered(), registered(number="JTP-0002")
    for bench in (one, other):
        bench.record("battery.test.capacity", TEST_BODY)
    shared = claims(one.state).items() & claims(other.state).items()
    assert [value for _, value in shared] == [sha256(b"file").hexdigest()]
    assert claims(registered(number=" jtp-0001 ").state)["number"] == claims(one.state)["number"]
    assert claims({}) == {}


# 91,650 of 100,000 is 916.5 permille: half-even gives 916; 91,750 gives 918. KC 10031 allows 3 %.
@pytest.mark.parametrize(
    ("capacity_mah", "soh", "low", "high"),
    [(91_600, 916, 886, 946), (91_650, 916, 886, 946), (91_750, 918, 888, 948), (1_000, 10, 0, 40)],
)
def test_an_estimate_is_measured_over_rated_with_its_band(capacity_mah: int, soh: int, low: int, high: int) -> None:
    bench = Bench().evidence(test={**TEST_BODY, "capacity_mah": capacity_mah})
    body = bench.judged[-1].entry.content.body
    assert (body["soh_permille"], body["low_permille"], body["high_permille"]) == (soh, low, high)
    assert body["level_permille"] == 900
    assert bench.judged[-1].findings == ()


@pytest.mark.parametrize("name", ["soh_permille", "low_permille", "high_permille", "level_permille", "method_version"])
def test_an_estimate_that_is_not_what_the_test_gives_is_flagged(name: str) -> None:
    bench = Bench().evidence()
    body = dict(bench.judged[-1].entry.content.body)
    assert said(bench, "battery.estimate.soh", {**body, name: body[name] + 1}) == {"estimate_differs": "refuse"}
    assert said(bench, "battery.estimate.soh", {**body, "inputs": [b"x" * 32]}) == {"test_unknown": "refuse"}
    assert said(bench, "battery.estimate.soh", {**body, "inputs": body["inputs"] * 2}) == {"test_unknown": "refuse"}


def test_health_above_rated_or_rising_is_kept_and_flagged() -> None:
    bench = Bench().evidence(test={**TEST_BODY, "capacity_mah": 100_900})
    assert codes(bench.judged[-1].findings) == ["soh_above_rated"]
    rising = Bench().evidence(test={**TEST_BODY, "capacity_mah": 80_000})
    rising.evidence(test={**TEST_BODY, "capacity_mah": 82_100, "cycle": 2})
    assert codes(rising.judged[-1].findings) == ["soh_rises"]
    steady = Bench().evidence(test={**TEST_BODY, "capacity_mah": 80_000})
    steady.evidence(test={**TEST_BODY, "capacity_mah": 82_000, "cycle": 2})
    assert steady.judged[-1].findings == ()


def test_health_above_120_per_cent_has_no_place() -> None:
    fields = entry_type("battery.estimate.soh").fields
    body = dict(Bench().evidence().judged[-1].entry.content.body)
    assert codes(check_body(fields, {**body, "soh_permille": 1200})) == []
    assert codes(check_body(fields, {**body, "soh_permille": 1201})) == ["field_range"]


# -- inspections ---------------------------------------------------------------------------------------------------


def test_the_spread_is_computed_from_the_cells() -> None:
    bench = registered(series=3)
    bench.record("battery.inspect.electric", {**ELECTRIC_BODY, "cell_mv": [3812, 3799, 3840]})
    assert bench.state["spread_mv"] == 41
    assert said(bench, "battery.inspect.electric", {**ELECTRIC_BODY, "cell_mv": [3812, 3799]}) == {
        "cell_count_differs": "warn"
    }
    bench.record("battery.inspect.electric", {**ELECTRIC_BODY, "cell_mv": [3812]})
    assert bench.state["spread_mv"] is None


def test_self_discharge_without_rest_time_is_flagged() -> None:
    body = {**ELECTRIC_BODY, "self_discharge_mv_per_day": 6}
    assert said(registered(), "battery.inspect.electric", body) == {"rest_unknown": "warn"}
