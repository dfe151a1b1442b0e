"""Capacity tests: the full discharges of a measurement, and whether each may count as one.

The acceptance rule: both cut-offs reached, the rate within the protocol, 15 to 35 degC, no gap, no early stop. A result
that no battery can have is a refusal; everything else is a finding that goes along with the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domains.battery.cyclers.counting import Counted
from core.domains.battery.cyclers.limits import (
    CUTOFF_TOLERANCE_MV,
    EFFICIENCY_MAX_PERMILLE,
    EFFICIENCY_MIN_PERMILLE,
    FULL_DISCHARGE_PERMILLE,
    RATE_SPREAD_PERMILLE,
    RATED_RATIO_MAX_PERMILLE,
    TEMPERATURE_MAX_DC,
    TEMPERATURE_MIN_DC,
    UNIT_MISTAKE_RATIO,
)
from core.domains.battery.cyclers.measurement import Step, rounded
from core.domains.battery.cyclers.refusal import Finding


@dataclass(frozen=True, slots=True)
class Protocol:
    """What the test was meant to be. None means: not known, so nothing is judged by it.

    `rate_min_mc` and `rate_max_mc` are thousandths of C; `temperature_dc` is what the tester states, used where the
    file holds none.
    """

    rated_mah: int | None = None
    lower_mv: int | None = None
    upper_mv: int | None = None
    rate_min_mc: int | None = None
    rate_max_mc: int | None = None
    temperature_dc: int | None = None


@dataclass(frozen=True, slots=True)
class CapacityTest:
    """One full discharge, in the integers that an entry holds.

    `capacity_mah` is counted inside the discharge; `file_mah` is the file's own figure. `efficiency_permille` is this
    discharge against the charge before it, None where the file holds none. `refusals` say why the result cannot be
    recorded at all, `findings` what must be shown beside it.
    """

    number: int
    cycle: int | None
    first_row: int
    last_row: int
    first_line: int
    last_line: int
    capacity_mah: int
    file_mah: int | None
    energy_mwh: int
    mean_current_ma: int
    rate_mc: int | None
    start_mv: int
    end_mv: int
    duration_s: int
    temperature_dc: int | None
    reached_lower: bool | None
    reached_upper: bool | None
    efficiency_permille: int | None
    stopped_early: bool
    refusals: tuple[Finding, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Discharge:
    """Discharge steps without a pause between them, with what came before."""

    steps: tuple[Step, ...]
    charges: tuple[Step, ...]
    rested: bool
    earlier_discharge: bool

    @property
    def charge_mah(self) -> float:
        return sum(step.charge_mah for step in self.steps)

    @property
    def charged_mah(self) -> float:
        return sum(step.charge_mah for step in self.charges)


def capacity_tests(counted: Counted, protocol: Protocol | None = None) -> tuple[CapacityTest, ...]:
    """The full discharges in order of time.

    A discharge is full when it holds at least half of the largest one in the file, and it and the charge before it are
    not more than a factor of two apart; so pulses and the parts of a pulse test are none.
    """
    protocol = protocol or Protocol()
    discharges = _discharges(counted.steps)
    largest_mah = max((discharge.charge_mah for discharge in discharges), default=0.0)
    full = [discharge for discharge in discharges if _is_full(discharge, largest_mah)]
    return tuple(_test(number, discharge, protocol) for number, discharge in enumerate(full, 1))


def partial_discharges(counted: Counted) -> tuple[Finding, ...]:
    """Discharges after a real charge that are no capacity test: they stopped long before they were full."""
    discharges = _discharges(counted.steps)
    largest_mah = max((discharge.charge_mah for discharge in discharges), default=0.0)
    return tuple(
        Finding(
            "discharge_partial",
            {
                "line": discharge.steps[0].first_line,
                "counted_mah": rounded(discharge.charge_mah),
                "charged_mah": rounded(discharge.charged_mah),
            },
        )
        for discharge in discharges
        if not _is_full(discharge, largest_mah)
        and discharge.charged_mah * 1000 >= largest_mah * FULL_DISCHARGE_PERMILLE
    )


def _discharges(steps: Sequence[Step]) -> list[_Discharge]:
    found: list[_Discharge] = []
    charges: list[Step] = []
    rested = False
    for place, step in enumerate(steps):
        if step.kind == "charge":
            charges.append(step)
            rested = False
        elif step.kind == "rest":
            rested = True
        elif place and steps[place - 1].kind == "discharge":
            last = found[-1]
            found[-1] = _Discharge((*last.steps, step), last.charges, last.rested, last.earlier_discharge)
        else:
            found.append(_Discharge((step,), tuple(charges), rested, bool(found)))
            charges, rested = [], False
    return found


def _is_full(discharge: _Discharge, largest_mah: float) -> bool:
    counted = discharge.charge_mah * 1000
    if counted <= 0 or counted < largest_mah * FULL_DISCHARGE_PERMILLE:
        return False
    if not discharge.charges:
        # The first discharge of a file may start from a battery that was charged elsewhere; a later one may not.
        return not discharge.earlier_discharge
    # A pulse after a full charge takes little of it; a charge pulse between two parts of a discharge gives little.
    in_mah, out_mah = discharge.charged_mah, discharge.charge_mah
    return min(in_mah, out_mah) * 1000 >= max(in_mah, out_mah) * FULL_DISCHARGE_PERMILLE


def _test(number: int, discharge: _Discharge, protocol: Protocol) -> CapacityTest:
    first, last = discharge.steps[0], discharge.steps[-1]
    duration_s = sum(step.duration_s for step in discharge.steps)
    capacity_mah = rounded(discharge.charge_mah)
    mean_current_ma = rounded(discharge.charge_mah * 3600 / duration_s) if duration_s > 0 else 0
    file_parts = [step.file_mah for step in discharge.steps]
    lowest_mv = min(step.min_v for step in discharge.steps) * 1000
    highest_mv = max((step.max_v for step in discharge.charges), default=first.max_v) * 1000
    efficiency = rounded(discharge.charge_mah * 1000 / discharge.charged_mah) if discharge.charged_mah > 0 else None
    rate_mc = rounded(mean_current_ma * 1000 / protocol.rated_mah) if protocol.rated_mah else None
    reached_lower = None if protocol.lower_mv is None else lowest_mv <= protocol.lower_mv + CUTOFF_TOLERANCE_MV
    reached_upper = None if protocol.upper_mv is None else highest_mv >= protocol.upper_mv - CUTOFF_TOLERANCE_MV
    stopped = last.end_reason in {"file_end", "test_stopped"} if reached_lower is None else not reached_lower
    test = CapacityTest(
        number=number,
        cycle=first.cycle,
        first_row=first.first_row,
        last_row=last.last_row,
        first_line=first.first_line,
        last_line=last.last_line,
        capacity_mah=capacity_mah,
        file_mah=None if None in file_parts else rounded(sum(part for part in file_parts if part is not None)),
        energy_mwh=rounded(sum(step.energy_mwh for step in discharge.steps)),
        mean_current_ma=mean_current_ma,
        rate_mc=rate_mc,
        start_mv=rounded(first.first_v * 1000),
        end_mv=rounded(lowest_mv),
        duration_s=rounded(duration_s),
        temperature_dc=_temperature_dc(discharge, protocol),
        reached_lower=reached_lower,
        reached_upper=reached_upper,
        efficiency_permille=efficiency,
        stopped_early=stopped,
        refusals=_refusals(capacity_mah, protocol),
        findings=(),
    )
    return replace(test, findings=_findings(test, discharge, protocol))


def _temperature_dc(discharge: _Discharge, protocol: Protocol) -> int | None:
    warm = [step for step in discharge.steps if step.temperature_c is not None]
    seconds = sum(step.duration_s for step in warm)
    if not warm or seconds <= 0:
        return protocol.temperature_dc
    return rounded(sum((step.temperature_c or 0.0) * step.duration_s for step in warm) * 10 / seconds)


def _refusals(capacity_mah: int, protocol: Protocol) -> tuple[Finding, ...]:
    if capacity_mah <= 0:
        return (Finding("capacity_not_positive", {"capacity_mah": capacity_mah}),)
    rated_mah = protocol.rated_mah
    if rated_mah is None:
        return ()
    facts = {"capacity_mah": capacity_mah, "rated_mah": rated_mah}
    if max(capacity_mah, rated_mah) > UNIT_MISTAKE_RATIO * min(capacity_mah, rated_mah):
        return (Finding("unit_mistake", facts),)
    if capacity_mah * 1000 > rated_mah * RATED_RATIO_MAX_PERMILLE:
        return (Finding("capacity_above_rated", facts),)
    return ()


def _findings(test: CapacityTest, discharge: _Discharge, protocol: Protocol) -> tuple[Finding, ...]:
    found = []
    if test.reached_lower is False and protocol.lower_mv is not None:
        found.append(Finding("lower_cutoff_not_reached", {"end_mv": test.end_mv, "lower_mv": protocol.lower_mv}))
    if not discharge.charges:
        found.append(Finding("charge_before_missing"))
    elif test.reached_upper is False and protocol.upper_mv is not None:
        found.append(Finding("upper_cutoff_not_reached", {"upper_mv": protocol.upper_mv}))
    if discharge.charges and not discharge.rested:
        found.append(Finding("rest_missing", {"line": test.first_line}))
    if test.stopped_early:
        found.append(Finding("stopped_early", {"line": test.last_line, "reason": discharge.steps[-1].end_reason}))
    if gaps := sum(step.gaps for step in discharge.steps):
        found.append(Finding("gap", {"count": gaps}))
    found += _rate_findings(test, discharge, protocol)
    if test.temperature_dc is None:
        found.append(Finding("temperature_unknown"))
    elif not TEMPERATURE_MIN_DC <= test.temperature_dc <= TEMPERATURE_MAX_DC:
        found.append(Finding("temperature_outside", {"temperature_dc": test.temperature_dc}))
    efficiency = test.efficiency_permille
    if efficiency is not None and not EFFICIENCY_MIN_PERMILLE <= efficiency <= EFFICIENCY_MAX_PERMILLE:
        found.append(Finding("efficiency_outside", {"efficiency_permille": efficiency}))
    return tuple(found)


def _rate_findings(test: CapacityTest, discharge: _Discharge, protocol: Protocol) -> list[Finding]:
    found = []
    currents = [abs(step.mean_current_a) for step in discharge.steps]
    if (max(currents) - min(currents)) * 1000 > max(currents) * RATE_SPREAD_PERMILLE:
        found.append(Finding("rate_changes", {"line": test.first_line}))
    too_slow = protocol.rate_min_mc is not None and test.rate_mc is not None and test.rate_mc < protocol.rate_min_mc
    too_fast = protocol.rate_max_mc is not None and test.rate_mc is not None and test.rate_mc > protocol.rate_max_mc
    if test.rate_mc is not None and (too_slow or too_fast):
        found.append(Finding("rate_outside", {"rate_mc": test.rate_mc}))
    return found
