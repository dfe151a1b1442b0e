"""Writing a table as a file: xlsx, CSV that opens right in spreadsheets and runs nothing there, and PDF on A4.

Figures are written as numbers, everything else as text: a text that begins like a formula stays a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import xlsxwriter

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_SIGNIFICANT_DIGITS_MAX = 15
"""A spreadsheet keeps no more of a number."""
_WIDTH_MIN, _WIDTH_MAX, _LOOKED_AT = 8, 60, 200


class Format(StrEnum):
    """The kinds of file; the value is the suffix without its dot."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, with its unit, and whether the column holds figures."""

    heading: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A whole table, in the person's language. `told` says when, by whom and what was filtered for."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    told: str = ""


def as_csv(table: Written) -> bytes:
    """UTF-8 with a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(column.heading, figures=False) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_safe(cell, figures=column.figures) for cell, column in zip(row, table.columns, strict=True)]
        )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Written) -> bytes:
    """A sheet with a frozen heading, a filter, and columns as wide as what stands in them."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True})
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.heading, bold)
        for line, row in enumerate(table.rows, 1):
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                number = _number(cell) if column.figures else None
                if number is None:
                    sheet.write_string(line, place, cell)
                else:
                    sheet.write_number(line, place, number)
        for place, column in enumerate(table.columns):
            widest = max((len(row[place]) for row in table.rows[:_LOOKED_AT]), default=0)
            sheet.set_column(place, place, min(max(widest, len(column.heading), _WIDTH_MIN) * 1.3, _WIDTH_MAX))
        sheet.freeze_panes(1, 0)
        if table.columns:
            sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    return out.getvalue()


def _safe(cell: str, *, figures: bool) -> str:
    if figures and _NUMBER.fullmatch(cell):
        return cell.replace(",", "")
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _number(cell: str) -> float | None:
    plain = cell.replace(",", "")
    digits = sum(one.isdigit() for one in plain)
    return float(plain) if _NUMBER.fullmatch(cell) and digits <= _SIGNIFICANT_DIGITS_MAX else None
