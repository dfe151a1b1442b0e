"""Every style in which the two makers' tables are written gives the same numbers."""

import codecs
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domains.battery.cyclers import ReadingCancelled, capacity_tests, count, identify, read
from tests.support.cycler_files import (
    BIOLOGIC_HEADER,
    BITRODE_HEADER,
    CYCLE,
    Style,
    biologic_file,
    biologic_rows,
    bitrode_file,
    bitrode_rows,
)

EC_LAB_HEADER = (
    *("mode", "ox/red", "error", "Ns changes", "Ns", "time/s", "control/V", "Ewe/V", "<I>/mA", "cycle number"),
    *("Q discharge/mA.h", "Temperature/°C"),
)


def only_capacity_mah(measurement) -> int:
    (test,) = capacity_tests(count(measurement))
    return test.capacity_mah


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp949", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_encodings_and_line_ends(take, encoding, bom, line_end):
    header = (*BIOLOGIC_HEADER, "비고")
    rows = biologic_rows()
    style = Style(encoding=encoding, bom=bom, line_end=line_end)
    lines = [list(header), *([*map(style.cell, row), "시험"] for row in rows)]
    measurement = take(style.written(lines))
    assert list(measurement.time_s) == [row[0] for row in rows]
    assert only_capacity_mah(measurement) == 1_700
    assert measurement.columns[-1].header == "비고"


def test_utf_16_without_a_mark(take):
    assert only_capacity_mah(take(biologic_file(style=Style(encoding="utf-16-le")))) == 1_700


def test_korean_text_far_down_changes_the_encoding(take):
    # Only the last line tells CP949 from UTF-8, long after the format was named.
    rows = biologic_rows(every_s=1)
    lines = [[*BIOLOGIC_HEADER, "memo"], *([*map(repr, row), ""] for row in rows)]
    lines[-1][-1] = "끝"
    assert len(Style().written(lines)) > 256 * 1024
    measurement = take(Style(encoding="cp949").written(lines))
    assert measurement.encoding == "cp949" and measurement.rows == len(rows)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas(take, delimiter):
    measurement = take(biologic_file(style=Style(delimiter=delimiter, decimal_mark=",")))
    assert measurement.decimal_mark == ","
    assert list(measurement.voltage_v) == [row[2] for row in biologic_rows()]


def test_every_point_made_a_comma(take):
    data = biologic_file(style=Style(delimiter=";")).replace(b".", b",")
    assert b"mA,h" in data
    assert only_capacity_mah(take(data)) == 1_700


def test_decimal_commas_in_quotes(take):
    style = Style(decimal_mark=",")
    lines = [list(BIOLOGIC_HEADER), *([f'"{style.cell(value)}"' for value in row] for row in biologic_rows())]
    measurement = take(style.written(lines))
    assert list(measurement.current_a) == pytest.approx([row[3] / 1000 for row in biologic_rows()])


def test_ec_lab_preamble_and_its_encoding(take):
    # 0xB0 is the degree sign of CP1252; as CP949 it would swallow the letter after it.
    preamble = ("EC-Lab ASCII FILE", "Nb header lines : 5", "", "Run on channel : 3, at 25 °C")
    lines = [[*EC_LAB_HEADER, ""]]
    for row in biologic_rows():
        t, _, volt, current, discharged, _, cycle = row
        lines.append(
            [*"10010", *(repr(x).replace(".", ",") for x in (t, 0.0, volt, current, cycle, discharged)), "25,0", ""]
        )
    measurement = take(Style(encoding="cp1252", line_end="\r\n", delimiter="\t").written(lines, preamble))
    assert measurement.encoding == "cp1252"
    assert only_capacity_mah(measurement) == 1_700
    assert set(measurement.temperature_c) == {25.0}
    assert measurement.line[0] == 6


def test_units_and_names_of_biologic(take):
    rows = [[row[0] / 3600, row[2] * 1000, row[3] / 1000, row[4] / 1000] for row in biologic_rows()]
    measurement = take(biologic_file(rows, header=("time/h", "Ewe/mV", "I/A", "Q discharge/A.h")))
    assert measurement.time_s[-1] == pytest.approx(sum(phase.seconds for phase in CYCLE))
    assert max(measurement.voltage_v) == pytest.approx(4.2)
    assert not measurement.current_is_mean
    assert measurement.discharge_counter_mah[-1] == pytest.approx(1_700)


def test_order_of_columns_does_not_matter(take):
    order = [6, 3, 0, 5, 2, 4, 1]
    measurement = take(
        biologic_file(
            [[row[place] for place in order] for row in biologic_rows()],
            header=[BIOLOGIC_HEADER[place] for place in order],
        )
    )
    assert measurement.current_is_mean and only_capacity_mah(measurement) == 1_700


