"""What the grading desk decides: which batteries are ready, where a missing piece is made, and the signing itself.

Makes no widget. Functions that take a vault or a replica run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.actions.record import Recorded, required_type
from core.domains.battery import Check, Proposal
from core.ledger.contract import EntryType
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, list_subjects, subject
from desktop.domains.battery.grading import ESTIMATE, assign, proposal
from desktop.domains.battery.pages.places import HISTORY, IMPORT, RECORD
from desktop.entries.signers import Signer, Slot
from desktop.words import Words

SLOTS = (Slot(frozenset({"jtp_test"}), "jtp_test"), Slot(frozenset({"jtp_grade"}), "jtp_grade"))
READY = ("tested", "inspected", "quarantine")
"""A battery with an exclusion is graded without a test, so inspected ones may be ready too."""
READY_SHOWN = 8
HEALTH = "health"
_SCANNED = 200

# Where what is missing is made: (page, job). The health is made on the desk itself.
_MADE_AT = {
    "register_missing": (RECORD, "intake"),
    "visual_missing": (RECORD, "visual"),
    "electric_missing": (RECORD, "electric"),
    "cell_voltages_missing": (RECORD, "electric"),
    "capacity_test_missing": (IMPORT, ""),
    "estimate_missing": (HEALTH, ""),
    "estimate_differs": (HEALTH, ""),
    "assessment_missing": (HISTORY, ""),
    "evidence_flagged": (HISTORY, ""),
    "superseded_is_newer": (RECORD, "visual"),
}


def made_at(code: str) -> tuple[str, str]:
    """The page and job that bring what a finding misses; a test that is no evidence is done again."""
    return _MADE_AT.get(code, (IMPORT, ""))


def ready(replica: Replica) -> Sequence[SubjectRow]:
    """Batteries that may be graded now, tested ones first."""
    found = [row for name in READY for row in _of_status(replica, name)]
    return found[:READY_SHOWN]


def _of_status(replica: Replica, status: str) -> list[SubjectRow]:
    rows = list_subjects(replica, "battery", search=status, sort="store_until", limit=_SCANNED)
    return [row for row in rows if row.state.get("status") == status]


@dataclass(frozen=True, slots=True)
class Case:
    """A battery on the desk."""

    battery: SubjectRow
    proposal: Proposal
    health_type: EntryType


def look(vault: Vault, replica: Replica, battery: bytes) -> Case:
    """A battery with what the rule gives today."""
    health = required_type(replica, ESTIMATE)
    return Case(subject(replica, battery), proposal(vault, replica.network_id, battery), health)


def grade(
    vault: Vault, replica: Replica, case: Case, signers: Sequence[Signer], pins: Sequence[str]
) -> Recorded | Case:
    """Record the grade that was shown; gives the case as it is now where it is no longer what was shown.

    Raises:
        RefusedError: `wrong_pin`, `grade_incomplete`, `not_recordable`.
    """
    now = look(vault, replica, case.battery.id)
    if now.proposal != case.proposal:
        return now
    signings = [signer.signing(pin) for signer, pin in zip(signers, pins, strict=True)]
    return assign(vault, replica.network_id, case.battery.id, signings)


def check_cells(check: Check, words: Words) -> list[str]:
    """A figure beside its limit: what, value, whose limit, limit, result."""
    scale, unit = check.shown
    return [
        words.text(f"check.{check.name}"),
        words.quantity(check.value, scale, unit),
        words.text("battery.grading.of_letter", letter=check.letter)
        if check.letter
        else words.text("battery.grading.of_all"),
        words.quantity(check.limit, scale, unit),
        words.text("check.passed" if check.passed else "check.failed"),
    ]


def uses_text(case: Case, words: Words) -> str:
    """Allowed uses, joined."""
    return ", ".join(words.text(f"choice.uses.{one}") for one in case.proposal.uses)
