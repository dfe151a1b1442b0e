"""The battery workspace: from a dismantled pack to its graded second life."""

from core.domains.battery.certificate import Certificate, Section, Signer, certificate, certificate_entries
from core.domains.battery.columns import days_left, grade_is_valid
from core.domains.battery.rules.v1.estimate import estimate_from_capacity_test
from core.domains.battery.rules.v1.proposal import Proposal, grade_body, propose_grade
from core.domains.battery.rules.v1.weighing import Check
from core.domains.battery.telling import Line
from core.domains.battery.workspace import WORKSPACE

__all__ = [
    "WORKSPACE",
    "Certificate",
    "Check",
    "Line",
    "Proposal",
    "Section",
    "Signer",
    "certificate",
    "certificate_entries",
    "days_left",
    "estimate_from_capacity_test",
    "grade_body",
    "grade_is_valid",
    "propose_grade",
]