def test_columns_tell_how_they_are_read(take):
    columns = take(biologic_file()).columns
    assert [(column.header, column.meaning) for column in columns] == [
        ("time/s", "time"),
        ("control/V/mA", "not_read"),
        ("Ecell/V", "voltage"),
        ("<I>/mA", "mean_current"),
        ("Q discharge/mA.h", "discharge_capacity"),
        ("Q charge/mA.h", "charge_capacity"),
        ("cycle number", "cycle"),
    ]
    assert [column.unit for column in columns] == ["s", "ma", "v", "ma", "ma.h", "ma.h", ""]


@pytest.mark.parametrize(
    "header",
    [
        BITRODE_HEADER,
        None,
        [
            *("Exclude", "Total Time", "Cycle", "Loop Counter #1", "Loop Counter #2", "Loop Counter #3", "Step"),
            *("Step time", "Current", "Voltage", "Power", "Amp-Hours", "Watt-Hours", "Mode", "Data Acquisition Flag"),
        ],
        [
            *('"Exclude"', '"Total Time, S"', '"Cycle"', '"Loop Counter #1"', '"Loop Counter #2"', '"Loop Counter #3"'),
            *('"Step"', '"Step Time, S"', '"Current, A"', '"Voltage, V"', '"Power, W"', '"Amp-Hours, AH"'),
            *('"Watt-Hours, WH"', '"Mode"', '"Data Acquisition Flag"'),
        ],
    ],
    ids=["units", "none", "words", "quoted"],
)
def test_bitrode_headers(take, header):
    measurement = take(bitrode_file(header=header))
    assert measurement.format == "Bitrode"
    assert only_capacity_mah(measurement) == 1_700
    assert [step.mode for step in measurement.file_steps] == ["REST", "CHRG", "REST", "DCHG", "REST"]


def test_bitrode_preamble_and_tabs(take):
    data = bitrode_file(style=Style(delimiter="\t"))
    assert only_capacity_mah(take(b"Test Name\tmodule 7\nTest Date\t2026-11-02\n\n" + data)) == 1_700


def test_bitrode_with_magnitudes_only(take):
    rows = bitrode_rows()
    for row in rows:
        row[8], row[11] = row[8].replace("-", ""), row[11].replace("-", "")
    measurement = take(bitrode_file(rows))
    assert [finding.code for finding in measurement.findings] == ["sign_from_mode"]
    assert only_capacity_mah(measurement) == 1_700


def test_double_line_ends_are_no_rows(take):
    measurement = take(biologic_file(style=Style(line_end="\r\r\n")))
    assert measurement.rows == len(biologic_rows())
    assert list(measurement.line[:2]) == [3, 5]


def test_progress_ends_at_the_whole_and_a_stop_stops():
    data = biologic_file(biologic_rows(every_s=1))
    told = []
    read(BytesIO(data), progress=lambda done, whole: told.append((done, whole)))
    assert told[-1] == (len(data), len(data))
    with pytest.raises(ReadingCancelled):
        read(BytesIO(data), cancelled=lambda: True)


@pytest.mark.parametrize(("data", "name"), [(biologic_file(), "BioLogic"), (bitrode_file(header=None), "Bitrode")])
def test_identify_from_the_first_bytes(data, name):
    found = identify(data[:2000], "any.csv")
    assert (found.name, found.readable) == (name, True)


finite = st.floats(min_value=-1000, max_value=1000, allow_nan=False)
tables = st.lists(st.tuples(finite, finite), min_size=1, max_size=20)
styles = st.builds(
    lambda encoding, line_end, marks: Style(encoding[0], line_end, marks[0], marks[1], encoding[1]),
    st.sampled_from(
        [
            ("utf-8", b""),
            ("utf-8", codecs.BOM_UTF8),
            ("cp949", b""),
            ("utf-16-le", codecs.BOM_UTF16_LE),
            ("utf-16-be", codecs.BOM_UTF16_BE),
        ]
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ",")]),
)


@given(table=tables, style=styles)
def test_what_is_written_is_what_is_read(table, style):
    rows = [[float(second), volt, milliampere] for second, (volt, milliampere) in enumerate(table)]
    measurement = read(BytesIO(biologic_file(rows, style, ("time/s", "Ecell/V", "<I>/mA"))))
    assert list(measurement.time_s) == [row[0] for row in rows]
    assert list(measurement.voltage_v) == [row[1] for row in rows]
    assert list(measurement.current_a) == [row[2] * 0.001 for row in rows]
