"""The capacities that are known of original files; the figures come from the files' own counters and the literature."""

import pytest

from core.domains.battery.cyclers import (
    CyclerRefused,
    Protocol,
    capacity_tests,
    count,
    partial_discharges,
    pulses,
    read,
)

LEAF = Protocol(rated_mah=33_100, lower_mv=3_000, upper_mv=4_200, temperature_dc=250)
TJU = Protocol(rated_mah=3_500, lower_mv=2_650, upper_mv=4_200, temperature_dc=250)


def test_leaf_one_c_capacities(data_dir):
    measurement = read(data_dir / "battery/nissan-leaf/1C-Discharge-Bitrode-data.csv")
    counted = count(measurement)
    tests = capacity_tests(counted, LEAF)
    assert [test.capacity_mah for test in tests] == pytest.approx([30_330, 30_340, 30_300, 30_290], rel=0.001)
    assert [test.file_mah for test in tests] == [30_330, 30_340, 30_300, 30_290]
    assert all(abs(test.capacity_mah - test.file_mah) <= 10 for test in tests)
    assert [test.cycle for test in tests] == [2, 3, 4, 5]
    assert all(test.findings == () and test.refusals == () for test in tests)
    assert [finding.code for finding in counted.findings + measurement.findings] == []


def test_tju_first_and_last_capacity(data_dir):
    counted = count(read(data_dir / "battery/tju/CY25-1_1-#1.csv"))
    tests = capacity_tests(counted, TJU)
    assert (tests[0].cycle, tests[-1].cycle) == (2, 36)
    assert tests[0].capacity_mah == pytest.approx(3_141.9, rel=0.001)
    assert tests[-1].capacity_mah == pytest.approx(2_507.9, rel=0.001)
    for step in counted.steps:
        if step.kind != "rest":
            assert step.charge_mah == pytest.approx(step.file_mah, rel=1e-5)


def test_tju_cycle_with_the_hole_is_no_capacity_test(data_dir):
    measurement = read(data_dir / "battery/tju/CY25-1_1-#1.csv")
    counted = count(measurement)
    assert 26 not in [test.cycle for test in capacity_tests(counted, TJU)]
    assert [(f.code, f.facts["line"]) for f in partial_discharges(counted)] == [("discharge_partial", 22_976)]
    assert [(f.code, f.facts) for f in counted.findings] == [("gap", {"line": 22_966, "seconds": 6_998})]


def test_leaf_resistance_at_half_charge(data_dir):
    measurement = read(data_dir / "battery/nissan-leaf/NissanLeaf-cell-Low-Current-HPPC-25C-2.csv")
    found = pulses(measurement, count(measurement), after_s=(5, 10, 30))
    pulse = min((p for p in found if p.kind == "discharge"), key=lambda p: abs(p.soc_permille - 500))
    assert 450 <= pulse.soc_permille <= 550 and pulse.soc_known == "counted"
    assert pulse.current_ma == -30_000
    assert pulse.first_sample.after_ms == 500
    assert pulse.first_sample.dcir_uohm == pytest.approx(1_570, abs=5)
    at = {resistance.after_ms: resistance.dcir_uohm for resistance in pulse.resistances}
    # Lines 7082, 7102 and 7142 of the file: 3.909 V at rest, 3.848 V after 10.0 s, 3.833 V after 30.0 s, 30 A.
    assert at[10_000] == pytest.approx((3.909 - 3.848) / 30 * 1e6, abs=1)
    assert at[30_000] == pytest.approx(2_530, abs=5)


def test_pulse_file_holds_no_capacity_test(data_dir):
    counted = count(read(data_dir / "battery/nissan-leaf/NissanLeaf-cell-Low-Current-HPPC-25C-2.csv"))
    assert capacity_tests(counted, LEAF) == ()
    # 30.0 s at 30.00 A and 1,080.1 s at 10.00 A.
    discharges = [step.charge_mah for step in counted.steps if step.kind == "discharge"]
    assert discharges[:2] == pytest.approx([250.0, 3_000.3], abs=0.1)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("calce/CS2_35_12_06_10.xlsx", "Arbin (xlsx)"),
        ("pulsebat/LFP_35Ah_W_5000.xlsx", "PulseBat (xlsx)"),
        ("pulsebat/workstep/LMO_C_10_B_2_SOC_5-55_Part_1-1_ID_PIP15827A00221240.xlsx", "NEBULA step sheet (xlsx)"),
        (
            "pulsebat/workstep/NMC_C_21_B_6_SOC_5-90_Part_1-2_ID_02LCC02100101A87Y0052124.xlsx",
            "NEBULA step sheet (xlsx)",
        ),
        ("nasa/B0025.mat", "MATLAB (mat)"),
        (
            "bdf/SINTEF__SLPBA842124HV__2024-10-23__Rate_25degC__Neware__Time_Bug.bdf.csv",
            "Battery Data Format (bdf.csv)",
        ),
        ("eis-zhang2020/EIS_state_V_25C02.txt", "impedance sweep (text)"),
        ("xjtu/2C_battery-1.csv", "XJTU cycle features (csv)"),
        ("nasa/B0005_capacity_df.csv", "capacity list (csv)"),
        ("batterypass-schemas/Circularity-payload.json", "JSON"),
    ],
)
def test_other_formats_are_refused_by_name(data_dir, path, name):
    with pytest.raises(CyclerRefused) as caught:
        read(data_dir / "battery" / path)
    assert caught.value.code == "format_not_read_yet"
    assert caught.value.facts == {"format": name}


@pytest.mark.parametrize("path", ["nasa/README_05_06_07_18.txt", "matr/cycle_lives/test1_cycle_lives.csv"])
def test_what_is_no_cycler_file_is_unknown(data_dir, path):
    with pytest.raises(CyclerRefused) as caught:
        read(data_dir / "battery" / path)
    assert caught.value.code == "format_unknown"


def test_cut_of_the_one_c_file_counts_like_the_whole(leaf_cuts):
    (test,) = capacity_tests(count(read(leaf_cuts / "1C-first-cycle.csv")), LEAF)
    assert test.capacity_mah == pytest.approx(30_330, rel=0.001)
    assert test.file_mah == 30_330
    assert (test.start_mv, test.end_mv, test.duration_s, test.mean_current_ma) == (4_128, 3_000, 3_569, 30_600)
    assert (test.rate_mc, test.efficiency_permille) == (924, 999)


def test_cut_of_the_pulse_file_has_a_pulse_without_state_of_charge(leaf_cuts):
    measurement = read(leaf_cuts / "HPPC-25C-one-pulse.csv")
    discharge, charge = pulses(measurement, count(measurement), after_s=(30.0,))
    assert (discharge.soc_permille, discharge.soc_known) == (None, "unknown")
    assert discharge.resistances[0].dcir_uohm == pytest.approx(2_530, abs=5)
    assert (charge.kind, charge.resistances) == ("charge", ())
