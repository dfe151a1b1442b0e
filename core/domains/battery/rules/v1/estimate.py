"""State of health from a full capacity test: measured over rated capacity, in thousandths, with the method's band.

SoH = measured Ah / rated Ah, rounded half-even once; the band is the tolerance that KC 10031 allows a full test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.records import TESTS, Record, find
from core.errors import RefusedError
from core.ledger.contract import Finding, State

METHOD = "full_capacity_test"
METHOD_VERSION = 1
CALIBRATION = "kc10031_tolerance"
CAPACITY_MAX_PERMILLE = 1200
"""More than this share of the rated capacity is a mistake, not a battery."""

Parameter = Callable[[str, date], Any]
"""The dated value in force; raises NoParameter where there is none for the day."""


def quotient_half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator for positive denominators, rounded once, halves to the even neighbour."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def measured_permille(test: Record, identity: Record) -> int:
    """Measured over rated capacity in thousandths."""
    return quotient_half_even(test["capacity_mah"] * 1000, identity["rated_mah"])


def band(soh_permille: int, full_test: Mapping[str, Any]) -> tuple[int, int]:
    """Lower and upper end of what a full test may be wrong by."""
    tolerance = full_test["tolerance_permille"]
    return max(0, soh_permille - tolerance), soh_permille + tolerance


def objections_to_test(test: Record, identity: Record, full_test: Mapping[str, Any]) -> list[Finding]:
    """Why a capacity test is no evidence of full capacity; empty for an acceptable one."""
    findings = []
    if test["capacity_mah"] * 1000 > identity["rated_mah"] * CAPACITY_MAX_PERMILLE:
        facts = {"capacity_mah": test["capacity_mah"], "rated_mah": identity["rated_mah"]}
        findings.append(Finding("capacity_above_rated", "capacity_mah", facts=facts))
    if test["tested_on"] < test["calibrated_on"]:
        facts = {"tested_on": test["tested_on"], "calibrated_on": test["calibrated_on"]}
        findings.append(Finding("test_before_calibration", "calibrated_on", facts=facts))
    if test["stopped_early"]:
        findings.append(Finding("stopped_early", "stopped_early"))
    if not test["cutoffs_reached"]:
        findings.append(Finding("cutoffs_not_reached", "cutoffs_reached"))
    for name, low, high, code in (
        ("temp_dc", full_test["temp_dc_min"], full_test["temp_dc_max"], "temperature_outside"),
        ("rate_milli_c", full_test["rate_milli_c_min"], full_test["rate_milli_c_max"], "rate_outside"),
    ):
        if not low <= test[name] <= high:
            findings.append(Finding(code, name, facts={"value": test[name], "low": low, "high": high}))
    return findings


def estimate_from_capacity_test(state: State, test: bytes, parameter: Parameter, day: date) -> dict[str, Any]:
    """The body of a battery.estimate.soh entry for a test of this battery.

    Raises:
        RefusedError: `test_unknown`, or `test_not_acceptable` with the codes of what is wrong with it.
        NoParameter: the tolerance of a full test is not known for the day.
    """
    record = find(state, TESTS, test.hex())
    identity = state.get("identity")
    if record is None or identity is None:
        raise RefusedError("test_unknown")
    full_test = parameter("full_test", day)
    objections = objections_to_test(record, identity, full_test)
    if objections:
        raise RefusedError("test_not_acceptable", reasons=[one.code for one in objections])
    soh_permille = measured_permille(record, identity)
    low_permille, high_permille = band(soh_permille, full_test)
    return {
        "method": METHOD,
        "method_version": METHOD_VERSION,
        "inputs": [test],
        "soh_permille": soh_permille,
        "low_permille": low_permille,
        "high_permille": high_permille,
        "level_permille": full_test["level_permille"],
        "calibration": CALIBRATION,
        "in_range": True,
    }
