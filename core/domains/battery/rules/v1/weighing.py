"""Weighing evidence: each figure beside its limit, exclusions, and the best letter that given evidence allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.estimate import Parameter, band, measured_permille, objections_to_test
from core.domains.battery.rules.v1.fields import LETTERS
from core.domains.battery.rules.v1.records import ELECTRIC, ESTIMATES, TESTS, VISUAL, Record, find
from core.ledger.contract import Finding, State

EVIDENCE_KINDS = (VISUAL, ELECTRIC, TESTS, ESTIMATES)
WORST = LETTERS[-1]
_SHOWN = {
    "soh_low_permille": (10, "%"),
    "spread_mv": (1, "mV"),
    "dcir_permille_of_new": (10, "%"),
    "isolation": (1, "Ω/V"),
    "cell_voltage": (1000, "V"),
    "self_discharge": (1, "mV/d"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """All parameters of the grade rule that are in force on one day."""

    day: date
    thresholds: Mapping[str, Any]
    exclusions: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    full_test: Mapping[str, Any]
    assessment_required: bool
    valid_days: int


def limits_on(day: date, parameter: Parameter) -> Limits:
    """Raises NoParameter where one of them has no value for the day."""
    return Limits(
        day=day,
        thresholds=parameter("grade_thresholds", day),
        exclusions=parameter("grade_exclusions", day),
        outcomes=parameter("grade_outcomes", day),
        full_test=parameter("full_test", day),
        assessment_required=parameter("legal_assessment", day)["required"],
        valid_days=parameter("grade_validity", day)["days"],
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records that a grade rests on."""

    identity: Record | None
    visual: Record | None
    electric: Record | None
    test: Record | None
    estimate: Record | None

    def ids(self) -> tuple[str, ...]:
        """The entries, in the order in which a grade names them."""
        return tuple(one["entry"] for one in (self.visual, self.electric, self.test, self.estimate) if one)


@dataclass(frozen=True, slots=True)
class Check:
    """One figure beside its limit: `letter` is whose limit it is, empty for an exclusion."""

    name: str
    letter: str
    value: int
    limit: int
    passed: bool

    @property
    def shown(self) -> tuple[int, str]:
        """Scale and unit in which a person reads value and limit."""
        return _SHOWN[self.name]


def gather(state: State, ids: Sequence[str]) -> tuple[Evidence, list[Finding]]:
    """The records that ids name; findings for what is unknown here or named twice."""
    found: dict[str, Record] = {}
    findings = []
    for id in ids:
        kind = next((kind for kind in EVIDENCE_KINDS if find(state, kind, id)), None)
        if kind is None:
            findings.append(Finding("evidence_unknown", "evidence", facts={"entry": id}))
        elif kind in found:
            findings.append(Finding("evidence_twice", "evidence", facts={"entry": id}))
        else:
            found[kind] = find(state, kind, id) or {}
    evidence = Evidence(state.get("identity"), *(found.get(kind) for kind in EVIDENCE_KINDS))
    return evidence, findings


# -- exclusions ----------------------------------------------------------------------------------------------------


def history_exclusions(identity: Record | None, limits: Limits) -> list[str]:
    """Flood or fire in the vehicle's history."""
    return [one for one in limits.exclusions["accidents"] if identity and identity["accident"] == one]


def visual_exclusions(visual: Record | None, limits: Limits) -> list[str]:
    """Looks that take a battery out of use where they are major."""
    return [look for look in limits.exclusions["looks"] if visual and visual[look] == "major"]


def electric_checks(electric: Record | None, identity: Record | None, limits: Limits) -> list[Check]:
    """Isolation, cell voltages and self-discharge beside their limits; the name of a check is that of its exclusion."""
    if electric is None or identity is None:
        return []
    wanted = limits.exclusions
    # UN R100 speaks of ohm per volt of the working voltage: a discharged battery is not better insulated.
    working_mv = max(electric["pack_mv"], identity["nominal_mv"])
    ohm_per_v = electric["isolation_ohm"] * 1000 // working_mv
    limit = wanted["isolation_ohm_per_v_min"]
    checks = [Check("isolation", "", ohm_per_v, limit, electric["isolation_ohm"] * 1000 >= limit * working_mv)]
    cells = electric.get("cell_mv") or ([electric["pack_mv"]] if identity["level"] == "cell" else [])
    if cells:
        low, high = wanted["cell_mv_min"], wanted["cell_mv_max"]
        checks.append(Check("cell_voltage", "", min(cells), low, min(cells) >= low))
        checks.append(Check("cell_voltage", "", max(cells), high, max(cells) <= high))
    lost = electric.get("self_discharge_mv_per_day")
    if lost is not None and electric.get("rest_h", 0) >= wanted["rest_h_min"]:
        most = wanted["self_discharge_mv_per_day_max"]
        checks.append(Check("self_discharge", "", lost, most, lost <= most))
    return checks


def electric_exclusions(electric: Record | None, identity: Record | None, limits: Limits) -> list[str]:
    """What the meters say against any use."""
    failed = [check.name for check in electric_checks(electric, identity, limits) if not check.passed]
    fault = ["bms_isolation"] if electric and electric.get("bms_isolation_fault") else []
    return list(dict.fromkeys([*failed, *fault]))


def exclusions_of(evidence: Evidence, limits: Limits) -> tuple[str, ...]:
    """All exclusions that the evidence shows, each once."""
    shown = [
        *history_exclusions(evidence.identity, limits),
        *visual_exclusions(evidence.visual, limits),
        *electric_exclusions(evidence.electric, evidence.identity, limits),
    ]
    return tuple(sorted(set(shown)))


# -- letters -------------------------------------------------------------------------------------------------------


def letter_checks(evidence: Evidence, limits: Limits) -> list[Check]:
    """Each known figure beside each letter's limit."""
    figures = _figures(evidence, limits)
    checks = []
    for letter, row in limits.thresholds["letters"].items():
        for name, value in figures.items():
            if name in row:
                passed = value >= row[name] if name == "soh_low_permille" else value <= row[name]
                checks.append(Check(name, letter, value, row[name], passed))
    return checks


def _figures(evidence: Evidence, limits: Limits) -> dict[str, int]:
    figures = {}
    identity, test = evidence.identity, evidence.test
    if identity and test and not objections_to_test(test, identity, limits.full_test):
        figures["soh_low_permille"] = band(measured_permille(test, identity), limits.full_test)[0]
    if evidence.electric and evidence.electric["spread_mv"] is not None:
        figures["spread_mv"] = evidence.electric["spread_mv"]
    new_uohm = identity.get("new_dcir_uohm") if identity else None
    if test and new_uohm and test.get("dcir_10s_uohm") is not None:
        # Rounded up: a ratio just above a limit is above it.
        figures["dcir_permille_of_new"] = -(-test["dcir_10s_uohm"] * 1000 // new_uohm)
    return figures


def best_letter(evidence: Evidence, limits: Limits) -> str:
    """The best letter that this evidence allows; what is not in it limits nothing."""
    if exclusions_of(evidence, limits):
        return WORST
    failed = {check.letter for check in letter_checks(evidence, limits) if not check.passed}
    return next((letter for letter in LETTERS if letter not in failed), WORST)


def worse(first: str, second: str) -> bool:
    """Whether the first letter is worse than the second."""
    return LETTERS.index(first) > LETTERS.index(second)
