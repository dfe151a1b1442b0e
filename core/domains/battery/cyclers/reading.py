"""A cycler file to a measurement: the only way in for files of testers."""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import BinaryIO

from core.domains.battery.cyclers import consistency
from core.domains.battery.cyclers.formats import EXCEL, Format, Table, find_table, identify
from core.domains.battery.cyclers.headers import Layout
from core.domains.battery.cyclers.limits import (
    CAPACITY_MAH_MAX,
    CURRENT_A_MAX,
    FILE_BYTES_MAX,
    HEAD_BYTES,
    TEMPERATURE_C_MAX,
    TIME_S_MAX,
    VOLTAGE_V_MAX,
)
from core.domains.battery.cyclers.measurement import Measurement
from core.domains.battery.cyclers.refusal import CyclerRefused, Finding
from core.domains.battery.cyclers.table import TableReader
from core.domains.battery.cyclers.text import (
    Cancelled,
    Lines,
    Progress,
    candidate_encodings,
    head_lines,
    split_cells,
)
from core.domains.battery.cyclers.workbook import workbook_format


def read(
    source: Path | BinaryIO, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Measurement:
    """Reads a BioLogic or Bitrode text file; memory grows with the rows (about 60 bytes each), not with the text.

    `source` is a path or a seekable binary file that stands at its beginning. `progress` is told (bytes done, bytes
    in all) about once a megabyte, and `cancelled` is asked as often.

    Raises:
        CyclerRefused: the file cannot be taken; the code and facts say what and where.
        ReadingCancelled: `cancelled` said so.
        OSError: the file cannot be opened or read.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(file, source.name, progress, cancelled)
    return _read(source, Path(str(getattr(source, "name", ""))).name, progress, cancelled)


def _read(file: BinaryIO, name: str, progress: Progress | None, cancelled: Cancelled | None) -> Measurement:
    size_bytes = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size_bytes > FILE_BYTES_MAX:
        raise CyclerRefused("file_too_large", bytes=size_bytes, limit_bytes=FILE_BYTES_MAX)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = identify(head, name)
    if not found.readable:
        named = workbook_format(file) if found == EXCEL else found
        raise CyclerRefused("format_not_read_yet", format=named.name)
    for encoding in candidate_encodings(head):
        table = _table(head, encoding, whole=size_bytes <= HEAD_BYTES)
        if table is None:
            continue
        file.seek(0)
        lines = Lines(file, encoding, size_bytes, progress, cancelled)
        try:
            return _read_table(lines, table, encoding)
        except UnicodeDecodeError:
            # A byte further down does not belong to this encoding: the next one is tried from the start.
            broken_line = lines.number
    raise CyclerRefused("encoding_unknown", line=broken_line)


def _table(head: bytes, encoding: str, *, whole: bool) -> Table | None:
    lines = head_lines(head, encoding, whole=whole)
    table = find_table(lines) if lines is not None else None
    return None if isinstance(table, Format) else table


def _read_table(lines: Lines, table: Table, encoding: str) -> Measurement:
    layout = table.layout
    mark = _decimal_mark(table)
    reader = TableReader(layout, table.delimiter, mark)
    findings: list[Finding] = []
    for block in lines:
        skipped = min(max(table.first_line - lines.number, 0), len(block))
        if lines.ended:
            reader.feed(block[skipped:], lines.number + skipped)
        elif skipped < len(block) and (cut := reader.feed_unended(block[0], lines.number)):
            findings.append(cut)
    findings += reader.finish()
    _check_ranges(reader, layout)
    if (finding := consistency.sign_currents(reader.current_a, reader.steps)) is not None:
        findings.append(finding)
    charge_mah, discharge_mah = _counters(reader, layout)
    if not charge_mah and not discharge_mah:
        findings.append(Finding("no_file_capacity"))
    return Measurement(
        format=layout.format,
        encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        delimiter=table.delimiter,
        decimal_mark=mark,
        columns=layout.columns,
        time_s=reader.time_s,
        voltage_v=reader.voltage_v,
        current_a=reader.current_a,
        line=reader.line,
        charge_counter_mah=charge_mah,
        discharge_counter_mah=discharge_mah,
        temperature_c=reader.temperature_c,
        current_is_mean=layout.current_is_mean,
        file_steps=tuple(reader.steps),
        cycle_starts=tuple(reader.cycle_starts),
        findings=tuple(findings),
    )


def _check_ranges(reader: TableReader, layout: Layout) -> None:
    for source, values, limit in (
        (layout.time, reader.time_s, TIME_S_MAX),
        (layout.voltage, reader.voltage_v, VOLTAGE_V_MAX),
        (layout.current, reader.current_a, CURRENT_A_MAX),
        (layout.charge_counter, reader.charge_mah, CAPACITY_MAH_MAX),
        (layout.discharge_counter, reader.discharge_mah, CAPACITY_MAH_MAX),
        (layout.temperature, reader.temperature_c, TEMPERATURE_C_MAX),
    ):
        if source is not None:
            consistency.check_range(values, reader.line, layout.columns[source.index].header, limit)


def _counters(reader: TableReader, layout: Layout) -> tuple[array[float], array[float]]:
    """The file's own counters as magnitudes, after their signs were checked."""
    charge, discharge = reader.charge_mah, reader.discharge_mah
    if layout.counters_signed:
        if charge and layout.charge_counter is not None:
            header = layout.columns[layout.charge_counter.index].header
            consistency.check_signed(charge, reader.line, reader.steps, header)
        magnitudes = array("d", map(abs, charge))
        return magnitudes, magnitudes
    for counter, source in ((charge, layout.charge_counter), (discharge, layout.discharge_counter)):
        if source is not None:
            consistency.check_unsigned(counter, reader.line, layout.columns[source.index].header)
    return charge, discharge


def _decimal_mark(table: Table) -> str:
    """The decimal mark of the number cells in the first rows; a point where they leave it open."""
    if table.delimiter == "," and not any('"' in line for line in table.sample[:2]):
        return "."
    layout = table.layout
    places = [source.index for source in (layout.time, layout.voltage, layout.current)]
    for line in table.sample:
        cells = split_cells(line, table.delimiter)
        texts = [cells[place] for place in places if place < len(cells)]
        commas, points = any("," in text for text in texts), any("." in text for text in texts)
        if commas != points:
            return "," if commas else "."
    return "."
