"""Every bad file gets a coded refusal that says where, or a finding that says what was left out."""

from io import BytesIO
from pathlib import Path

import pytest

from core.domains.battery.cyclers import CyclerRefused, count, identify, read
from core.domains.battery.cyclers import limits as cycler_limits
from tests.support.cycler_files import BIOLOGIC_HEADER, Style, biologic_file, biologic_rows, bitrode_file, bitrode_rows


def without(header: str) -> bytes:
    place = BIOLOGIC_HEADER.index(header)
    rows = [[value for index, value in enumerate(row) if index != place] for row in biologic_rows()]
    return biologic_file(rows, header=[name for name in BIOLOGIC_HEADER if name != header])


def with_cell(line: int, column: int, text: str) -> bytes:
    lines = [line.split(",") for line in biologic_file().decode().splitlines()]
    lines[line - 1][column] = text
    return Style().written(lines)


@pytest.mark.parametrize(("header", "column"), [("time/s", "time"), ("Ecell/V", "voltage"), ("<I>/mA", "current")])
def test_missing_column_is_named(refused, header, column):
    refusal = refused(without(header))
    assert (refusal.code, refusal.facts["column"], refusal.facts["format"]) == ("column_missing", column, "BioLogic")
    assert header in refusal.facts["looked_for"]


def test_missing_bitrode_column_is_named(refused):
    refusal = refused(bitrode_file().replace(b"Voltage(V)", b"Comment"))
    assert (refusal.code, refusal.facts["column"]) == ("column_missing", "voltage")


def test_missing_counters_are_a_finding(take):
    rows = [row[:4] for row in biologic_rows()]
    measurement = take(biologic_file(rows, header=BIOLOGIC_HEADER[:4]))
    assert [finding.code for finding in measurement.findings] == ["no_file_capacity"]


@pytest.mark.parametrize("header", ["<I>/A", "<I>/mA"])
def test_one_quantity_twice_is_refused(refused, header):
    rows = [[*row, row[3]] for row in biologic_rows()]
    refusal = refused(biologic_file(rows, header=(*BIOLOGIC_HEADER, header)))
    assert (refusal.code, refusal.facts["headers"]) == ("column_twice", f"<I>/mA, {header}")


def test_unknown_unit_is_refused(refused):
    refusal = refused(biologic_file(header=("time/s", "control/V/mA", "Ecell/furlong", *BIOLOGIC_HEADER[3:])))
    assert (refusal.code, refusal.facts) == ("unit_unknown", {"header": "Ecell/furlong", "unit": "furlong"})


@pytest.mark.parametrize("text", ["#VALUE!", "", "abc", "1_000", "３", "1.2.3", "1,5", "0x10", "--1", "=A1"])
def test_text_in_a_number_cell(refused, text):
    refusal = refused(with_cell(12, 2, f'"{text}"'))
    assert refusal.code == "not_a_number"
    assert refusal.facts == {"line": 12, "column": "Ecell/V", "value": text}


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-Infinity", "1e999", "1.#QNAN"])
def test_no_number_at_all(refused, text):
    refusal = refused(with_cell(12, 3, text))
    assert (refusal.code, refusal.facts) == (
        "number_not_finite",
        {"line": 12, "column": "<I>/mA", "value": text},
    )


def test_text_in_an_unread_column_does_not_matter(take):
    assert take(with_cell(12, 1, "#VALUE!")).rows == len(biologic_rows())


def test_thousands_points_with_decimal_commas(refused):
    data = biologic_file(style=Style(delimiter=";", decimal_mark=","))
    refusal = refused(data.replace(b"1800,0", b"1.800,0", 1))
    assert (refusal.code, refusal.facts["value"]) == ("not_a_number", "1.800,0")


def test_time_that_goes_back(refused):
    refusal = refused(with_cell(40, 0, "12.5"))
    assert refusal.code == "time_goes_back"
    assert refusal.facts["line"] == 40 and refusal.facts["value"] == "12.5"


@pytest.mark.parametrize(("change", "cells"), [(lambda line: line.rsplit(",", 2)[0], 5), (lambda line: line + ",9", 8)])
def test_ragged_row(refused, change, cells):
    lines = biologic_file().decode().splitlines()
    lines[20] = change(lines[20])
    refusal = refused("\n".join(lines).encode() + b"\n")
    assert (refusal.code, refusal.facts) == ("row_ragged", {"line": 21, "cells": cells, "expected": 7})


def test_header_in_the_middle(refused):
    data = biologic_file()
    refusal = refused(data + data)
    assert (refusal.code, refusal.facts["line"]) == ("not_a_number", len(biologic_rows()) + 2)


def test_negative_capacity_of_biologic(refused):
    refusal = refused(with_cell(400, 5, "-3.0"))
    assert (refusal.code, refusal.facts["line"], refusal.facts["column"]) == ("capacity_negative", 400, "Q charge/mA.h")


@pytest.mark.parametrize(("mode", "sign"), [("CHRG", "-"), ("DCHG", "")])
def test_capacity_against_its_step(refused, mode, sign):
    rows = bitrode_rows()
    place = [index for index, row in enumerate(rows) if row[13] == mode][-1]
    rows[place][11] = sign + rows[place][11].lstrip("-")
    refusal = refused(bitrode_file(rows))
    assert (refusal.code, refusal.facts["line"]) == ("capacity_negative", place + 2)


def test_ampere_hours_under_a_milliampere_hour_header(take):
    rows = [[*row[:4], row[4] / 1000, row[5] / 1000, row[6]] for row in biologic_rows()]
    measurement = take(biologic_file(rows))
    with pytest.raises(CyclerRefused) as caught:
        count(measurement)
    assert caught.value.code == "unit_mistake"


