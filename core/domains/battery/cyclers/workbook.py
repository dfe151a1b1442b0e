"""Naming the maker of an Excel workbook, so that the refusal can say whose file it is."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from typing import BinaryIO

from core.domains.battery.cyclers.formats import EXCEL, Format

_PART_BYTES_MAX = 64 * 1024
_SHEET_NAME = re.compile(r'<sheet [^>]*name="([^"]*)"')


def workbook_format(file: BinaryIO) -> Format:
    """The maker's format of an open workbook, plain Excel where the maker is not known; reads a few kilobytes."""
    try:
        with zipfile.ZipFile(file) as archive:
            sheets = _SHEET_NAME.findall(_part(archive, "xl/workbook.xml"))
            words = _part(archive, "xl/sharedStrings.xml") + _part(archive, "xl/worksheets/sheet1.xml")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error):
        return EXCEL
    if any(re.match(r"Channel[_-]", sheet) for sheet in sheets) or "Arbin" in words or "MITS_PRO" in words:
        return Format("Arbin (xlsx)")
    if "工步类型" in words:
        return Format("NEBULA step sheet (xlsx)")
    if "SOC ALL" in sheets:
        return Format("PulseBat (xlsx)")
    if {"record", "cycle"} <= {sheet.casefold() for sheet in sheets}:
        return Format("Neware (xlsx)")
    return EXCEL


def _part(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as part:
            # Some writers spell every Chinese letter as a character reference.
            return html.unescape(part.read(_PART_BYTES_MAX).decode("utf-8", errors="ignore"))
    except KeyError:
        return ""
