"""Filing sheets as another program reads them."""

import io

from python_calamine import CalamineWorkbook

from core.domains.labour.filing.layouts import standard_layout
from desktop.domains.labour.workbook import workbook


def read(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_an_acquisition_sheet_has_two_heading_rows_and_keeps_leading_zeros():
    layout = standard_layout("acquisition")
    row: list[str | int] = ["0001013000000", "=김하나", *[""] * 4, 1_100_000, *[""] * 31]
    groups, headings, told = read(workbook(layout, [row]))
    assert [one for one in groups if one] == [name for name, _ in layout.groups]
    assert tuple(headings) == layout.headings
    assert (told[0], told[1], told[6]) == ("0001013000000", "=김하나", 1_100_000)


def test_a_loss_sheet_has_one_and_the_same_rows_give_the_same_bytes():
    layout = standard_layout("loss")
    rows: list[list[str | int]] = [["김하나", *[""] * 20, 5]]
    assert len(read(workbook(layout, rows))) == 2
    assert workbook(layout, rows) == workbook(layout, rows)
