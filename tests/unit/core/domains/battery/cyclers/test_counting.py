"""Charge, energy and findings of profiles whose truth is arithmetic."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domains.battery.cyclers import count, read, rounded
from tests.support.cycler_files import (
    BIOLOGIC_HEADER,
    CYCLE,
    Phase,
    biologic_file,
    biologic_rows,
    bitrode_file,
    bitrode_rows,
)

INSTANT_HEADER = tuple(name.replace("<I>", "I") for name in BIOLOGIC_HEADER)


def counted(data: bytes):
    return count(read(BytesIO(data)))


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize("data", [biologic_file(), bitrode_file(), bitrode_file(header=None)], ids=["b", "t", "t0"])
def test_steps_of_a_cycle(data):
    steps = counted(data).steps
    assert [step.kind for step in steps] == ["rest", "charge", "rest", "discharge", "rest"]
    assert [step.charge_mah for step in steps] == pytest.approx([0, 1_800, 0, 1_700, 0], abs=0.001)
    # Constant current on a straight voltage: mean voltage 3.75 V and 3.4 V.
    assert [step.energy_mwh for step in steps] == pytest.approx([0, 1_800 * 3.75, 0, 1_700 * 3.4, 0], rel=0.002)
    assert steps[3].mean_current_a == pytest.approx(-3.6)
    assert steps[3].duration_s == 1_700
    assert (steps[3].last_v, steps[3].min_v) == pytest.approx((2.7, 2.7))


def test_nothing_is_flagged_where_nothing_is_odd():
    assert codes(counted(biologic_file()).findings) == []
    assert codes(counted(bitrode_file()).findings) == []


def test_long_rest_rows_at_a_step_edge_add_nothing():
    # The row that ends the discharge is followed by the first rest row two minutes later: across the edge, a trapezoid
    # would add 3.6 A x 120 s / 2 = 60 mAh.
    rows = biologic_rows(every_s=120)
    end = next(index for index in range(len(rows) - 1, 0, -1) if rows[index][3] < 0)
    del rows[end + 1]
    discharge = counted(biologic_file(rows)).steps[3]
    assert discharge.charge_mah == pytest.approx(1_700, abs=0.001)


def test_a_mean_current_is_summed_not_interpolated():
    # One interval of 10 s with a mean of -7.2 A holds 20 mAh, whatever the values beside it are.
    rows = [[0.0, 4.0, 0.0], [10.0, 4.0, -3_600.0], [20.0, 3.9, -7_200.0], [30.0, 3.8, -3_600.0], [40.0, 3.9, 0.0]]
    header = ("time/s", "Ecell/V", "<I>/mA")
    assert counted(biologic_file(rows, header=header)).steps[1].charge_mah == pytest.approx(10 + 20 + 10)
    # Read as instants, the trapezoid from the first to the last discharge row: 2 x 5.4 A x 10 s.
    instants = counted(biologic_file(rows, header=("time/s", "Ecell/V", "I/mA"))).steps[1]
    assert instants.charge_mah == pytest.approx(30)


def test_the_first_second_of_a_bitrode_step_counts():
    # Its first row comes one second after the step began; without that second 3.6 A / 3.6 = 1 mAh would be missing.
    assert counted(bitrode_file()).steps[3].charge_mah == pytest.approx(1_700, abs=0.001)


def test_the_time_before_a_cut_file_began_does_not_count():
    rows = bitrode_rows()
    inside = next(index for index, row in enumerate(rows) if row[13] == "DCHG" and float(row[7]) >= 1_000)
    step = counted(bitrode_file(rows[inside:])).steps[0]
    assert step.charge_mah == pytest.approx(700, abs=0.001)


def test_gap_is_found_with_its_line():
    rows = biologic_rows(every_s=10)
    inside = next(index for index, row in enumerate(rows) if row[3] < 0) + 50
    result = counted(biologic_file(rows[:inside] + rows[inside + 12 :]))
    assert [(f.code, f.facts) for f in result.findings] == [("gap", {"line": inside + 2, "seconds": 130})]
    assert [step.gaps for step in result.steps] == [0, 0, 0, 1, 0]


def test_many_gaps_are_told_by_their_number():
    # Ten rows a second apart, then 100 s without one, thirty times over.
    seconds = [100.0 * block + second for block in range(31) for second in range(10)]
    rows = [[second, 3.5, 1_000.0] for second in seconds]
    findings = counted(biologic_file(rows, header=BIOLOGIC_HEADER[:1] + BIOLOGIC_HEADER[2:4])).findings
    assert codes(findings).count("gap") == 20
    assert [dict(f.facts) for f in findings if f.code == "more_of_these"] == [{"finding": "gap", "count": 10}]


def test_slow_sampling_is_no_gap():
    assert codes(counted(biologic_file(biologic_rows(every_s=100))).findings) == []


def test_missing_rest_is_found():
    phases = [phase for phase in CYCLE if phase != CYCLE[2]]
    result = counted(bitrode_file(bitrode_rows(phases)))
    (finding,) = result.findings
    assert (finding.code, finding.facts["count"]) == ("rest_missing", 1)


def test_file_that_ends_under_current():
    result = counted(biologic_file(biologic_rows(CYCLE[:4])))
    assert [(f.code, f.facts["reason"]) for f in result.findings] == [("step_stopped_early", "file_end")]


def test_end_mark_of_a_stopped_test():
    rows = bitrode_rows(CYCLE[:4])
    rows[-1][14] = "Q"
    result = counted(bitrode_file(rows))
    assert [(f.code, f.facts["reason"]) for f in result.findings] == [("step_stopped_early", "test_stopped")]


@pytest.mark.parametrize(("error", "found"), [(1.004, []), (1.006, ["counted_differs"] * 2)])
def test_counted_against_the_file(error, found):
    rows = [[*row[:4], row[4] * error, row[5] * error, row[6]] for row in biologic_rows()]
    assert codes(counted(biologic_file(rows)).findings) == found


def test_last_digit_of_a_coarse_counter_is_no_difference():
    # 30 s at 3.6 A are 30 mAh; the counter says 0.03 Ah or, cut, 0.02 Ah.
    pulse = (Phase(0.0, 60, 3.7, 3.7), Phase(-3.6, 30, 3.6, 3.5), Phase(0.0, 60, 3.6, 3.6))
    rows = bitrode_rows(pulse)
    for row in rows:
        row[11] = "-0.02" if row[11] == "-0.03" else row[11]
    assert codes(counted(bitrode_file(rows)).findings) == []


def test_counter_that_is_set_back_inside_a_step():
    rows = biologic_rows()
    discharge = [index for index, row in enumerate(rows) if row[3] < 0]
    middle = discharge[len(discharge) // 2]
    taken = rows[middle - 1][4]
    for index in range(middle, len(rows)):
        rows[index][4] -= taken
        rows[index][6] += 1
    result = counted(biologic_file(rows))
    assert codes(result.findings) == []
    assert result.steps[3].file_mah == pytest.approx(1_700)


def test_no_current_is_said():
    assert codes(counted(biologic_file(biologic_rows((CYCLE[0],)))).findings) == ["no_current"]


def test_cycles_by_the_files_number():
    first = biologic_rows(cycle=7)
    second = biologic_rows(cycle=8, start_s=10_000)
    cycles = counted(biologic_file(first + second)).cycles
    assert [cycle.number for cycle in cycles] == [7, 8]
    assert [cycle.discharge_mah for cycle in cycles] == pytest.approx([1_700, 1_700])


def test_cycles_without_a_number_end_with_the_discharge():
    rows = [row[:6] for row in biologic_rows() + biologic_rows(start_s=10_000)]
    cycles = counted(biologic_file(rows, header=BIOLOGIC_HEADER[:6])).cycles
    assert [(cycle.number, rounded(cycle.charge_mah)) for cycle in cycles] == [(1, 1_800), (2, 1_800)]


@pytest.mark.parametrize(("value", "nearest"), [(0.5, 0), (1.5, 2), (2.5, 2), (-0.5, 0), (3141.5, 3142)])
def test_halves_go_to_the_even_side(value, nearest):
    assert rounded(value) == nearest


phases = st.builds(
    Phase,
    current_a=st.sampled_from([-40.0, -30.6, -3.5, -1.0, 0.0, 0.5, 3.5, 15.3, 40.0]),
    seconds=st.integers(min_value=2, max_value=5_000),
    from_v=st.floats(min_value=2.5, max_value=4.3),
    to_v=st.floats(min_value=2.5, max_value=4.3),
)


def merged(profile: list[Phase]) -> list[float]:
    """Charge of every stretch of one direction: what steps told by sign must hold."""
    stretches: list[tuple[int, float]] = []
    for phase in profile:
        sign = (phase.current_a > 0) - (phase.current_a < 0)
        if stretches and stretches[-1][0] == sign:
            stretches[-1] = (sign, stretches[-1][1] + phase.charge_mah)
        else:
            stretches.append((sign, phase.charge_mah))
    return [charge for sign, charge in stretches if sign]


@given(profile=st.lists(phases, min_size=1, max_size=6), every_s=st.integers(min_value=1, max_value=59))
def test_constant_currents_count_to_arithmetic(profile, every_s):
    rows = [row[:4] for row in biologic_rows(profile, every_s=max(every_s, 20))]
    steps = counted(biologic_file(rows, header=BIOLOGIC_HEADER[:4])).steps
    assert [step.charge_mah for step in steps if step.kind != "rest"] == pytest.approx(merged(profile), rel=1e-9)


@given(profile=st.lists(phases, min_size=1, max_size=6), every_s=st.integers(min_value=20, max_value=59))
def test_bitrode_steps_count_to_arithmetic(profile, every_s):
    steps = counted(bitrode_file(bitrode_rows(profile, every_s))).steps
    assert [step.charge_mah for step in steps] == pytest.approx([phase.charge_mah for phase in profile], rel=1e-9)
