"""Layouts of upload sheets: the standard ones, and those that a user read from a file when an agency changed one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from core.domains.labour.lines import shown, whole
from core.errors import InputError

KINDS = ("acquisition", "loss", "day_work")
CELLS = {"acquisition": 38, "loss": 22, "day_work": 55}
"""Cells that a row of each kind has: a layout with another number of columns is refused."""
_HOURS = ("decimal", "up", "down")
_PACKAGE = f"{__package__}.sheets"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one sheet."""

    kind: str
    version: int
    first_day: str
    sheet: str
    source: str
    groups: tuple[tuple[str, int], ...]
    """Headings over several columns each; empty where the sheet has one heading row."""
    headings: tuple[str, ...]
    names: tuple[str, ...]
    hours: str
    """How hours that are not whole are written: `decimal` (22.5), `up` or `down` to whole hours."""
    digest: bytes
    """SHA-256 of the layout's file, which a filing entry names."""


def read_layout(data: bytes) -> Layout:
    """A layout from its JSON file.

    Raises:
        InputError: `layout_unreadable` with the field that is wrong.
    """
    try:
        told = json.loads(data)
        layout = _layout(told, data)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("layout_unreadable", field=str(error)[:80]) from error
    if layout.kind not in KINDS or {len(layout.headings), len(layout.names)} != {CELLS[layout.kind]}:
        raise InputError("layout_unreadable", field="headings")
    if layout.hours not in _HOURS:
        raise InputError("layout_unreadable", field="hours")
    return layout


def hours_cell(layout: Layout, hours: Fraction) -> str | int:
    """Hours as the layout wants them: whole ones as a number, a fraction to at most two places."""
    if layout.hours in ("up", "down"):
        return whole(hours, 1, layout.hours)
    return hours.numerator if hours.denominator == 1 else shown(Fraction(whole(hours * 100, 1, "nearest"), 100))


def _layout(told: Mapping[str, Any], data: bytes) -> Layout:
    return Layout(
        kind=str(told["kind"]),
        version=int(told["version"]),
        first_day=str(told["first_day"]),
        sheet=str(told["sheet"]),
        source=str(told["source"]),
        groups=tuple((str(name), int(columns)) for name, columns in told["groups"]),
        headings=tuple(str(one) for one in told["headings"]),
        names=tuple(str(one) for one in told["names"]),
        hours=str(told.get("hours", "decimal")),
        digest=sha256(data.replace(b"\r\n", b"\n")).digest(),
    )


@cache
def standard_layout(kind: str) -> Layout:
    """The layout that came with this version, for one of `KINDS`."""
    assert kind in KINDS
    return read_layout((resources.files(_PACKAGE) / f"{kind}.json").read_bytes())


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """The agencies' code tables: per table, what each code means."""
    told = json.loads((resources.files(_PACKAGE) / "codes.json").read_text(encoding="utf-8"))
    tables: Mapping[str, Mapping[str, str]] = told["codes"]
    return tables
