"""Bitrode VisuaLCN tables, with any of their header styles or with none.

Seen styles: `Time(s),…,Current(A)`, `Total Time,…,Loop Counter #1,…,Amp-Hours`, `"Total Time, S",…,"Current, A"`; and
rows without a header, which always hold the same 15 cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.domains.battery.cyclers.headers import Columns, HeaderCell, Layout, tidy, without_trailing_blanks
from core.domains.battery.cyclers.measurement import Meaning, StepKind

FORMAT = "Bitrode"

_NAMES: dict[str, tuple[Meaning, str]] = {
    # name -> (meaning, unit that the maker means when the header names none)
    "time": ("time", "s"),
    "total time": ("time", "s"),
    "totaltime": ("time", "s"),
    "step time": ("step_time", "s"),
    "steptime": ("step_time", "s"),
    "cycle": ("cycle", ""),
    "step": ("step", ""),
    "current": ("current", "a"),
    "voltage": ("voltage", "v"),
    "capacity": ("capacity", "ah"),
    "amp-hours": ("capacity", "ah"),
    "amp hours": ("capacity", "ah"),
    "mode": ("mode", ""),
    "data": ("flag", ""),
    "data acquisition flag": ("flag", ""),
    "temperature": ("temperature", "c"),
}
_LOOP = re.compile(r"loop( ?counter)?( ?#?\d+)?")
_OWN_MARKS = {"exclude", "amp-hours", "amp hours", "watt-hours", "watt hours", "data acquisition flag", "steptime"}
_UNIT = re.compile(r"(?P<name>.*?)\s*(?:[(\[](?P<inside>[^)\]]*)[)\]]|,\s*(?P<after>[^,]+))$")

_HEADERLESS = (
    *("Exclude", "Time(s)", "Cycle", "Loop", "Loop", "Loop", "Step", "StepTime(s)"),
    *("Current(A)", "Voltage(V)", "Power(W)", "Capacity(Ah)", "Energy(Wh)", "Mode", "Data"),
)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d*)?([eE][+-]?\d+)?")
_MODE = re.compile(r"[A-Z]{3,6}")


def layout(cells: Sequence[str]) -> Layout | None:
    """How to read a table with this header line, or None when it is not Bitrode's.

    Raises:
        CyclerRefused: it is Bitrode's, but column_missing, column_twice or unit_unknown.
    """
    kept = without_trailing_blanks(cells)
    parts = [_cell(index, cell) for index, cell in enumerate(kept)]
    own = sum(part.name in _OWN_MARKS or _LOOP.fullmatch(part.name) is not None for part in parts)
    known = sum(part.meaning != "not_read" for part in parts)
    if own == 0 or own + known < 6:
        return None
    return _layout(parts)


def headerless_layout(cells: Sequence[str]) -> Layout | None:
    """How to read rows without a header, or None when this first row has not Bitrode's 15 cells."""
    row = [cell.strip() for cell in cells]
    if len(row) == 16 and not row[15]:
        row.pop()
    if len(row) != 15 or row[0] not in {"Yes", "No"} or not _MODE.fullmatch(row[13]) or len(row[14]) > 2:
        return None
    if not all(_NUMBER.fullmatch(cell) for cell in row[1:13]):
        return None
    return _layout([_cell(index, cell) for index, cell in enumerate(_HEADERLESS)])


def kind_of_mode(mode: str) -> StepKind | None:
    """What the mode word says of a step, None for words that leave it to the sign of the current."""
    word = mode.strip().upper()
    if word.startswith("REST"):
        return "rest"
    if word.startswith(("CHRG", "CHAR", "CHG")):
        return "charge"
    if word.startswith(("DCHG", "DCHR", "DISC", "DSCH")):
        return "discharge"
    return None


def _layout(parts: Sequence[HeaderCell]) -> Layout:
    columns = Columns(FORMAT, parts)
    _, time = columns.need("time", "Time(s), Total Time", "time")
    _, voltage = columns.need("voltage", "Voltage(V)", "voltage")
    _, current = columns.need("current", "Current(A)", "current")
    capacity = columns.source("capacity")
    cycle, mode, flag = columns.find("cycle"), columns.find("mode"), columns.find("flag")
    keys = columns.all("cycle", "step", "mode")
    return Layout(
        format=FORMAT,
        time=time,
        voltage=voltage,
        current=current,
        current_is_mean=False,
        charge_counter=capacity,
        discharge_counter=capacity,
        counters_signed=True,
        temperature=columns.source("temperature"),
        step_time=columns.source("step_time"),
        cycle=cycle.index if cycle else None,
        keys=keys,
        mode=mode.index if mode else None,
        flag=flag.index if flag else None,
        columns=columns.described(),
    )


def _cell(index: int, header: str) -> HeaderCell:
    text = tidy(header)
    match = _UNIT.fullmatch(text)
    name, unit = text, ""
    if match:
        name, unit = match["name"], (match["inside"] or match["after"] or "").strip()
    meaning, usual_unit = _NAMES.get(name, ("not_read", ""))
    if _LOOP.fullmatch(name):
        meaning = "step"
    return HeaderCell(index, header.strip(), name, unit or usual_unit, meaning)
