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
        ("odd.csv", b"a,b\n\xff\xfe\xfa\x80", "sheet_encoding"),
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


def test_accents_of_european_files_are_read_and_a_damaged_korean_file_names_its_line(tmp_path):
    read = read_sheet(written(tmp_path, "a.csv", "Qué,Dónde\ncafé,Perú\n".encode("latin-1")))
    assert read.headings == ("Qué", "Dónde") and read.rows == (("café", "Perú"),)
    damaged = "상자,무게\n가나다,1\n".encode("cp949") + b"\xb0\xff\xa1,2\n"
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, "b.csv", damaged))
    assert (caught.value.code, caught.value.facts["line"]) == ("sheet_encoding", 3)


def test_the_unicode_text_of_a_spreadsheet_is_read(tmp_path):
    read = read_sheet(written(tmp_path, "a.txt", "상자\t무게\r\n가-1\t12.5\r\n".encode("utf-16")))
    assert read.headings == ("상자", "무게") and read.rows == (("가-1", "12.5"),)


def test_titles_above_the_headings_are_passed_over_and_rows_keep_their_numbers(tmp_path):
    text = "2026년 10월 재고,,\n,,단위: kg\n\n상자,품종,무게\n가-1,부사,12\n\n가-2,홍로,13\n"
    read = read_sheet(written(tmp_path, "a.csv", text.encode()))
    assert read.headings == ("상자", "품종", "무게")
    # By hand: the file has 7 rows, the empty ones count.
    assert read.numbers == (5, 7)
    other = read.with_headings_in(0)
    assert other.headings == ("2026년 10월 재고", "", "") and len(other.rows) == 4


def test_merged_headings_tell_columns_of_the_same_name_apart(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("자료")
        sheet.write_string(2, 1, "번호")
        sheet.merge_range(2, 2, 2, 3, "정격")
        sheet.merge_range(2, 4, 2, 5, "실측")
        sheet.write_row(3, 1, ["번호", "Ah", "V", "Ah", "V"])
        sheet.write_row(4, 1, ["가-1", 180, 356, 151.5, 350])

    read = read_sheet(written(tmp_path, "a.xlsx", workbook(fill)))
    assert read.headings == ("번호", "정격 Ah", "정격 V", "실측 Ah", "실측 V")
    assert read.rows == (("가-1", "180", "356", "151.5", "350"),) and read.numbers == (5,)


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (("12,5", "1.234,50"), True),
        (("1,234", "12"), False),
        (("12,5", "12.5"), False),
        (("1.234", "0,5"), True),
        (("1,234.5", "12"), False),
    ],
)
def test_a_decimal_comma_is_told_from_thousands(tmp_path, cells, comma):
    text = "상자;무게\n" + "".join(f"가;{cell}\n" for cell in cells)
    assert read_sheet(written(tmp_path, "a.csv", text.encode())).decimal_comma is comma


def test_a_hundred_thousand_rows_are_read_and_one_more_is_told(tmp_path):
    rows = "가-1,2\n" * 100_000
    assert len(read_sheet(written(tmp_path, "a.csv", f"상자,무게\n{rows}".encode())).rows) == 100_000
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, "b.csv", f"상자,무게\n{rows}하나,더\n".encode()))
    assert caught.value.code == "sheet_large"
