"""What follows from a battery's records: which grade holds, why one lapsed, and the coarse status of §5.3.

A grade holds while nothing contradicts it in all that is known, whatever its authors had seen: who knew less gains
nothing. Parameters are those of the rule set on the day of the grade.
"""

from __future__ import annotations

from core.domains.battery.rules.v1.fields import LETTERS
from core.domains.battery.rules.v1.grading import contradictions, differences, missing_evidence
from core.domains.battery.rules.v1.records import (
    ELECTRIC,
    ESTIMATES,
    GRADES,
    INCIDENTS,
    TESTS,
    VISUAL,
    Record,
    find,
    iso_day,
    records,
)
from core.domains.battery.rules.v1.tables import parameter
from core.domains.battery.rules.v1.weighing import gather, limits_on
from core.ledger.contract import NoParameter, State

STATUSES = ("registered", "received", "inspected", "tested", "graded", "in_transit", "quarantine")


def settled(state: State) -> State:
    """The state with everything that follows from its records computed anew."""
    graded = _graded(state)
    estimates, electric = records(state, ESTIMATES), records(state, ELECTRIC)
    return {
        **state,
        **graded,
        "soh": estimates[-1] if estimates else None,
        "spread_mv": electric[-1]["spread_mv"] if electric else None,
        "status": _status({**state, **graded}),
    }


def _graded(state: State) -> State:
    """The grade that holds: of several that do not know each other the worst letter, for safety."""
    grades = records(state, GRADES)
    if not grades:
        return {"grade": None, "lapsed": [], "grades_differ": False}
    replaced = {id for one in grades for id in one.get("superseded", [])}
    reasons = {one["entry"]: _reasons(state, one) for one in grades}
    heads = [one for one in grades if not reasons[one["entry"]] and one["entry"] not in replaced]
    current = max(reversed(heads), key=lambda one: LETTERS.index(one["letter"]), default=None)
    lapsed = reasons[grades[-1]["entry"]] if current is None else []
    return {"grade": current, "lapsed": lapsed, "grades_differ": len({one["letter"] for one in heads}) > 1}


def _reasons(state: State, grade: Record) -> list[str]:
    """Why a grade has lapsed; empty while it holds."""
    reasons = {"revoked"} if grade["entry"] in state.get("revoked", []) else set()
    day = iso_day(grade["day"])
    if day is None:
        return sorted({*reasons, "day"})
    try:
        limits = limits_on(day, parameter)
    except NoParameter:
        return sorted(reasons)
    evidence, unknown = gather(state, grade["evidence"])
    if unknown or missing_evidence(evidence, limits) or differences(grade, evidence, limits):
        reasons.add("evidence")
    named = frozenset([*grade["evidence"], *grade.get("superseded", [])])
    for one in contradictions(state, grade["letter"], named, limits):
        reasons.add("incident" if find(state, INCIDENTS, one["entry"]) else "evidence")
    return sorted(reasons)


def _status(state: State) -> str:
    grade = state["grade"]
    named = set(grade.get("superseded", [])) if grade else set()
    if any(one["entry"] not in named for one in records(state, INCIDENTS)):
        return "quarantine"
    if any(one["accepted_by"] is None for one in records(state, "transfers")):
        return "in_transit"
    if grade:
        return "graded"
    if records(state, TESTS):
        return "tested"
    if records(state, VISUAL) or records(state, ELECTRIC):
        return "inspected"
    return "received" if state.get("arrived_on") else "registered"
