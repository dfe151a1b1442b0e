"""The labour workspace as the ledger sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domains.labour.columns import EMPLOYMENT, WORKPLACE
from core.domains.labour.rules import CURRENT, RELEASED, WORKSPACE_NAME
from core.domains.labour.rules.v1.fields import ROLES
from core.ledger.contract import RuleSet, SubjectKind


@dataclass(frozen=True, slots=True)
class LabourWorkspace:
    """From a contract to a career certificate, for a small shop and its part-timers."""

    name: str
    roles: tuple[str, ...]
    subject_kinds: Mapping[str, SubjectKind]
    rule_sets: Mapping[bytes, RuleSet]
    current_rules: bytes


WORKSPACE = LabourWorkspace(
    name=WORKSPACE_NAME,
    roles=ROLES,
    subject_kinds={EMPLOYMENT.name: EMPLOYMENT, WORKPLACE.name: WORKPLACE},
    rule_sets=RELEASED,
    current_rules=CURRENT,
)
