"""BioLogic EC-Lab and BT-Lab text tables: headers are `name/unit`, charge positive, `<I>` is a mean.

`<I>` is the mean current since the row before: summing it over time gives the file's own Q columns to 1e-6, which
the trapezoid misses by up to 0.2 % in a constant-voltage phase (checked on the Tongji cell CY25-1).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.battery.cyclers.headers import Columns, HeaderCell, Layout, tidy, without_trailing_blanks
from core.domains.battery.cyclers.measurement import Meaning

FORMAT = "BioLogic"

# name -> (meaning, rank); of several voltages the one across the whole cell is wanted.
_NAMES: dict[str, tuple[Meaning, int]] = {
    "time": ("time", 0),
    "ecell": ("voltage", 0),
    "<ecell>": ("voltage", 1),
    "ewe-ece": ("voltage", 2),
    "<ewe-ece>": ("voltage", 3),
    "ewe": ("voltage", 4),
    "<ewe>": ("voltage", 5),
    "<i>": ("mean_current", 0),
    "i": ("current", 0),
    "q charge": ("charge_capacity", 0),
    "q discharge": ("discharge_capacity", 0),
    "q charge/discharge": ("capacity", 0),
    "cycle number": ("cycle", 0),
    "ns": ("step", 0),
    "temperature": ("temperature", 0),
}
# Names that other makers do not write; one of them and any second name of the table tell the maker, so that a needed
# column that is missing can still be named.
_OWN_NAMES = {name for name in _NAMES if name not in {"time", "i", "ns", "temperature"}} | {
    "(q-qo)",
    "dq",
    "control",
    "control/v",
    "half cycle",
    "ns changes",
    "ox/red",
}


def layout(cells: Sequence[str]) -> Layout | None:
    """How to read a table with this header line, or None when it is not BioLogic's.

    Raises:
        CyclerRefused: it is BioLogic's, but column_missing, column_twice or unit_unknown.
    """
    kept = without_trailing_blanks(cells)
    parts = [_cell(index, cell) for index, cell in enumerate(kept)]
    own = sum(part.name in _OWN_NAMES or tidy(part.header) in _OWN_NAMES for part in parts)
    if own == 0 or own + sum(part.name in {"time", "i"} and part.unit != "" for part in parts) < 2:
        return None
    columns = Columns(FORMAT, parts)
    _, time = columns.need("time", "time/s", "time")
    _, voltage = columns.need("voltage", "Ecell/V, Ewe/V", "voltage")
    current_cell, current = columns.need("current", "<I>/mA, I/mA", "mean_current", "current")
    charge = columns.source("charge_capacity")
    discharge = columns.source("discharge_capacity")
    signed = None if charge or discharge else columns.source("capacity")
    cycle = columns.find("cycle")
    return Layout(
        format=FORMAT,
        time=time,
        voltage=voltage,
        current=current,
        current_is_mean=current_cell.meaning == "mean_current",
        charge_counter=charge or signed,
        discharge_counter=discharge or signed,
        counters_signed=signed is not None,
        temperature=columns.source("temperature"),
        step_time=None,
        cycle=cycle.index if cycle else None,
        keys=columns.all("step"),
        mode=None,
        flag=None,
        columns=columns.described(),
    )


def _cell(index: int, header: str) -> HeaderCell:
    name, slash, unit = tidy(header).rpartition("/")
    if not slash:
        name, unit = unit, ""
    meaning, rank = _NAMES.get(name.strip(), ("not_read", 0))
    if meaning == "temperature" and unit not in {"°c", "c"}:
        meaning = "not_read"
    return HeaderCell(index, header.strip(), name, unit, meaning, rank)
