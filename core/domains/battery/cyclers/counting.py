"""Steps of a measurement, and the charge and energy of each, counted inside the step only.

Across a step's edge nothing is counted: the interval between the last row under current and the first row of a rest
logged two minutes later would add 1.9 % (Tongji cell CY25-1). Where the current is a mean since the row before, charge
is its sum over time; otherwise the trapezoid, and the time a step had run at its first row (the file's step time)
counts with that row's current, as the tester's own counter does.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose
from statistics import median

from core.domains.battery.cyclers.consistency import ranges
from core.domains.battery.cyclers.limits import (
    COUNTED_DIFFERS_PERMILLE,
    FINDINGS_OF_A_CODE_MAX,
    GAP_S,
    GAP_SAMPLING_FACTOR,
    REST_CURRENT_PERMILLE,
    UNIT_MISTAKE_RATIO,
)
from core.domains.battery.cyclers.measurement import (
    Cycle,
    EndReason,
    FileStep,
    Measurement,
    Step,
    StepKind,
    rounded,
)
from core.domains.battery.cyclers.refusal import CyclerRefused, Finding

_MEDIAN_SAMPLES = 501
_SECONDS_TO_MAH = 1000.0 / 3600.0


@dataclass(frozen=True, slots=True)
class Counted:
    """The steps of a measurement in order, their cycles, and what to know about them."""

    steps: tuple[Step, ...]
    cycles: tuple[Cycle, ...]
    findings: tuple[Finding, ...]


def count(measurement: Measurement) -> Counted:
    """Parts a measurement into steps and counts each.

    Findings: gap (line, seconds), rest_missing (count, line), step_stopped_early (line, reason), counted_differs
    (line, counted_mah, file_mah), no_current, more_of_these (finding, count).

    Raises:
        CyclerRefused: unit_mistake, when counted and written capacity differ by more than a factor of 20.
    """
    segments = list(_segments(measurement))
    usual_s = [_usual_interval(measurement.time_s, first, last) for first, last, _, _ in segments]
    gap_rows = _gap_rows(measurement.time_s, segments, usual_s)
    steps = []
    for place, (first, last, kind, file_step) in enumerate(segments):
        place_of_first = bisect_left(gap_rows, first)
        gaps = bisect_right(gap_rows, last + 1) - place_of_first
        begins_after_gap = gap_rows[place_of_first : place_of_first + 1] == [first]
        lead_in_s = 0.0 if begins_after_gap else _lead_in_s(measurement, first, file_step)
        reason = _end_reason(file_step, is_last=place == len(segments) - 1)
        steps.append(_step(measurement, (first, last), kind, lead_in_s, reason, gaps))
    findings = [
        Finding("gap", {"line": measurement.line[row], "seconds": rounded(_interval(measurement.time_s, row))})
        for row in gap_rows
    ]
    findings += _sequence_findings(steps)
    findings += _compared(steps)
    return Counted(tuple(steps), _cycles(steps), _first_of_each(findings))


def _first_of_each(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first findings of each code, and how many more there are: a broken logger writes thousands of gaps."""
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        told.setdefault(finding.code, []).append(finding)
    kept: list[Finding] = []
    for code, ones in told.items():
        kept += ones[:FINDINGS_OF_A_CODE_MAX]
        if len(ones) > FINDINGS_OF_A_CODE_MAX:
            kept.append(Finding("more_of_these", {"finding": code, "count": len(ones) - FINDINGS_OF_A_CODE_MAX}))
    return tuple(kept)


def _interval(time_s: array[float], row: int) -> float:
    return time_s[row] - time_s[row - 1]


def _segments(measurement: Measurement) -> Iterator[tuple[int, int, StepKind, FileStep]]:
    """(first row, last row, kind, the file's step) of every run of rows of one kind inside one step of the file."""
    current_a = measurement.current_a
    highest_a, lowest_a = max(current_a), min(current_a)
    rest_a = max(highest_a, -lowest_a) * REST_CURRENT_PERMILLE / 1000
    for place, (first, after, kind) in enumerate(ranges(measurement.file_steps, measurement.rows)):
        file_step = measurement.file_steps[place]
        if kind is not None:
            yield first, after - 1, kind, file_step
            continue
        begin, sign = first, _sign_at(measurement, first, after, rest_a)
        for row in range(first + 1, after):
            here = _sign_at(measurement, row, after, rest_a)
            if here != sign:
                yield begin, row - 1, _KINDS[sign], file_step
                begin, sign = row, here
        yield begin, after - 1, _KINDS[sign], file_step


_KINDS: dict[int, StepKind] = {-1: "discharge", 0: "rest", 1: "charge"}


