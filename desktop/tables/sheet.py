"""Reading a sheet that people keep: CSV in UTF-8 or CP949, or the first filled sheet of an xlsx, xls or ods file.

Every cell becomes text as people would type it: a number without an exponent, a day as 2026-11-22.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from core.errors import InputError

FILE_BYTES_MAX = 50_000_000
ROWS_MAX, COLUMNS_MAX, CELL_CHARACTERS_MAX = 100_000, 200, 10_000
ENCODINGS = ("utf-8-sig", "cp949")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings, and the rows below them; each row is as long as the headings are."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sheet(path: Path) -> Sheet:
    """Read a file; the first row that is not empty holds the headings.

    Raises:
        InputError: `file_unreadable`, `sheet_large`, `sheet_unreadable`, `sheet_empty`.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise InputError("sheet_large", limit=FILE_BYTES_MAX)
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    name, cells = (path.stem, _of_text(data)) if path.suffix.lower() in _TEXT_SUFFIXES else _of_workbook(data)
    filled = [[_clean(cell) for cell in row] for row in cells]
    filled = [row for row in filled if any(row)]
    if len(filled) < 2:
        raise InputError("sheet_empty")
    width = max(len(row) for row in filled)
    if len(filled) > ROWS_MAX or width > COLUMNS_MAX:
        raise InputError("sheet_large", limit=FILE_BYTES_MAX)
    rows = [tuple(row + [""] * (width - len(row))) for row in filled]
    return Sheet(name, rows[0], tuple(rows[1:]))


def _of_text(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    sample = text.splitlines()[:_LINES_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in sample))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError("sheet_unreadable") from error


def _decoded(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("sheet_unreadable")


def _of_workbook(data: bytes) -> tuple[str, Iterable[Sequence[Any]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if rows:
                return name, rows
    except (CalamineError, ValueError, OSError) as error:
        raise InputError("sheet_unreadable") from error
    raise InputError("sheet_empty")


def _clean(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()[:CELL_CHARACTERS_MAX]
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)
