"""Estimating and grading on the books: what the command line and the grading desk both do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actions.record import Draft, Recorded, Signing, record
from core.domains.battery import Proposal, estimate_from_capacity_test, grade_body, propose_grade
from core.errors import RefusedError
from core.ledger.contract import NoParameter, Severity
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import history, subject

ESTIMATE = "battery.estimate.soh"
GRADE = "battery.grade.assign"


def parameter_of(replica: Replica) -> Any:
    """The dated parameters of the battery workspace in this network: (name, day) to value."""
    return lambda name, day: replica.rules.parameter(GRADE, name, day)


def newest_test(state: dict[str, Any]) -> bytes:
    """The entry id of the newest capacity test.

    Raises:
        RefusedError: `test_unknown`.
    """
    tests = state.get("tests") or []
    if not tests:
        raise RefusedError("test_unknown")
    return bytes.fromhex(tests[-1]["entry"])


def estimate(
    vault: Vault, network_id: bytes, battery: bytes, test: bytes | None, signings: Sequence[Signing]
) -> Recorded:
    """Record the state of health that a capacity test gives.

    Raises:
        RefusedError: `test_unknown`, `test_not_acceptable`, `parameter_missing`, `not_recordable`.
    """
    replica = vault.replica(network_id)
    state = subject(replica, battery).state
    try:
        body = estimate_from_capacity_test(
            state, test or newest_test(state), parameter_of(replica), vault.clock.now().day()
        )
    except NoParameter as missing:
        raise RefusedError("parameter_missing", name=missing.name, day=missing.day.isoformat()) from missing
    return record(vault, network_id, [Draft(ESTIMATE, body, subject=battery, signings=tuple(signings))])


def proposal(vault: Vault, network_id: bytes, battery: bytes) -> Proposal:
    """What the rule gives today."""
    replica = vault.replica(network_id)
    flagged = {
        row.entry.id.hex()
        for row in history(replica, battery)
        if any(finding.severity is Severity.REFUSE for finding in row.judged.findings)
    }
    state = subject(replica, battery).state
    return propose_grade(state, vault.clock.now().day(), parameter_of(replica), flagged)


def assign(vault: Vault, network_id: bytes, battery: bytes, signings: Sequence[Signing]) -> Recorded:
    """Record the grade that the rule gives today, signed by a tester and a grader.

    Raises:
        RefusedError: `grade_incomplete` with the findings of what is missing; `not_recordable`.
    """
    found = proposal(vault, network_id, battery)
    if not found.complete:
        raise RefusedError("grade_incomplete", type=GRADE, findings=list(found.missing))
    draft = Draft(GRADE, grade_body(found), subject=battery, signings=tuple(signings))
    return record(vault, network_id, [draft])
