"""Lines of a table to columns of numbers; whatever is wrong is refused with its line, column and value."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from operator import itemgetter

from core.domains.battery.cyclers.headers import Layout
from core.domains.battery.cyclers.limits import ROWS_MAX, STEPS_MAX
from core.domains.battery.cyclers.measurement import FileStep
from core.domains.battery.cyclers.refusal import CyclerRefused, Finding
from core.domains.battery.cyclers.text import split_cells

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_NOT_FINITE = re.compile(r"\s*[+-]?(nan|inf|infinity|1\.#\w+)\s*", re.IGNORECASE)
_COUNT_MAX = 1e9


class TableReader:
    """Takes the lines of one table, in order, and fills the columns. A fault in a line is raised with the next line
    that holds anything: only so can a last line that was cut be told from a broken table.
    """

    def __init__(self, layout: Layout, delimiter: str, decimal_mark: str) -> None:
        self._layout = layout
        self._delimiter = delimiter
        self._decimal_comma = decimal_mark == ","
        sources = [layout.time, layout.voltage, layout.current]
        own_discharge = layout.discharge_counter if layout.discharge_counter != layout.charge_counter else None
        optional = (layout.charge_counter, own_discharge, layout.temperature, layout.step_time)
        self._slots = [-1, -1, -1, -1]
        for slot, source in enumerate(optional):
            if source is not None:
                self._slots[slot] = len(sources)
                sources.append(source)
        places = [source.index for source in sources]
        self._scales = [source.scale for source in sources]
        self._cycle_slot = -1
        if layout.cycle is not None:
            self._cycle_slot = len(places)
            places.append(layout.cycle)
            self._scales.append(1.0)
        self._places = places
        self._numbers = itemgetter(*places)
        self._last_cells: list[str] = []
        self._last_time = float("-inf")
        self._last_step_time = float("inf")
        self._last_keys: tuple[str, ...] = ()
        self._fault: CyclerRefused | None = None
        self.time_s = array("d")
        self.voltage_v = array("d")
        self.current_a = array("d")
        # A single counter for both directions is kept once, as charge_mah.
        self.charge_mah = array("d")
        self.discharge_mah = array("d")
        self.temperature_c = array("f")
        self.line = array("I")
        self.cycle_starts: list[tuple[int, int]] = []
        self.steps: list[FileStep] = []
        self._open_step = (0, 0.0, "")

    def feed(self, lines: Sequence[str], first_line: int) -> None:
        """Takes the next lines; `first_line` is the number of the first.

        Raises:
            CyclerRefused: row_ragged, not_a_number, number_not_finite, time_goes_back, too_many_rows, too_many_steps.
        """
        for number, line in enumerate(lines, first_line):
            if not line or line.isspace():
                continue
            self._raise_fault()
            cells = split_cells(line, self._delimiter)
            try:
                self._take(cells, number, strict="_" in line or not line.isascii())
            except CyclerRefused as fault:
                self._fault = fault
        if len(self.time_s) > ROWS_MAX:
            raise CyclerRefused("too_many_rows", limit_rows=ROWS_MAX)
        if max(len(self.steps), len(self.cycle_starts)) > STEPS_MAX:
            raise CyclerRefused("too_many_steps", limit_steps=STEPS_MAX)

    def feed_unended(self, line: str, number: int) -> Finding | None:
        """Takes a last line that has no line end, unless it was cut; then it is left out and the finding says so.

        It counts as cut when it cannot be read, or when it holds fewer cells or a shorter last cell than the line
        before it: the end of a number may be missing and nothing else would show it.

        Raises:
            CyclerRefused: the fault of the line before.
        """
        if not line.strip(" \t\x1a"):
            return None
        self._raise_fault()
        cut = Finding("last_row_cut", {"line": number})
        cells, before = split_cells(line, self._delimiter), self._last_cells
        if before and (len(cells) < len(before) or len(cells[-1]) < len(before[-1])):
            return cut
        self.feed((line,), number)
        if self._fault is not None:
            self._fault = None
            return cut
        return None

    def finish(self) -> list[Finding]:
        """Closes the table, so that `steps` is complete, and says what was left out at its end.

        Raises:
            CyclerRefused: the fault of the last line, when it does not come from a cut; no_rows.
        """
        findings = []
        if self._fault is not None:
            if self._fault.code != "row_ragged":
                raise self._fault
            findings.append(Finding("last_row_cut", {"line": int(self._fault.facts["line"])}))
        if not self.time_s:
            raise CyclerRefused("no_rows", format=self._layout.format)
        self._close_step()
        return findings

    def _raise_fault(self) -> None:
        if self._fault is not None:
            raise self._fault

    def _take(self, cells: list[str], number: int, *, strict: bool) -> None:
        width = self._layout.width
        if len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            raise CyclerRefused("row_ragged", line=number, cells=len(cells), expected=width)
        texts = self._numbers(cells)
        if self._decimal_comma:
            texts = self._with_points(texts, number)
        if strict:
            self._check_numbers(texts, number)
        try:
            values = tuple(map(float, texts))
        except ValueError:
            self._check_numbers(texts, number)
            raise
        total = sum(values)
        if total - total != 0.0:
            self._check_numbers(texts, number)
        self._append(values, cells, number)

    def _append(self, values: tuple[float, ...], cells: list[str], number: int) -> None:
        scales = self._scales
        time_s = values[0] * scales[0]
        if time_s < self._last_time:
            raise CyclerRefused(
                "time_goes_back",
                line=number,
                value=cells[self._places[0]].strip(),
                previous=self._last_cells[self._places[0]].strip(),
            )
        charge, discharge, temperature, step = self._slots
        step_time = values[step] * scales[step] if step >= 0 else 0.0
        layout = self._layout
        keys = tuple([cells[key] for key in layout.keys])
        row = len(self.time_s)
        if keys != self._last_keys or step_time < self._last_step_time:
            if row:
                self._close_step()
            self._open_step = (row, step_time, cells[layout.mode].strip() if layout.mode is not None else "")
            self._last_keys = keys
        if self._cycle_slot >= 0:
            self._note_cycle(row, values[self._cycle_slot], number)
        self._last_time, self._last_step_time, self._last_cells = time_s, step_time, cells
        self.time_s.append(time_s)
        self.voltage_v.append(values[1] * scales[1])
        self.current_a.append(values[2] * scales[2])
        self.line.append(number)
        if charge >= 0:
            self.charge_mah.append(values[charge] * scales[charge])
        if discharge >= 0:
            self.discharge_mah.append(values[discharge] * scales[discharge])
        if temperature >= 0:
            self.temperature_c.append(values[temperature])

    def _note_cycle(self, row: int, value: float, number: int) -> None:
        if abs(value) > _COUNT_MAX:
            header = self._layout.columns[self._places[self._cycle_slot]].header
            raise CyclerRefused("not_a_number", line=number, column=header, value=str(value))
        cycle = round(value)
        if not self.cycle_starts or self.cycle_starts[-1][1] != cycle:
            self.cycle_starts.append((row, cycle))

    def _close_step(self) -> None:
        first_row, lead_in_s, mode = self._open_step
        flag = self._layout.flag
        mark = self._last_cells[flag].strip() if flag is not None and self._last_cells else ""
        self.steps.append(FileStep(first_row, lead_in_s, mode, mark))

    def _with_points(self, texts: tuple[str, ...], number: int) -> tuple[str, ...]:
        for place, text in zip(self._places, texts, strict=True):
            if "." in text:
                # With decimal commas a point may part thousands: 1.234 would be read a thousand times too small.
                header = self._layout.columns[place].header
                raise CyclerRefused("not_a_number", line=number, column=header, value=text.strip())
        return tuple(text.replace(",", ".") for text in texts)

    def _check_numbers(self, texts: tuple[str, ...], number: int) -> None:
        for place, text in zip(self._places, texts, strict=True):
            header = self._layout.columns[place].header
            if _NOT_FINITE.fullmatch(text) or (_NUMBER.fullmatch(text) and abs(float(text)) > 1e300):
                raise CyclerRefused("number_not_finite", line=number, column=header, value=text.strip())
            if not _NUMBER.fullmatch(text):
                raise CyclerRefused("not_a_number", line=number, column=header, value=text.strip()[:40])
