"""Resistance and state of charge of pulses whose truth is arithmetic."""

from io import BytesIO

import pytest

from core.domains.battery.cyclers import count, pulses, read
from tests.support.cycler_files import Phase, biologic_file, biologic_rows, bitrode_file, bitrode_rows

REST = Phase(0.0, 600, 3.7, 3.7)
CHARGE = Phase(3.6, 1_000, 3.3, 4.2)
HALF = Phase(-3.6, 490, 4.1, 3.7)
# 10 A for 36 s: 100 mAh. Voltage falls on a line from 3.700 V at once to 3.520 V after 36 s: 5 mV a second, 0.5 mohm/s.
PULSE = Phase(-10.0, 36, 3.7, 3.52)
LAST = Phase(-3.6, 410, 3.6, 2.7)


def found(phases, **choices):
    measurement = read(BytesIO(bitrode_file(bitrode_rows(phases, every_s=1))))
    return pulses(measurement, count(measurement), **choices)


def test_resistance_at_ten_and_thirty_seconds():
    (pulse,) = found((CHARGE, REST, HALF, REST, PULSE, REST, LAST, REST))
    assert (pulse.current_ma, pulse.duration_ms, pulse.rest_mv, pulse.kind) == (-10_000, 36_000, 3_700, "discharge")
    assert [(r.after_ms, r.dcir_uohm) for r in pulse.resistances] == [(10_000, 5_000), (30_000, 15_000)]
    assert (pulse.first_sample.after_ms, pulse.first_sample.dcir_uohm) == (1_000, 500)


def test_state_of_charge_is_counted_from_full_to_empty():
    # Full holds 490 + 100 + 410 = 1,000 mAh; the pulse comes after 490.
    (pulse,) = found((CHARGE, REST, HALF, REST, PULSE, REST, LAST, REST))
    assert (pulse.soc_permille, pulse.soc_known) == (510, "counted")


def test_a_named_capacity_replaces_the_way_to_empty():
    (pulse,) = found((CHARGE, REST, HALF, REST, PULSE, REST), capacity_mah=980, upper_mv=4_200)
    assert pulse.soc_permille == 500


@pytest.mark.parametrize("choices", [{}, {"capacity_mah": 1_000}])
def test_without_a_full_charge_there_is_no_state_of_charge(choices):
    (pulse,) = found((REST, PULSE, REST), **choices)
    assert (pulse.soc_permille, pulse.soc_known) == (None, "unknown")


def test_times_beyond_the_pulse_are_left_out():
    (pulse,) = found((REST, PULSE, REST), after_s=(10.0, 60.0))
    assert [resistance.after_ms for resistance in pulse.resistances] == [10_000]


def test_between_two_rows_the_voltage_is_on_their_line():
    measurement = read(BytesIO(bitrode_file(bitrode_rows((REST, PULSE, REST), every_s=4))))
    (pulse,) = pulses(measurement, count(measurement))
    assert [resistance.dcir_uohm for resistance in pulse.resistances] == [5_000, 15_000]


def test_long_steps_and_steps_without_rest_are_no_pulses():
    assert found((CHARGE, PULSE, REST, HALF, REST)) == ()


def test_a_gap_makes_the_state_of_charge_unknown():
    rows = biologic_rows((CHARGE, REST, HALF, REST, PULSE, REST, LAST, REST), every_s=1)
    inside = next(index for index, row in enumerate(rows) if row[3] < 0) + 50
    measurement = read(BytesIO(biologic_file(rows[:inside] + rows[inside + 100 :])))
    assert [pulse.soc_permille for pulse in pulses(measurement, count(measurement))] == [None]
