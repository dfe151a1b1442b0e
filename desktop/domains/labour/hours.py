"""Shifts as they were clocked and as both sides corrected them; a correction is proposed, then agreed to or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.actions.record import Draft, Recorded, Signing, record
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.rules.v1.times import shift_of_body
from core.ledger.contract import State
from core.vault.vault import Vault

CORRECT, AGREE, REFUSE = "labour.attendance.correct", "labour.attendance.agree", "labour.attendance.refuse"


@dataclass(frozen=True, slots=True)
class WorkedShift:
    """One shift as it counts, with what was clocked first and what is proposed."""

    record: Record
    minutes: int
    original: Record | None
    proposal: Record | None
    """The newest correction, whether it waits, was agreed to or was refused."""

    @property
    def waits_for(self) -> str | None:
        """The side whose answer a proposal waits for."""
        return None if self.proposal is None else _other_side(self.proposal)


def _other_side(correction: Record) -> str | None:
    if correction["status"] != "proposed":
        return None
    return next((side for side in ("employer", "worker") if side not in correction["sides"]), None)


def waiting_for(state: State, side: str) -> list[Record]:
    """Corrections that one side has yet to answer."""
    return [one for one in records(state, "corrections") if _other_side(one) == side]


def worked_shifts(state: State, first: date, last: date) -> list[WorkedShift]:
    """The shifts that begin in these days, in the order of time."""
    found = []
    for one in sorted(shifts(state), key=lambda one: str(one["start"])):
        if first.isoformat() <= one["start"][:10] <= last.isoformat():
            about = [other for other in records(state, "corrections") if other["shift"] == one["entry"]]
            worked = shift_of_body(one).work_minutes
            found.append(WorkedShift(one, worked, one.get("original"), about[-1] if about else None))
    return found


def correct(vault: Vault, network: bytes, employment: bytes, body: dict[str, Any], *signings: Signing) -> Recorded:
    """Propose other times for a shift; what was clocked stays beside them.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, network, [Draft(CORRECT, body, employment, signings)])


def answer_correction(
    vault: Vault, network: bytes, employment: bytes, correction: Record, refused: str | None, signing: Signing
) -> Recorded:
    """Agree to a correction, or refuse it for a reason, which opens a dispute.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body: dict[str, Any] = {"correction": bytes.fromhex(correction["entry"])}
    if refused is not None:
        body["reason"] = refused
    return record(vault, network, [Draft(AGREE if refused is None else REFUSE, body, employment, (signing,))])


def minutes_of(rows: Sequence[WorkedShift]) -> int:
    """What they come to."""
    return sum(one.minutes for one in rows)
