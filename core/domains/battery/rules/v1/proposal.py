"""What the grading desk shows: the newest evidence, each figure beside its limit, and what the rule gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.estimate import Parameter, objections_to_test
from core.domains.battery.rules.v1.grading import contradictions, missing_evidence, outcome_of, superseded_findings
from core.domains.battery.rules.v1.records import (
    ELECTRIC,
    ESTIMATES,
    TESTS,
    VISUAL,
    Record,
    records,
)
from core.domains.battery.rules.v1.weighing import (
    Check,
    Evidence,
    Limits,
    electric_checks,
    exclusions_of,
    letter_checks,
    limits_on,
)
from core.ledger.contract import Finding, NoParameter, State

_BODY_FIELDS = (
    "rule",
    "rule_version",
    "evidence",
    "superseded",
    "letter",
    "legal_grade",
    "exclusions",
    "soh_permille",
    "low_permille",
    "high_permille",
    "uses",
    "valid_until",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule gives on a day, or what is missing for it.

    `letter` and all that goes with it is None where something is missing. Figures are integers in the unit that their
    name ends in; `evidence` and `superseded` are entry ids.
    """

    day: date
    letter: str | None
    legal_grade: str | None
    exclusions: tuple[str, ...]
    checks: tuple[Check, ...]
    soh_permille: int | None
    low_permille: int | None
    high_permille: int | None
    uses: tuple[str, ...]
    valid_until: str | None
    rule: str
    rule_version: int
    evidence: tuple[bytes, ...]
    superseded: tuple[bytes, ...]
    missing: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether this can be signed as a grade."""
        return not self.missing and self.letter is not None


def propose_grade(state: State, day: date, parameter: Parameter, flagged: Collection[str] = ()) -> Proposal:
    """The grade that the rule gives for a battery's newest evidence on a day.

    `flagged` names entries (hexadecimal ids) that were recorded against a rule and so are no evidence. Never raises: a
    day without a parameter is the finding `parameter_missing`.
    """
    try:
        limits = limits_on(day, parameter)
    except NoParameter as missing:
        finding = Finding("parameter_missing", facts={"name": missing.name, "day": missing.day.isoformat()})
        return _incomplete(day, "", 0, (finding,))
    evidence = newest_evidence(state, limits, flagged)
    exclusions = exclusions_of(evidence, limits)
    checks = (*letter_checks(evidence, limits), *electric_checks(evidence.electric, evidence.identity, limits))
    missing_here = missing_evidence(evidence, limits)
    rule, version = limits.thresholds["rule"], limits.thresholds["version"]
    if missing_here:
        return _incomplete(day, rule, version, tuple(missing_here), exclusions, checks, evidence)
    outcome = outcome_of(evidence, limits)
    superseded = _superseded(state, evidence, outcome.letter, limits)
    newer = tuple(superseded_findings(state, evidence, superseded))
    if newer:
        return _incomplete(day, rule, version, newer, exclusions, checks, evidence)
    return Proposal(
        day=day,
        letter=outcome.letter,
        legal_grade=outcome.legal_grade,
        exclusions=outcome.exclusions,
        checks=checks,
        soh_permille=outcome.soh_permille,
        low_permille=outcome.low_permille,
        high_permille=outcome.high_permille,
        uses=outcome.uses,
        valid_until=outcome.valid_until,
        rule=rule,
        rule_version=version,
        evidence=_ids(evidence.ids()),
        superseded=_ids(superseded),
        missing=(),
    )


def grade_body(proposal: Proposal) -> dict[str, Any]:
    """The body of battery.grade.assign for a complete proposal; it names its evidence and adds nothing of its own."""
    assert proposal.complete, "only what the rule gives is signed"
    body = {name: _signed(getattr(proposal, name)) for name in _BODY_FIELDS}
    return {name: value for name, value in body.items() if value is not None}


def _signed(value: Any) -> Any:
    """Tuples as lists; an empty list is left out."""
    return (list(value) or None) if isinstance(value, tuple) else value


def newest_evidence(state: State, limits: Limits, flagged: Collection[str] = ()) -> Evidence:
    """The latest inspection of each kind and the latest acceptable test with its estimate.

    Where no test is acceptable the latest one stands, so that what is wrong with it can be told.
    """
    identity = state.get("identity")
    usable = [one for one in records(state, TESTS) if one["entry"] not in flagged]
    fine = [one for one in usable if identity and not objections_to_test(one, identity, limits.full_test)]
    test = fine[-1] if fine else usable[-1] if usable else None
    estimates = [one for one in records(state, ESTIMATES) if test and one["inputs"] == [test["entry"]]]
    return Evidence(
        identity,
        _latest(records(state, VISUAL), flagged),
        _latest(records(state, ELECTRIC), flagged),
        test,
        _latest(estimates, flagged),
    )


def _latest(found: list[Record], flagged: Collection[str]) -> Record | None:
    return next((one for one in reversed(found) if one["entry"] not in flagged), None)


def _superseded(state: State, evidence: Evidence, letter: str, limits: Limits) -> tuple[str, ...]:
    """What would contradict the letter and is older than the evidence, all incidents, and the grade before."""
    against = contradictions(state, letter, frozenset(evidence.ids()), limits)
    before = state.get("grade")
    return tuple(one["entry"] for one in (*against, *([before] if before else [])))


def _ids(found: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(one) for one in found)


def _incomplete(
    day: date,
    rule: str,
    rule_version: int,
    missing: tuple[Finding, ...],
    exclusions: tuple[str, ...] = (),
    checks: tuple[Check, ...] = (),
    evidence: Evidence | None = None,
) -> Proposal:
    return Proposal(
        day=day,
        letter=None,
        legal_grade=None,
        exclusions=exclusions,
        checks=checks,
        soh_permille=None,
        low_permille=None,
        high_permille=None,
        uses=(),
        valid_until=None,
        rule=rule,
        rule_version=rule_version,
        evidence=_ids(evidence.ids()) if evidence else (),
        superseded=(),
        missing=missing,
    )