@pytest.mark.parametrize(("column", "value"), [(0, "1e280"), (2, "4200"), (2, "-1e200"), (3, "9e9"), (5, "1e290")])
def test_values_that_no_battery_has(refused, column, value):
    refusal = refused(with_cell(len(biologic_rows()) + 1, column, value))
    assert (refusal.code, refusal.facts["line"]) == ("value_implausible", len(biologic_rows()) + 1)


def test_temperature_that_no_room_has(refused):
    rows = [[*row, 1e300 if row[0] > 1_000 else 25.0] for row in biologic_rows()]
    refusal = refused(biologic_file(rows, header=(*BIOLOGIC_HEADER, "Temperature/°C")))
    assert (refusal.code, refusal.facts["column"]) == ("value_implausible", "Temperature/°C")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x00" * 100, b" \r\n"])
def test_empty_files(refused, data):
    assert refused(data).code == "file_empty"


def test_header_without_rows(refused):
    assert refused(biologic_file([])).code == "no_rows"


@pytest.mark.parametrize("keep", [-8, -20])
def test_last_line_cut_in_the_middle_is_left_out(take, keep):
    data = biologic_file()
    measurement = take(data[:keep])
    rows = len(biologic_rows())
    assert measurement.rows == rows - 1
    assert [(f.code, f.facts) for f in measurement.findings] == [("last_row_cut", {"line": rows + 1})]


def test_last_cell_cut_is_left_out(take):
    measurement = take(biologic_file()[:-2])
    assert [finding.code for finding in measurement.findings] == ["last_row_cut"]


def test_last_line_whole_but_without_its_end_is_kept(take):
    measurement = take(biologic_file()[:-1])
    assert measurement.rows == len(biologic_rows()) and measurement.findings == ()


def test_file_cut_in_the_middle_of_a_character(take):
    style = Style(encoding="utf-16-le", bom=b"\xff\xfe")
    measurement = take(biologic_file(style=style)[:-3])
    assert [finding.code for finding in measurement.findings] == ["last_row_cut"]


def test_tail_of_zero_bytes_after_a_power_cut(take):
    measurement = take(biologic_file() + b"\x00" * 300)
    assert measurement.rows == len(biologic_rows())
    assert [finding.code for finding in measurement.findings] == ["last_row_cut"]


def test_bytes_of_no_encoding(refused):
    lines = [[*BIOLOGIC_HEADER, "memo"], *([*map(repr, row), "x"] for row in biologic_rows())]
    data = Style().written(lines).replace(b"x\n", b"\x81\n", 1)
    assert refused(data).code == "encoding_unknown"


def test_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(biologic_file())
        file.truncate(cycler_limits.FILE_BYTES_MAX + 1)
    with pytest.raises(CyclerRefused) as caught:
        read(path)
    assert caught.value.code == "file_too_large"
    assert caught.value.facts["limit_bytes"] == 256 * 1024 * 1024


def test_line_without_end(refused):
    refusal = refused(biologic_file() + b"1" * 200_000 + b"\n")
    assert (refusal.code, refusal.facts["line"]) == ("line_too_long", len(biologic_rows()) + 2)


def test_more_rows_than_the_limit(refused, monkeypatch):
    monkeypatch.setattr("core.domains.battery.cyclers.table.ROWS_MAX", 100)
    assert refused(biologic_file()).code == "too_many_rows"


@pytest.mark.parametrize(
    ("head", "file_name", "name"),
    [
        (b"Data_Point,Test_Time(s),Step_Index,Cycle_Index,Current(A),Voltage(V)\n", "a.csv", "Arbin (csv)"),
        ("循环号,工步号,记录号,电压(V)\n".encode("utf-16"), "a.txt", "Neware (csv)"),
        (b"DataPoint,Cycle Index,Step Index,Step Type,Time,Current(A)\n", "a.csv", "Neware (csv)"),
        ("工步序号,工步类型,结果\n".encode(), "a.csv", "NEBULA step sheet"),
        (b"Rec#\tCyc#\tStep\tTestTime\tAmp-hr\tWatt-hr\tAmps\tVolts\n", "a.txt", "Maccor (text)"),
        (b"Test Time / s,Voltage / V,Current / A\n", "a.bdf.csv", "Battery Data Format (bdf.csv)"),
        (b"time/s\tfreq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\n", "a.mpt", "impedance sweep (text)"),
        (b"BIO-LOGIC MODULAR FILE\x1a\x00", "a.mpr", "BioLogic (mpr)"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", "a.xlsx", "Excel (xlsx)"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"photo.jpg", "a.zip", "ZIP"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"data.ndc", "a.ndax", "Neware (ndax)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "Excel 97-2003 (xls)"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"{}", "a.json", "JSON"),
    ],
)
def test_formats_that_are_not_read_are_named(head, file_name, name):
    found = identify(head, file_name)
    assert (found.name, found.readable) == (name, False)


def test_a_broken_workbook_is_still_a_workbook(refused):
    refusal = refused(b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml" + b"\x00" * 200)
    assert (refusal.code, refusal.facts) == ("format_not_read_yet", {"format": "Excel (xlsx)"})


def test_unknown_text_is_unknown(refused):
    assert refused(b"Time(s),Current(A),Voltage(V)\n1,2,3\n").code == "format_unknown"


def test_reading_leaves_the_file_as_it_was(tmp_path):
    path = Path(tmp_path / "a.csv")
    path.write_bytes(biologic_file())
    read(path)
    assert path.read_bytes() == biologic_file()


def test_a_stream_is_read_from_its_beginning():
    stream = BytesIO(biologic_file())
    assert read(stream).rows == len(biologic_rows())