def _sign(current_a: float, rest_a: float) -> int:
    return (current_a > rest_a) - (current_a < -rest_a)


def _sign_at(measurement: Measurement, row: int, after: int, rest_a: float) -> int:
    """The sign of the current at a row; a mean over no time says nothing, there the next row speaks."""
    current_a, time_s = measurement.current_a, measurement.time_s
    if measurement.current_is_mean and 0 < row < after - 1 and time_s[row] == time_s[row - 1]:
        return _sign(current_a[row + 1], rest_a)
    return _sign(current_a[row], rest_a)


def _usual_interval(time_s: array[float], first: int, last: int) -> float:
    """The median interval between rows of a step, from a sample of them; 0 for a step of one row."""
    if last <= first:
        return 0.0
    stride = max(1, (last - first) // _MEDIAN_SAMPLES)
    return median(_interval(time_s, row) for row in range(first + 1, last + 1, stride))


def _gap_rows(
    time_s: array[float], segments: Sequence[tuple[int, int, StepKind, FileStep]], usual_s: Sequence[float]
) -> list[int]:
    """Rows that come too long after the row before, measured by what is usual in the steps at both ends."""
    found = []
    for place, (first, last, _, _) in enumerate(segments):
        before_s = usual_s[place - 1] if place else 0.0
        for row in range(max(first, 1), last + 1):
            passed = time_s[row] - time_s[row - 1]
            if passed > GAP_S:
                usual = max(usual_s[place], before_s) if row == first else usual_s[place]
                if passed > GAP_SAMPLING_FACTOR * usual:
                    found.append(row)
    return found


def _end_reason(file_step: FileStep, *, is_last: bool) -> EndReason:
    if is_last and file_step.end_mark not in {"", "S"}:
        return "test_stopped"
    if is_last and file_step.end_mark == "":
        return "file_end"
    return "step_end" if file_step.end_mark == "S" else "next_step"


def _step(
    measurement: Measurement,
    rows: tuple[int, int],
    kind: StepKind,
    lead_in_s: float,
    end_reason: EndReason,
    gaps: int,
) -> Step:
    first, last = rows
    time_s, voltage_v = measurement.time_s, measurement.voltage_v
    charge_mah, energy_mwh = 0.0, 0.0
    if kind != "rest":
        counted = _mean_sums if measurement.current_is_mean else _trapezoid_sums
        charge_mah, energy_mwh = counted(measurement, first, last, lead_in_s)
    duration_s = time_s[last] - time_s[first] + lead_in_s
    voltages = voltage_v[first : last + 1]
    temperatures = measurement.temperature_c[first : last + 1]
    if charge_mah and duration_s > 0:
        mean_current_a = charge_mah / duration_s / _SECONDS_TO_MAH
    else:
        mean_current_a = measurement.current_a[first] if kind != "rest" else 0.0
    return Step(
        kind=kind,
        first_row=first,
        last_row=last,
        first_line=measurement.line[first],
        last_line=measurement.line[last],
        duration_s=duration_s,
        charge_mah=abs(charge_mah),
        energy_mwh=abs(energy_mwh),
        first_v=voltages[0],
        last_v=voltages[-1],
        min_v=min(voltages),
        max_v=max(voltages),
        mean_current_a=mean_current_a,
        end_reason=end_reason,
        cycle=measurement.cycle_at(first),
        file_mah=_file_mah(measurement, first, last, kind),
        temperature_c=sum(temperatures) / len(temperatures) if temperatures else None,
        gaps=gaps,
    )


def _lead_in_s(measurement: Measurement, first: int, file_step: FileStep) -> float:
    """How long a step had run at its first row, as far as the file tells."""
    before_s = _interval(measurement.time_s, first) if first else None
    if measurement.current_is_mean:
        return before_s or 0.0
    lead_in_s = file_step.lead_in_s if file_step.first_row == first else 0.0
    if lead_in_s > GAP_S or (before_s is not None and lead_in_s > before_s + 0.5):
        return 0.0
    return lead_in_s


def _mean_sums(measurement: Measurement, first: int, last: int, lead_in_s: float) -> tuple[float, float]:
    time_s, voltage_v, current_a = measurement.time_s, measurement.voltage_v, measurement.current_a
    ampere_s = current_a[first] * lead_in_s
    watt_s = ampere_s * voltage_v[first]
    for row in range(first + 1, last + 1):
        part = current_a[row] * (time_s[row] - time_s[row - 1])
        ampere_s += part
        watt_s += part * (voltage_v[row] + voltage_v[row - 1]) / 2
    return ampere_s * _SECONDS_TO_MAH, watt_s * _SECONDS_TO_MAH


def _trapezoid_sums(measurement: Measurement, first: int, last: int, lead_in_s: float) -> tuple[float, float]:
    time_s, voltage_v, current_a = measurement.time_s, measurement.voltage_v, measurement.current_a
    ampere_s = current_a[first] * lead_in_s
    watt_s = ampere_s * voltage_v[first]
    power = current_a[first] * voltage_v[first]
    for row in range(first + 1, last + 1):
        passed_s = time_s[row] - time_s[row - 1]
        ampere_s += (current_a[row] + current_a[row - 1]) / 2 * passed_s
        power_before, power = power, current_a[row] * voltage_v[row]
        watt_s += (power + power_before) / 2 * passed_s
    return ampere_s * _SECONDS_TO_MAH, watt_s * _SECONDS_TO_MAH


def _file_mah(measurement: Measurement, first: int, last: int, kind: StepKind) -> float | None:
    """What the file's own counter gained over a step.

    A counter that fell before the first row had been set back; one that falls by more than half inside the step was
    set back there (EC-Lab does so when its cycle number steps on).
    """
    counter = measurement.charge_counter_mah if kind == "charge" else measurement.discharge_counter_mah
    if kind == "rest" or not counter:
        return None
    before = counter[first - 1] if first and counter[first - 1] <= counter[first] else 0.0
    gained = counter[last] - before
    for row in range(first + 1, last + 1):
        if counter[row] < counter[row - 1] / 2:
            gained += counter[row - 1]
    return gained


def _sequence_findings(steps: Sequence[Step]) -> list[Finding]:
    findings = []
    active = [step for step in steps if step.kind != "rest"]
    if not active:
        findings.append(Finding("no_current"))
    without_rest = [
        later for earlier, later in pairwise(steps) if {earlier.kind, later.kind} == {"charge", "discharge"}
    ]
    if without_rest:
        findings.append(Finding("rest_missing", {"count": len(without_rest), "line": without_rest[0].first_line}))
    findings += [
        Finding("step_stopped_early", {"line": step.last_line, "reason": step.end_reason})
        for step in active
        if step.end_reason in {"file_end", "test_stopped"}
    ]
    return findings


def _compared(steps: Sequence[Step]) -> list[Finding]:
    """Counted charge against the file's own, leaving room for one unit of the counter's last digit."""
    pairs = [(step, step.file_mah) for step in steps if step.file_mah is not None and step.charge_mah > 0]
    if not pairs:
        return []
    digit_mah = _last_digit_mah([file_mah for _, file_mah in pairs])
    findings = []
    for step, file_mah in pairs:
        difference = abs(step.charge_mah - file_mah)
        facts = {"line": step.last_line, "counted_mah": rounded(step.charge_mah), "file_mah": rounded(file_mah)}
        larger, smaller = max(step.charge_mah, file_mah), min(step.charge_mah, file_mah)
        if difference <= digit_mah + larger * COUNTED_DIFFERS_PERMILLE / 1000:
            continue
        if smaller > digit_mah and larger > UNIT_MISTAKE_RATIO * smaller and not step.gaps:
            raise CyclerRefused("unit_mistake", **facts)
        findings.append(Finding("counted_differs", facts))
    return findings


def _last_digit_mah(values: Sequence[float]) -> float:
    """The coarsest power of ten, up to 1 Ah, that all values are multiples of; 0 when finer than 1 uAh."""
    for power in range(3, -4, -1):
        digit = 10.0**power
        if all(isclose(value / digit, round(value / digit), rel_tol=1e-9, abs_tol=1e-6) for value in values):
            return digit
    return 0.0


def _cycles(steps: Sequence[Step]) -> tuple[Cycle, ...]:
    """Charge and discharge by the file's cycle number; without one, a cycle ends with its discharge."""
    cycles: list[Cycle] = []
    number, after_discharge = 1, False
    for step in steps:
        if step.kind == "charge" and after_discharge:
            number, after_discharge = number + 1, False
        after_discharge = after_discharge or step.kind == "discharge"
        key = step.cycle if step.cycle is not None else number
        charge = step.charge_mah if step.kind == "charge" else 0.0
        discharge = step.charge_mah if step.kind == "discharge" else 0.0
        if cycles and cycles[-1].number == key:
            last = cycles[-1]
            cycles[-1] = Cycle(
                key, last.first_row, step.last_row, last.charge_mah + charge, last.discharge_mah + discharge
            )
        else:
            cycles.append(Cycle(key, step.first_row, step.last_row, charge, discharge))
    return tuple(cycles)
