"""Reading a sheet that people keep: CSV in UTF-8, UTF-16, CP949 or Latin, or the first filled sheet of a workbook.

Every cell becomes text as people would type it: a number without an exponent, a day as 2026-11-22. Titles above the
headings are told from the headings, and somebody may still say which row holds them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from core.errors import InputError

FILE_BYTES_MAX = 50_000_000
ROWS_MAX, COLUMNS_MAX, CELL_CHARACTERS_MAX = 100_000, 200, 10_000
"""Rows below the headings."""
HEADINGS_AMONG = 15
"""The headings are one of so many filled rows at the top."""
ENCODINGS = ("utf-8-sig", "cp949")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 20
_FILLED_SHARE = 0.7
_LATIN = re.compile(rb"[\x80-\xff]+")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|0,\d+)")
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d*\.(\d{1,2}|\d{4,})|0\.\d+)")

Line = tuple[int, tuple[str, ...]]
"""A filled row, and its number as a person counts the rows of the file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings, and the rows below them; each row is as long as the headings are."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    """Of each row, as a person counts the rows of the file, empty ones too."""
    heading: int = 0
    """Which of `top` holds the headings."""
    top: tuple[Line, ...] = ()
    """The first filled rows of the file, each of which may hold the headings."""
    decimal_comma: bool = False
    """Whether its numbers are written as 1.234,5."""
    below: tuple[Line, ...] = ()
    """All filled rows."""

    def with_headings_in(self, place: int) -> Sheet:
        """The same file, its headings in another one of the rows at its top."""
        return _headed(self.name, self.below, place)


def read_sheet(path: Path) -> Sheet:
    """Read a file; the headings are guessed: the first row that fills as many columns as the rows below it do.

    Raises:
        InputError: `file_unreadable`, `sheet_large`, `sheet_unreadable`, `sheet_encoding` with the line, `sheet_empty`.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise InputError("sheet_large", limit=FILE_BYTES_MAX)
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    is_text = path.suffix.lower() in _TEXT_SUFFIXES
    name, first, cells = (path.stem, 1, _of_text(data)) if is_text else _of_workbook(data)
    rows = [(number, [_clean(cell) for cell in row]) for number, row in enumerate(cells, first)]
    filled = [(number, row) for number, row in rows if any(row)]
    if len(filled) < 2:
        raise InputError("sheet_empty")
    width = max(len(row) for _, row in filled)
    if len(filled) > ROWS_MAX + HEADINGS_AMONG or width > COLUMNS_MAX:
        raise InputError("sheet_large", limit=FILE_BYTES_MAX)
    lines = tuple((number, tuple(row + [""] * (width - len(row)))) for number, row in filled)
    return _headed(name, lines, _heading(lines))


def _heading(lines: Sequence[Line]) -> int:
    """Titles, units and merged cells above the headings fill fewer columns than the headings do."""
    counts = [sum(bool(cell) for cell in row) for _, row in lines[: HEADINGS_AMONG * 4]]
    usual = median(counts[1:])
    enough = (place for place, count in enumerate(counts[:HEADINGS_AMONG]) if count >= usual * _FILLED_SHARE)
    return min(next(enough, 0), len(lines) - 2)


def _headed(name: str, lines: tuple[Line, ...], place: int) -> Sheet:
    below = lines[place + 1 :]
    if not below:
        raise InputError("sheet_empty")
    if len(below) > ROWS_MAX:
        raise InputError("sheet_large", limit=FILE_BYTES_MAX)
    return Sheet(
        name,
        _headings(lines, place),
        tuple(row for _, row in below),
        tuple(number for number, _ in below),
        place,
        lines[:HEADINGS_AMONG],
        _has_decimal_comma(row for _, row in below),
        lines,
    )


def _headings(lines: Sequence[Line], place: int) -> tuple[str, ...]:
    """Where the same heading stands twice, the merged cell above it comes first: "rated Ah", "measured Ah"."""
    own = lines[place][1]
    if not place:
        return own
    twice = {text for text, count in Counter(own).items() if count > 1}
    above, told = "", []
    for text, upper in zip(own, lines[place - 1][1], strict=True):
        above = upper or above
        told.append(f"{above} {text}".strip() if text in twice else text)
    return tuple(told)


def _has_decimal_comma(rows: Iterable[Sequence[str]]) -> bool:
    """Whether some number can only be read with a decimal comma, and none only with a point."""
    comma = False
    for row in rows:
        for cell in row:
            if "." in cell and _POINT.fullmatch(cell):
                return False
            comma = comma or ("," in cell and _COMMA.fullmatch(cell) is not None)
    return comma


def _of_text(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    sample = text.splitlines()[:_LINES_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in sample))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError("sheet_unreadable") from error


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF_16) else ENCODINGS
    bad = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            bad = bad or error.start
    if encodings is ENCODINGS and _is_latin(data):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass  # told below
    raise InputError("sheet_encoding", line=data.count(b"\n", 0, bad) + 1)


def _is_latin(data: bytes) -> bool:
    """Whether letters beyond ASCII stand alone, as accents do; in a damaged Korean file they stand in pairs."""
    runs = [len(run) for run in _LATIN.findall(data)]
    return all(run <= 2 for run in runs) and runs.count(1) > 4 * runs.count(2)


def _of_workbook(data: bytes) -> tuple[str, int, Iterable[Sequence[Any]]]:
    """The first filled sheet: its name, the number of its first row, its cells."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=True)
            if rows:
                return name, (sheet.start or (0, 0))[0] + 1, rows
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
