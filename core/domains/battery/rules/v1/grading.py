"""The grade rule, pure: what named evidence gives, and what else contradicts it.

1. Exclusions (history, looks, electric) give D and need no further evidence: such a battery is not put on a tester.
2. Otherwise the letter is the best one all of whose limits hold: low end of the SoH band, cell spread, resistance.
   Resistance counts only where it was measured and its new value is known.
3. An assessed legal grade caps the letter; where the law requires an assessment, the legal grade is that one.
4. Evidence that is not named contradicts a letter where it alone gives a worse one; so does an incident not named.
   Naming it as superseded takes a later inspection or test of the same kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.domains.battery.rules.v1.estimate import Parameter, band, measured_permille, test_objections
from core.domains.battery.rules.v1.fields import LETTERS
from core.domains.battery.rules.v1.records import (
    ELECTRIC,
    ESTIMATES,
    GRADES,
    INCIDENTS,
    TESTS,
    VISUAL,
    Record,
    find,
    records,
)
from core.ledger.contract import Finding, State

EVIDENCE_KINDS = (VISUAL, ELECTRIC, TESTS, ESTIMATES)
WORST = LETTERS[-1]


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rule gives."""

    letter: str
    legal_grade: str
    exclusions: tuple[str, ...]
    soh_permille: int | None
    low_permille: int | None
    high_permille: int | None
    uses: tuple[str, ...]
    valid_until: str


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
    accident = identity["accident"] if identity else None
    return [accident] if accident in limits.exclusions["accidents"] else []


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
    if identity and test and not test_objections(test, identity, limits.full_test):
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


# -- the rule ------------------------------------------------------------------------------------------------------


def missing_evidence(evidence: Evidence, limits: Limits) -> list[Finding]:
    """What a grade still needs, by name."""
    identity, electric, test = evidence.identity, evidence.electric, evidence.test
    if identity is None:
        return [Finding("register_missing", "evidence")]
    findings = [] if evidence.visual else [Finding("visual_missing", "evidence")]
    if limits.assessment_required and not (identity.get("assessed_grade") or identity.get("assessment_exempt")):
        findings.append(Finding("assessment_missing", "evidence"))
    if exclusions_of(evidence, limits):
        return findings
    if electric is None:
        findings.append(Finding("electric_missing", "evidence"))
    elif electric["spread_mv"] is None and identity["level"] != "cell":
        findings.append(Finding("cell_voltages_missing", "evidence"))
    if test is None:
        return [*findings, Finding("capacity_test_missing", "evidence")]
    findings += test_objections(test, identity, limits.full_test)
    return [*findings, *_estimate_findings(evidence.estimate, test, identity)]


def _estimate_findings(estimate: Record | None, test: Record, identity: Record) -> list[Finding]:
    if estimate is None or estimate["inputs"] != [test["entry"]]:
        return [Finding("estimate_missing", "evidence")]
    expected = measured_permille(test, identity)
    if estimate["soh_permille"] == expected:
        return []
    facts = {"expected": expected, "found": estimate["soh_permille"]}
    return [Finding("estimate_differs", "evidence", facts=facts)]


def outcome_of(evidence: Evidence, limits: Limits) -> Outcome:
    """What complete evidence gives (`missing_evidence` is empty)."""
    identity, test = evidence.identity, evidence.test
    assert identity is not None
    letter = best_letter(evidence, limits)
    assessed = identity.get("assessed_grade")
    if assessed:
        cap = limits.outcomes["best_letter"][assessed]
        letter = cap if worse(cap, letter) else letter
    result = limits.outcomes["letters"][letter]
    soh = low = high = None
    if test and evidence.estimate and not test_objections(test, identity, limits.full_test):
        soh = measured_permille(test, identity)
        low, high = band(soh, limits.full_test)
    return Outcome(
        letter=letter,
        legal_grade=assessed or result["legal_grade"],
        exclusions=exclusions_of(evidence, limits),
        soh_permille=soh,
        low_permille=low,
        high_permille=high,
        uses=tuple(result["uses"]),
        valid_until=(limits.day + timedelta(days=limits.valid_days)).isoformat(),
    )


def contradictions(state: State, letter: str, named: frozenset[str], limits: Limits) -> list[Record]:
    """Records that are not named and allow only a worse letter, and incidents that are not named."""
    identity = state.get("identity")
    alone = [
        *((one, Evidence(identity, one, None, None, None)) for one in records(state, VISUAL)),
        *((one, Evidence(identity, None, one, None, None)) for one in records(state, ELECTRIC)),
        *((one, Evidence(identity, None, None, one, None)) for one in records(state, TESTS)),
    ]
    against = [one for one, evidence in alone if worse(best_letter(evidence, limits), letter)]
    return [one for one in (*against, *records(state, INCIDENTS)) if one["entry"] not in named]


def superseded_findings(state: State, evidence: Evidence, ids: Sequence[str]) -> list[Finding]:
    """What is wrong with the list of superseded entries: unknown, or not older than the evidence in its place."""
    findings = []
    for id in ids:
        kind = next((kind for kind in (VISUAL, ELECTRIC, TESTS, INCIDENTS, GRADES) if find(state, kind, id)), None)
        if kind is None:
            findings.append(Finding("evidence_unknown", "superseded", facts={"entry": id}))
        elif not _is_superseded(kind, find(state, kind, id) or {}, evidence):
            findings.append(Finding("superseded_is_newer", "superseded", facts={"entry": id}))
    return findings


def _is_superseded(kind: str, record: Record, evidence: Evidence) -> bool:
    if kind == GRADES:
        return True
    later = {VISUAL: [evidence.visual], ELECTRIC: [evidence.electric], TESTS: [evidence.test]}
    # After an incident the battery is looked at and measured again; one not fit to be measured stays excluded.
    inspections = [one for one in (evidence.visual, evidence.electric) if one] or [None]
    return all(one is not None and one["place"] > record["place"] for one in later.get(kind, inspections))
