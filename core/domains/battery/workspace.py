"""The battery workspace as the ledger sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domains.battery.columns import BATTERY
from core.domains.battery.rules import CURRENT, RELEASED, WORKSPACE_NAME
from core.ledger.contract import RuleSet, SubjectKind

ROLES = (
    "resident",
    "yard",
    "carrier",
    "jtp_test",
    "jtp_grade",
    "jtp_hq",
    "integrator",
    "ess_owner",
    "inspector",
    "verifier",
)


@dataclass(frozen=True, slots=True)
class BatteryWorkspace:
    """From a dismantled pack to its graded second life."""

    name: str
    roles: tuple[str, ...]
    subject_kinds: Mapping[str, SubjectKind]
    rule_sets: Mapping[bytes, RuleSet]
    current_rules: bytes


WORKSPACE = BatteryWorkspace(
    name=WORKSPACE_NAME,
    roles=ROLES,
    subject_kinds={BATTERY.name: BATTERY},
    rule_sets=RELEASED,
    current_rules=CURRENT,
)
