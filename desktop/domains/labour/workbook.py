"""Filing sheets as spreadsheets, in the columns of a layout; the agency's site takes the file from the user's hand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

from core.domains.labour.filing.layouts import Layout
from core.domains.labour.filing.rows import Cell

_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""One fixed time in the file's properties: the same rows give the same bytes."""


def workbook(layout: Layout, rows: Sequence[Sequence[Cell]]) -> bytes:
    """An xlsx of one sheet: heading rows as the layout says, then a row a person; numbers that are names stay text."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": _MADE, "title": layout.sheet})
    text = book.add_format({"num_format": "@"})
    heading = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
    sheet = book.add_worksheet(layout.sheet)
    place = 0
    if layout.groups:
        column = 0
        for name, columns in layout.groups:
            if columns > 1:
                sheet.merge_range(0, column, 0, column + columns - 1, name, heading)
            else:
                sheet.write_string(0, column, name, heading)
            column += columns
        place = 1
    for column, name in enumerate(layout.headings):
        sheet.write_string(place, column, name, heading)
    for number, row in enumerate(rows, place + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell, text)
    sheet.freeze_panes(place + 1, 0)
    book.close()
    return held.getvalue()
