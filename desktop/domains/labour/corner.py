"""The worker's corner: what the ledger holds of me, opened with my PIN; slips, objections, certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft, Recorded, Signing, record
from core.actions.signing import open_signer
from core.domains.labour.rules.v1.records import Record, records
from core.vault.vault import Vault
from core.vault.views import subject
from desktop.domains.labour.handing import slip_of
from desktop.domains.labour.keeping import Standing

RECEIVE, CONTEST, REQUEST = "labour.payslip.receive", "labour.payslip.contest", "labour.credential.request"


@dataclass(frozen=True, slots=True)
class Slip:
    """A payslip as its worker sees it."""

    entry: bytes
    status: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Corner:
    """What belongs to one worker, newest slip first."""

    contract: Record | None
    slips: tuple[Slip, ...]


def _signing(who: Standing, pin: str) -> Signing:
    return Signing(who.key, "worker", pin)


def open_corner(vault: Vault, network: bytes, who: Standing, pin: str) -> Corner:
    """Contract and slips of whoever knows the PIN.

    Raises:
        RefusedError: `person_unknown`, `wrong_pin`, `slip_closed`.
    """
    open_signer(vault, _signing(who, pin))
    row = subject(vault.replica(network), who.employment)
    slips = [
        Slip(bytes.fromhex(one["entry"]), one["status"], slip_of(vault, network, row, one))
        for one in records(row.state, "slips")
    ]
    return Corner(row.state.get("contract"), tuple(reversed(slips)))


def receive(vault: Vault, network: bytes, who: Standing, pin: str, slip: bytes) -> Recorded:
    """The worker has the slip.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, network, [Draft(RECEIVE, {"slip": slip}, who.employment, (_signing(who, pin),))])


def contest(vault: Vault, network: bytes, who: Standing, pin: str, slip: bytes, line: str, reason: str) -> Recorded:
    """The worker objects to a line; a dispute is open until both settle it.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body = {"slip": slip, "line": line, "reason": reason}
    return record(vault, network, [Draft(CONTEST, body, who.employment, (_signing(who, pin),))])


def ask_certificate(vault: Vault, network: bytes, who: Standing, pin: str, chosen: Sequence[str]) -> Recorded:
    """The worker asks for a certificate that says these things and nothing else.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    body = {"certified": list(chosen)}
    return record(vault, network, [Draft(REQUEST, body, who.employment, (_signing(who, pin),))])
