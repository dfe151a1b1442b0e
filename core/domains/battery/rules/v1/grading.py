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
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.estimate import band, measured_permille, objections_to_test
from core.domains.battery.rules.v1.records import ELECTRIC, INCIDENTS, TESTS, VISUAL, Record, find, records
from core.domains.battery.rules.v1.weighing import Evidence, Limits, best_letter, exclusions_of, worse
from core.ledger.contract import Finding, State


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
    findings += objections_to_test(test, identity, limits.full_test)
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
    if test and evidence.estimate and not objections_to_test(test, identity, limits.full_test):
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
        valid_until=_days_later(limits.day, limits.valid_days).isoformat(),
    )


def _days_later(day: date, days: int) -> date:
    """The day so many days later, or the last day that calendars know."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


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


def differences(claimed: Mapping[str, Any], evidence: Evidence, limits: Limits) -> list[Finding]:
    """Where a grade's body is not what the rule gives for complete evidence."""
    outcome = outcome_of(evidence, limits)
    if worse(outcome.letter, claimed["letter"]):
        facts = {"expected": outcome.letter, "found": claimed["letter"]}
        return [Finding("grade_better_than_rule", "letter", facts=facts)]
    return [
        Finding("grade_differs", name, facts={"expected": value, "found": claimed.get(name)})
        for name, value in outcome_values(outcome, limits).items()
        if claimed.get(name) != value
    ]


def outcome_values(outcome: Outcome, limits: Limits) -> dict[str, Any]:
    """The outcome as the fields of a grade; None where the field is left out."""
    return {
        "rule": limits.thresholds["rule"],
        "rule_version": limits.thresholds["version"],
        "letter": outcome.letter,
        "legal_grade": outcome.legal_grade,
        "exclusions": list(outcome.exclusions) or None,
        "soh_permille": outcome.soh_permille,
        "low_permille": outcome.low_permille,
        "high_permille": outcome.high_permille,
        "uses": list(outcome.uses),
        "valid_until": outcome.valid_until,
    }


def superseded_findings(state: State, evidence: Evidence, ids: Sequence[str]) -> list[Finding]:
    """A finding per superseded entry that is not older than the evidence in its place; withdrawn ones are passed."""
    known = [(id, kind, find(state, kind, id)) for id in ids for kind in (VISUAL, ELECTRIC, TESTS, INCIDENTS)]
    return [
        Finding("superseded_is_newer", "superseded", facts={"entry": id})
        for id, kind, record in known
        if record is not None and not _is_superseded(kind, record, evidence)
    ]


def _is_superseded(kind: str, record: Record, evidence: Evidence) -> bool:
    same = {VISUAL: evidence.visual, ELECTRIC: evidence.electric, TESTS: evidence.test}
    # After an incident the battery is looked at and measured again; one not fit to be measured stays excluded.
    later = [same[kind]] if kind in same else [evidence.visual, evidence.electric]
    found = [one for one in later if one is not None]
    return bool(found) and all(one["place"] > record["place"] for one in found)
