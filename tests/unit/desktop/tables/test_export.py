"""Written tables, read back by other programs' readers: nothing is a formula, figures are numbers."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from desktop.printing.pdfium import page_texts
from desktop.tables.export import Column, Written, as_csv, as_xlsx
from desktop.tables.pdf import as_pdf

COLUMNS = (Column("이름"), Column("무게 (kg)", figures=True))
EVIL = ["=1+1", "+SUM(A1)", "-2+3", "@x", "\tx", "|cmd", "%0"]


def table(rows) -> Written:
    return Written("상자", COLUMNS, rows, "2026-11-22")


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_csv_opens_as_korean_and_keeps_figures_plain():
    data = as_csv(table([["가-1, 큰 것", "1,284.5"], ['"말"', "–"]]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [["이름", "무게 (kg)"], ["가-1, 큰 것", "1284.5"], ['"말"', "–"]]


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_is_run_as_a_formula(evil):
    assert read_csv(as_csv(table([[evil, "-3"]])))[1] == [f"'{evil}", "-3"]
    data = as_xlsx(table([[evil, "-3"]]))
    assert read_xlsx(data)[1] == [evil, -3.0]
    assert b"<f>" not in data


def test_a_figure_that_is_none_is_a_text_even_in_a_column_of_figures():
    assert read_csv(as_csv(table([["a", "=1"]])))[1] == ["a", "'=1"]
    assert read_xlsx(as_xlsx(table([["a", "=1"], ["b", "12345678901234567890"]])))[1:] == [
        ["a", "=1"],
        ["b", "12345678901234567890"],
    ]


def test_an_empty_table_has_its_headings():
    assert read_csv(as_csv(table([]))) == [["이름", "무게 (kg)"]]
    assert read_xlsx(as_xlsx(table([]))) == [["이름", "무게 (kg)"]]


def test_paper_has_every_row_and_the_headings_on_each_page(qapp):
    # How far apart letters stand is left to the reader of a PDF; what they are is not.
    printed = as_pdf(table([[f"상자 <{n:03}>", f"{n}.5"] for n in range(200)]))
    pages = ["".join(text.split()) for text in page_texts(printed)]
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert "무게(kg)" in text and f"{number}/{len(pages)}" in text
    whole = "".join(pages)
    assert all(f"<{n:03}>" in whole for n in range(200))
