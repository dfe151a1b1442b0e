"""Reading sheets: the encodings and kinds of file that people have, and what is no sheet."""

import io
from datetime import date

import pytest
import xlsxwriter

from core.errors import InputError
from desktop.tables import sheet as module
from desktop.tables.sheet import read_sheet


def written(folder, name: str, data: bytes):
    path = folder / name
    path.write_bytes(data)
    return path


def workbook(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_the_encodings_of_korean_offices(tmp_path, encoding, delimiter):
    text = f"상자{delimiter}무게\r\n가-1{delimiter}12.5\r\n\r\n나-2{delimiter}\r\n"
    read = read_sheet(written(tmp_path, "무게.csv", text.encode(encoding)))
    assert read.headings == ("상자", "무게")
    assert read.rows == (("가-1", "12.5"), ("나-2", ""))


def test_quotes_line_breaks_and_short_rows(tmp_path):
    read = read_sheet(written(tmp_path, "a.csv", b'a,b\n"x, y","two\nlines"\nz\n'))
    assert read.rows == (("x, y", "two\nlines"), ("z", ""))


def test_cells_of_a_workbook_become_what_people_would_type(tmp_path):
    def fill(book):
        book.add_worksheet("빈 장")
        sheet = book.add_worksheet("자료")
        sheet.write_row(0, 0, ["이름", "수", "날", "맞나", "큰 수"])
        sheet.write_row(1, 0, ["가-1", 12.5])
        sheet.write_datetime(1, 2, date(2026, 11, 22), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_boolean(1, 3, True)
        sheet.write_number(1, 4, 1e15)

    read = read_sheet(written(tmp_path, "a.xlsx", workbook(fill)))
    assert read.name == "자료"
    assert read.rows == (("가-1", "12.5", "2026-11-22", "yes", "1000000000000000"),)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "sheet_empty"),
        ("only.csv", b"a,b\n", "sheet_empty"),
        ("odd.csv", b"a,b\n\xff\xfe\xfa\x80", "sheet_unreadable"),
        ("open.csv", b'a,b\n"never closed', "sheet_unreadable"),
        ("no.xlsx", b"PK\x03\x04 not really", "sheet_unreadable"),
        ("no.xlsx", b"a,b\n1,2\n", "sheet_unreadable"),
    ],
)
def test_what_is_no_sheet_is_told(tmp_path, name, data, code):
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, name, data))
    assert caught.value.code == code


def test_a_missing_file_and_one_beyond_the_bounds_are_told(tmp_path, monkeypatch):
    with pytest.raises(InputError) as caught:
        read_sheet(tmp_path / "nowhere.csv")
    assert caught.value.code == "file_unreadable"
    wide = ",".join(["a"] * 300)
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, "wide.csv", f"{wide}\n{wide}\n".encode()))
    assert caught.value.code == "sheet_large"
    monkeypatch.setattr(module, "FILE_BYTES_MAX", 4)
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, "big.csv", b"a,b\n1,2\n"))
    assert caught.value.code == "sheet_large"
