"""Whatever the bytes are: a measurement whose numbers can be worked with, or a coded refusal; never anything else."""

import subprocess
import sys
from io import BytesIO
from math import isfinite
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domains.battery.cyclers import (
    CyclerRefused,
    Protocol,
    capacity_tests,
    count,
    partial_discharges,
    pulses,
    read,
    summary_for_chart,
)
from tests.support.cycler_files import CYCLE, Style, biologic_file, biologic_rows, bitrode_file, bitrode_rows

ROOT = Path(__file__).resolve().parents[6]
SEEDS = (
    biologic_file(biologic_rows(CYCLE, every_s=200)),
    biologic_file(biologic_rows(CYCLE, every_s=200), Style(delimiter=";", decimal_mark=",", line_end="\r\n")),
    biologic_file(biologic_rows(CYCLE, every_s=200), Style(encoding="utf-16-le", bom=b"\xff\xfe")),
    bitrode_file(bitrode_rows(CYCLE, every_s=200)),
    bitrode_file(bitrode_rows(CYCLE, every_s=200), header=None),
)


def work_through(data: bytes) -> None:
    try:
        measurement = read(BytesIO(data))
        counted = count(measurement)
    except CyclerRefused as refusal:
        assert refusal.code and all(isinstance(fact, int | str) for fact in refusal.facts.values())
        return
    assert all(isfinite(step.charge_mah) and isfinite(step.energy_mwh) for step in counted.steps)
    assert sum(step.last_row - step.first_row + 1 for step in counted.steps) == measurement.rows
    capacity_tests(counted, Protocol(rated_mah=1_800, lower_mv=2_700, upper_mv=4_200))
    partial_discharges(counted)
    pulses(measurement, counted)
    summary_for_chart(measurement)


@given(data=st.binary(max_size=400))
def test_bytes_of_nothing(data):
    work_through(data)


@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(
        st.tuples(st.floats(min_value=0, max_value=1), st.binary(max_size=6), st.integers(0, 30)), max_size=4
    ),
)
def test_edited_files(seed, edits):
    data = seed
    for place, new, removed in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + removed :]
    work_through(data)


@given(seed=st.sampled_from(SEEDS), keep=st.floats(min_value=0, max_value=1))
def test_cut_files(seed, keep):
    work_through(seed[: int(keep * len(seed))])


@pytest.mark.long
def test_two_hundred_megabytes_in_bounded_memory(tmp_path):
    path = tmp_path / "large.csv"
    block = biologic_rows(CYCLE, every_s=1)
    blocks = 0
    with path.open("wb") as file:
        while file.tell() < 200_000_000:
            rows = [[row[0] + 10_000.0 * blocks, *row[1:6], float(blocks)] for row in block]
            data = biologic_file(rows)
            file.write(data if blocks == 0 else data.split(b"\n", 1)[1])
            blocks += 1
    program = (
        "import resource, sys; from pathlib import Path; from core.domains.battery.cyclers import *\n"
        "found = count(read(Path(sys.argv[1])))\n"
        "print(len(capacity_tests(found)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, check=True, text=True
    )
    tests, peak_mb = map(int, run.stdout.split())
    assert tests == blocks
    assert peak_mb < 500
