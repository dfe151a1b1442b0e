"""From a cycler file to the entry that states its capacity test: one reading, shown before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.domains.battery.cyclers import (
    CapacityTest,
    Counted,
    CyclerRefused,
    Measurement,
    Protocol,
    capacity_tests,
    count,
    partial_discharges,
    read,
)
from core.domains.battery.cyclers.refusal import Finding
from core.errors import InputError, RefusedError
from core.ledger.contract import State

_HASH_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the file does not say and the tester must: instrument, days, cut-off voltages, temperature."""

    tester: str
    tested_on: str
    calibrated_on: str
    lower_mv: int
    upper_mv: int
    temp_dc: int | None = None
    """Where the file states none; a file's own figure goes first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A cycler file with what was counted in it."""

    measurement: Measurement
    counted: Counted
    tests: tuple[CapacityTest, ...]
    findings: tuple[Finding, ...]
    file_sha256: bytes


def read_file(
    path: Path,
    state: State,
    circumstances: Circumstances,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reading:
    """Read a cycler file for a battery (`state`); nothing is stored.

    Raises:
        CyclerRefused: the file cannot be taken, with line and column.
        InputError: `file_unreadable`; `battery_unregistered` where the state holds no rated capacity.
        ReadingCancelled: the person stopped it.
    """
    identity = state.get("identity")
    if not identity:
        raise InputError("battery_unregistered", field="subject")
    try:
        measurement = read(path, progress=progress, cancelled=cancelled)
        digest = _sha256(path)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    counted = count(measurement)
    protocol = Protocol(
        rated_mah=identity["rated_mah"],
        lower_mv=circumstances.lower_mv,
        upper_mv=circumstances.upper_mv,
        temperature_dc=circumstances.temp_dc,
    )
    tests = capacity_tests(counted, protocol)
    findings = (*measurement.findings, *counted.findings, *partial_discharges(counted))
    return Reading(measurement, counted, tests, findings, digest)


def _sha256(path: Path) -> bytes:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.digest()


def chosen_test(reading: Reading, number: int | None = None) -> CapacityTest:
    """The capacity test of that number, or the last one in the file.

    Raises:
        InputError: `no_capacity_test` where the file holds no full discharge; `test_number_unknown`.
    """
    if not reading.tests:
        raise InputError("no_capacity_test", field="file")
    if number is None:
        return reading.tests[-1]
    for test in reading.tests:
        if test.number == number:
            return test
    raise InputError("test_number_unknown", field="number", number=number, count=len(reading.tests))


def capacity_test_body(reading: Reading, test: CapacityTest, circumstances: Circumstances) -> dict[str, Any]:
    """The body of battery.test.capacity.

    Raises:
        CyclerRefused: the result cannot be recorded at all (`capacity_not_positive`, `unit_mistake`,
            `capacity_above_rated`).
        RefusedError: `temperature_not_stated` where neither the file nor the tester says it.
    """
    if test.refusals:
        raise CyclerRefused(test.refusals[0].code, **test.refusals[0].facts)
    temp_dc = test.temperature_dc if test.temperature_dc is not None else circumstances.temp_dc
    if temp_dc is None:
        raise RefusedError("temperature_not_stated")
    body = {
        "capacity_mah": test.capacity_mah,
        "energy_mwh": test.energy_mwh or None,
        "rate_milli_c": test.rate_mc,
        "temp_dc": temp_dc,
        "efficiency_permille": _within(test.efficiency_permille, 500, 1050),
        "cutoffs_reached": test.reached_lower is True and test.reached_upper is True,
        "stopped_early": test.stopped_early,
        "tester": circumstances.tester,
        "tested_on": circumstances.tested_on,
        "calibrated_on": circumstances.calibrated_on,
        "file_sha256": reading.file_sha256,
        "file_format": reading.measurement.format,
        "cycle": test.cycle,
        "importer_findings": _codes([*test.findings, *reading.findings]) or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def _codes(findings: Sequence[Finding]) -> list[str]:
    return sorted({finding.code for finding in findings})


def _within(value: int | None, low: int, high: int) -> int | None:
    """A figure outside what a form takes is left out; the finding about it stays."""
    return value if value is not None and low <= value <= high else None
