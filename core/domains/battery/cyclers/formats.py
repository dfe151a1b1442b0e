"""Naming a file's format from its first bytes, also where it is not read yet: a refusal that names it helps most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domains.battery.cyclers import biologic, bitrode
from core.domains.battery.cyclers.headers import Layout, tidy
from core.domains.battery.cyclers.limits import HEAD_BYTES, PREAMBLE_LINES_MAX
from core.domains.battery.cyclers.refusal import CyclerRefused
from core.domains.battery.cyclers.text import candidate_encodings, head_lines, split_cells


@dataclass(frozen=True, slots=True)
class Format:
    """A file format by the name its users know; only those with `readable` can be imported."""

    name: str
    readable: bool = False


BIOLOGIC = Format(biologic.FORMAT, readable=True)
BITRODE = Format(bitrode.FORMAT, readable=True)
EXCEL = Format("Excel (xlsx)")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"MATLAB 5.0 MAT-file", "MATLAB (mat)"),
    (b"MATLAB 7.3 MAT-file", "MATLAB (mat)"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"BIO-LOGIC MODULAR FILE", "BioLogic (mpr)"),
    (b"NEWARE", "Neware (nda)"),
    (b"\x00\x01\x00\x00Standard Jet DB", "Arbin (res)"),
    (b"\x00\x01\x00\x00Standard ACE DB", "Access database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97-2003 (xls)"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_ZIP = b"PK\x03\x04"

# A header line belongs to a format when it holds at least so many of these cells (small letters, no blanks).
_HEADERS: tuple[tuple[str, int, frozenset[str]], ...] = (
    ("impedance sweep (text)", 2, frozenset({"freq/hz", "re(z)/ohm", "-im(z)/ohm", "|z|/ohm", "phase(z)/deg"})),
    ("Battery Data Format (bdf.csv)", 2, frozenset({"test_time_second", "voltage_volt", "current_ampere"})),
    ("Battery Data Format (bdf.csv)", 3, frozenset({"testtime/s", "voltage/v", "current/a"})),
    ("NEBULA step sheet", 1, frozenset({"工步类型", "循环步骤号"})),
    ("Neware (csv)", 2, frozenset({"cycleid", "stepid", "recordid", "循环号", "工步号", "记录号", "数据序号"})),
    ("Neware (csv)", 3, frozenset({"datapoint", "cycleindex", "stepindex", "steptype"})),
    (
        "Arbin (csv)",
        3,
        frozenset({"data_point", "test_time(s)", "testtime(s)", "step_index", "cycle_index", "cycleindex"}),
    ),
    ("Maccor (text)", 2, frozenset({"rec#", "cyc#", "cycp", "cycc", "amp-hr", "watt-hr"})),
    ("Novonix (csv)", 2, frozenset({"runtime(h)", "potential(v)", "cyclenumber", "steptype"})),
    ("XJTU cycle features (csv)", 2, frozenset({"ccq", "ccchargetime", "cvq", "cvchargetime"})),
)
_FIRST_LINES: tuple[tuple[str, str], ...] = (
    ("{", "JSON"),
    ("[Summary]", "Novonix (csv)"),
    ("[", "JSON"),
    ("<", "XML or HTML"),
    ("~Time", "Basytec (text)"),
    ("EXPLAIN", "Gamry (dta)"),
    ("Today's Date", "Maccor (text)"),
)
_DELIMITERS = ("\t", ";", ",")
_HEADERLESS_LINES = 2
_ANY_BYTE = "latin-1"
"""Knows every byte, so that a table whose text is broken can be told from what is no table."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where a readable table begins: its layout, its first line of data (counted from 1) and how cells are parted."""

    format: Format
    layout: Layout
    first_line: int
    delimiter: str
    sample: tuple[str, ...]


def identify(head: bytes, name: str) -> Format:
    """The format of a file from its first bytes (HEAD_BYTES are enough) and its name.

    Raises:
        CyclerRefused: file_empty, format_unknown, encoding_unknown; column_missing, column_twice or unit_unknown
            where the maker is known and the table lacks what it needs.
    """
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise CyclerRefused("file_empty", name=name)
    binary = _binary_format(head, name)
    if binary is not None:
        return binary
    for encoding in (*candidate_encodings(head), _ANY_BYTE):
        lines = head_lines(head, encoding, whole=len(head) < HEAD_BYTES)
        found = find_table(lines) if lines is not None else None
        if isinstance(found, Format):
            return found
        if found is not None and encoding == _ANY_BYTE:
            raise CyclerRefused("encoding_unknown", line=_broken_line(head))
        if found is not None:
            return found.format
    raise CyclerRefused("format_unknown", name=name)


def _broken_line(head: bytes) -> int:
    """The line of the first byte that the last encoding to try does not know."""
    encoding = candidate_encodings(head)[-1]
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return len(head[: error.start].splitlines()) or 1
    return 1


def find_table(lines: Sequence[str]) -> Table | Format | None:
    """The first table in these lines that we read, or the name of the format that we do not read, or None."""
    filled = [(number, line) for number, line in enumerate(lines[:PREAMBLE_LINES_MAX], 1) if line.strip()]
    for place, (number, line) in enumerate(filled):
        if place == 0:
            for beginning, name in _FIRST_LINES:
                if line.lstrip("\ufeff ").startswith(beginning):
                    return Format(name)
        for delimiter in _DELIMITERS:
            if delimiter not in line and delimiter != ",":
                continue
            cells = split_cells(line, delimiter)
            other = _other_format(cells)
            if other is not None:
                return other
            layout = biologic.layout(cells)
            format_ = BIOLOGIC
            if layout is None:
                layout, format_ = bitrode.layout(cells), BITRODE
            if layout is not None:
                return Table(format_, layout, number + 1, delimiter, tuple(lines[number:]))
            if place < _HEADERLESS_LINES and (layout := bitrode.headerless_layout(cells)) is not None:
                return Table(BITRODE, layout, number, delimiter, tuple(lines[number - 1 :]))
    if filled and tidy(filled[0][1]) == "capacity":
        return Format("capacity list (csv)")
    return None


def _binary_format(head: bytes, name: str) -> Format | None:
    if head.startswith(_ZIP):
        if name.casefold().endswith(".ndax"):
            return Format("Neware (ndax)")
        looks_like_workbook = b"[Content_Types].xml" in head or b"xl/" in head or b"docProps/" in head
        return EXCEL if looks_like_workbook else Format("ZIP")
    for magic, format_name in _MAGIC:
        if head.startswith(magic):
            return Format(format_name)
    return None


def _other_format(cells: Sequence[str]) -> Format | None:
    present = {tidy(cell).replace(" ", "") for cell in cells}
    for name, enough, marks in _HEADERS:
        if len(present & marks) >= enough:
            return Format(name)
    return None
