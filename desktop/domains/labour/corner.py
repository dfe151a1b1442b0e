"""The worker's corner: what the ledger holds of me, opened with my PIN; slips, objections, certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.actions.record import Draft, Recorded, Signing, record
from core.actions.signing import open_signer
from core.domains.labour.rules.v1.records import Record, records
from core.vault.vault import Vault
from core.vault.views import SubjectRow, subject
from desktop.domains.labour.hours import WorkedShift, worked_shifts
from desktop.domains.labour.present import Standing
from desktop.domains.labour.settling import confirm, dispute_about, settle, slip_state
from desktop.domains.labour.working import slip_of

HOURS_DAYS = 35
"""So far back a worker sees shifts: a month and the days until it is closed."""
RECEIVE, CONTEST, REQUEST = "labour.payslip.receive", "labour.payslip.contest", "labour.credential.request"


@dataclass(frozen=True, slots=True)
class Slip:
    """A payslip as its worker sees it."""

    entry: bytes
    state: str
    """As `settling.slip_state` says it."""
    body: Mapping[str, Any]
    received: bool
    """Whether the worker said that the slip is there, or objected to it."""
    payment: Record | None = None
    dispute: Record | None = None


@dataclass(frozen=True, slots=True)
class Corner:
    """What belongs to one worker, newest slip first."""

    contract: Record | None
    slips: tuple[Slip, ...]
    hours: tuple[WorkedShift, ...] = ()
    """The shifts of the last weeks."""


def signing_of(who: Standing, pin: str) -> Signing:
    """Whoever is here signs as the worker."""
    return Signing(who.key, "worker", pin)


def open_corner(vault: Vault, network: bytes, who: Standing, pin: str) -> Corner:
    """Contract and slips of whoever knows the PIN.

    Raises:
        RefusedError: `person_unknown`, `wrong_pin`, `slip_closed`.
    """
    open_signer(vault, signing_of(who, pin))
    row = subject(vault.replica(network), who.employment)
    slips = [_slip(vault, network, row, one) for one in records(row.state, "slips")]
    today = vault.clock.now().day()
    hours = worked_shifts(row.state, today - timedelta(days=HOURS_DAYS), today)
    return Corner(row.state.get("contract"), tuple(reversed(slips)), tuple(hours))


def _slip(vault: Vault, network: bytes, row: SubjectRow, slip: Record) -> Slip:
    payment = next((one for one in records(row.state, "payments") if one["slip"] == slip["entry"]), None)
    dispute = dispute_about(row.state, slip["entry"])
    body = slip_of(vault, network, row, slip)
    received, state = slip["status"] != "issued", slip_state(slip, payment, dispute)
    return Slip(bytes.fromhex(slip["entry"]), state, body, received, payment, dispute)


def receive(vault: Vault, network: bytes, who: Standing, pin: str, slip: bytes) -> Recorded:
    """The worker has the slip.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, network, [Draft(RECEIVE, {"slip": slip}, who.employment, (signing_of(who, pin),))])


def contest(vault: Vault, network: bytes, who: Standing, pin: str, slip: bytes, line: str, reason: str) -> Recorded:
    """The worker objects to a line; a dispute is open until both settle it.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body = {"slip": slip, "line": line, "reason": reason}
    return record(vault, network, [Draft(CONTEST, body, who.employment, (signing_of(who, pin),))])


def confirm_payment(vault: Vault, network: bytes, who: Standing, pin: str, payment: Record) -> Recorded:
    """The worker says that the money is there.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return confirm(vault, network, who.employment, bytes.fromhex(payment["entry"]), signing_of(who, pin))


def withdraw(vault: Vault, network: bytes, who: Standing, pin: str, dispute: Record) -> Recorded:
    """The worker takes an objection back.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return settle(vault, network, who.employment, dispute, "withdrawn", (signing_of(who, pin),))


def ask_certificate(vault: Vault, network: bytes, who: Standing, pin: str, chosen: Sequence[str]) -> Recorded:
    """The worker asks for a certificate that says these things and nothing else.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body = {"certified": list(chosen)}
    return record(vault, network, [Draft(REQUEST, body, who.employment, (signing_of(who, pin),))])
