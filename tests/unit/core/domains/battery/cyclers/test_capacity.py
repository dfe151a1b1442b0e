"""What counts as a capacity test, and what is said beside it."""

from io import BytesIO

import pytest

from core.domains.battery.cyclers import Protocol, capacity_tests, count, partial_discharges, read
from tests.support.cycler_files import (
    BIOLOGIC_HEADER,
    CYCLE,
    Phase,
    biologic_file,
    biologic_rows,
    bitrode_file,
    bitrode_rows,
)

PROTOCOL = Protocol(
    rated_mah=1_800, lower_mv=2_700, upper_mv=4_200, rate_min_mc=1_900, rate_max_mc=2_100, temperature_dc=250
)
REST = Phase(0.0, 600, 3.5, 3.5)


def discharges_of(phases, protocol=PROTOCOL):
    return capacity_tests(count(read(BytesIO(biologic_file(biologic_rows(phases))))), protocol)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_a_clean_test_has_nothing_beside_it():
    (test,) = discharges_of(CYCLE)
    assert (test.capacity_mah, test.file_mah, test.energy_mwh) == (1_700, 1_700, 5_780)
    assert (test.mean_current_ma, test.rate_mc, test.duration_s) == (3_600, 2_000, 1_700)
    assert (test.end_mv, test.reached_lower, test.reached_upper, test.stopped_early) == (2_700, True, True, False)
    assert test.efficiency_permille == 944  # 1,700 of 1,800
    assert test.temperature_dc == 250
    assert test.findings == () and test.refusals == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"lower_mv": 2_500}, "lower_cutoff_not_reached"),
        ({"upper_mv": 4_300}, "upper_cutoff_not_reached"),
        ({"rate_min_mc": 2_050}, "rate_outside"),
        ({"rate_max_mc": 1_950}, "rate_outside"),
        ({"temperature_dc": None}, "temperature_unknown"),
        ({"temperature_dc": 149}, "temperature_outside"),
        ({"temperature_dc": 351}, "temperature_outside"),
    ],
)
def test_what_the_acceptance_rule_asks(changed, code):
    values = {name: getattr(PROTOCOL, name) for name in PROTOCOL.__slots__}
    (test,) = discharges_of(CYCLE, Protocol(**(values | changed)))
    expected = [code, "stopped_early"] if code == "lower_cutoff_not_reached" else [code]
    assert codes(test.findings) == expected


@pytest.mark.parametrize(
    ("rated_mah", "code"),
    [(1_416, "capacity_above_rated"), (1_417, None), (80, "unit_mistake"), (36_000, "unit_mistake"), (None, None)],
)
def test_what_no_battery_can_have_is_refused(rated_mah, code):
    # 1,700 mAh are 120.06 % of 1,416 and 119.97 % of 1,417.
    (test,) = discharges_of(CYCLE, Protocol(rated_mah=rated_mah))
    assert codes(test.refusals) == ([code] if code else [])


def test_a_discharge_that_the_file_cuts_off_is_stopped_early():
    (test,) = discharges_of((*CYCLE[:3], Phase(-3.6, 1_000, 4.1, 3.4)))
    assert test.capacity_mah == 1_000 and test.stopped_early
    assert codes(test.findings) == ["lower_cutoff_not_reached", "stopped_early"]


def test_a_gap_in_the_discharge_is_said():
    rows = biologic_rows()
    inside = next(index for index, row in enumerate(rows) if row[3] < 0) + 50
    (test,) = capacity_tests(count(read(BytesIO(biologic_file(rows[:inside] + rows[inside + 12 :])))), PROTOCOL)
    assert codes(test.findings) == ["gap"] and test.capacity_mah == 1_700


def test_no_rest_before_the_discharge_is_said():
    (test,) = discharges_of((CYCLE[1], CYCLE[3], CYCLE[4]))
    assert codes(test.findings) == ["rest_missing"]


def test_a_discharge_without_the_charge_before_it():
    (test,) = discharges_of((REST, CYCLE[3], REST))
    assert test.efficiency_permille is None
    assert codes(test.findings) == ["charge_before_missing"] and test.capacity_mah == 1_700


def test_more_out_than_in_is_said():
    (test,) = discharges_of((Phase(1.8, 3_000, 3.3, 4.2), REST, CYCLE[3], REST))
    assert test.efficiency_permille == 1_133  # 1,700 of 1,500
    assert codes(test.findings) == ["efficiency_outside"]


def test_two_rates_without_a_rest_are_one_discharge():
    data = bitrode_file(bitrode_rows((*CYCLE[:3], CYCLE[3], Phase(-0.36, 1_000, 2.9, 2.7), REST)))
    (test,) = capacity_tests(count(read(BytesIO(data))), Protocol(temperature_dc=250))
    assert test.capacity_mah == 1_800
    assert codes(test.findings) == ["rate_changes"]


def test_parts_with_charge_pulses_between_are_no_tests():
    part = (Phase(-3.6, 170, 4.0, 3.9), REST, Phase(3.6, 10, 3.9, 4.0))
    assert discharges_of((CYCLE[1], REST, *part, *part, *part, REST)) == ()


def test_a_discharge_far_below_the_others_is_partial():
    phases = (*CYCLE, *CYCLE[1:3], Phase(-3.6, 100, 4.1, 4.0), REST)
    assert [test.capacity_mah for test in discharges_of(phases)] == [1_700]
    (finding,) = partial_discharges(count(read(BytesIO(biologic_file(biologic_rows(phases))))))
    assert (finding.code, finding.facts["counted_mah"]) == ("discharge_partial", 100)


def test_the_files_temperature_goes_before_the_stated_one():
    rows = [[*row, 24.6 if row[3] < 0 else 30.0] for row in biologic_rows()]
    data = biologic_file(rows, header=(*BIOLOGIC_HEADER, "Temperature/°C"))
    (test,) = capacity_tests(count(read(BytesIO(data))), PROTOCOL)
    assert test.temperature_dc == 246
