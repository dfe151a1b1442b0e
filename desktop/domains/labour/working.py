"""What the labour commands and pages do on a vault: close a month, issue a certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, Recorded, SealedPart, Signing, record
from core.actions.signing import open_signer
from core.domains.labour.credential.certificate import certificate, proof_by
from core.domains.labour.credential.proof import canonical
from core.domains.labour.late import (
    ClosedPeriod,
    changed_periods,
    changes,
    correction,
    issued_pay,
    settled_before,
)
from core.domains.labour.lines import Line
from core.domains.labour.pay.joining import hired_without_unemployment_part
from core.domains.labour.pay.payslip import Payslip, payslip
from core.domains.labour.paying import (
    PayChoices,
    adopted_tables,
    close_body,
    issue_body,
    month_of,
    slip_body,
    unrecorded_days,
)
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.statute import STATUTE
from core.domains.labour.tables import Tables
from core.errors import RefusedError
from core.ledger.contract import NoParameter
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, subject

CLOSE, ISSUE = "labour.period.close", "labour.payslip.issue"
CREDENTIAL = "labour.credential.issue"
_SEOUL_MINUTES = 9 * 60


@dataclass(frozen=True, slots=True)
class Case:
    """An employment with its workplace, and the figures that hold there."""

    employment: SubjectRow
    shop: SubjectRow
    tables: Tables


def case_of(replica: Replica, employment: SubjectRow) -> Case:
    """The workplace that an employment belongs to.

    Raises:
        RefusedError: `not_an_employment`.
        InputError: `subject_not_found`.
    """
    person = employment.state.get("person")
    if person is None:
        raise RefusedError("not_an_employment", title=employment.title)
    shop = subject(replica, bytes.fromhex(person["workplace"]))
    return Case(employment, shop, adopted_tables(shop.state, STATUTE))


def part_of(vault: Vault, network: bytes, case: Case, name: str) -> Mapping[str, Any]:
    """A sealed part of the enrolment, as far as this device may open it; empty where it may not."""
    entry = bytes.fromhex(case.employment.state["person"]["entry"])
    found = [one for one in read_sealed(vault, network, entry) if one.name == name and one.body is not None]
    return dict(found[0].body or {}) if found else {}


def slip_of(vault: Vault, network: bytes, row: SubjectRow, slip: Record) -> Mapping[str, Any]:
    """The sealed slip behind an issued one.

    Raises:
        RefusedError: `slip_closed`.
    """
    for part in read_sealed(vault, network, bytes.fromhex(slip["entry"])):
        if part.name == "slip" and part.body is not None:
            return part.body
    raise RefusedError("slip_closed", title=row.title)


@dataclass(frozen=True, slots=True)
class Worked:
    """A month that was worked out: the sealed slip that would be issued, and the engine's answer."""

    body: dict[str, Any]
    slip: Payslip
    unrecorded: tuple[date, ...]
    """Agreed days without any record, which cost the week's allowance."""
    corrects: tuple[bytes, ...] = ()
    """Earlier periods whose late corrections were taken up, whether or not they change the pay."""


def work_out(
    vault: Vault, network: bytes, case: Case, period: tuple[date, date], pay_day: date, choices: PayChoices
) -> Worked:
    """The slip of a month without recording anything.

    Raises:
        RefusedError: `contract_missing`; `figure_missing`: a figure of a day is not known; adopt one.
        InputError: what the pay engine refuses.
    """
    today = vault.clock.now().day()
    identity = part_of(vault, network, case, "identity")
    choices = replace(choices, no_unemployment_part=_hired_late(case, identity))
    changed = changed_periods(case.employment.state, period[0])
    try:
        carried = _corrections(vault, network, case, changed)
        choices = replace(choices, extras=[*choices.extras, *carried])
        month = month_of(case.tables, case.shop.state, case.employment.state, *period, today, choices)
        slip = payslip(case.tables, month)
        unrecorded = unrecorded_days(case.tables, case.shop.state, case.employment.state, *period, today)
    except NoParameter as missing:
        raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing
    name = identity.get("name", "")
    worker = " ".join(one for one in (name, f"({case.employment.title})") if one)
    corrects = tuple(bytes.fromhex(one.record["entry"]) for one in changed)
    return Worked(slip_body(worker, month, slip, pay_day), slip, tuple(unrecorded), corrects)


def _corrections(vault: Vault, network: bytes, case: Case, changed: Sequence[ClosedPeriod]) -> Iterator[Line]:
    """The differences of earlier periods, each reckoned as on the day on which its slip was issued.

    Raises:
        RefusedError: `slip_closed`: an earlier slip cannot be opened by this device.
    """
    if not changed:
        return
    state = case.employment.state
    opened = {one["entry"]: slip_of(vault, network, case.employment, one) for one in records(state, "slips")}
    for one in changed:
        issued_on = Instant(one.slip["at"], _SEOUL_MINUTES).day()
        month = month_of(case.tables, case.shop.state, state, one.first, one.last, issued_on, PayChoices())
        corrected = payslip(case.tables, month).gross
        settled = settled_before(list(opened.values()), one)
        line = correction(one, corrected, issued_pay(opened[one.slip["entry"]]), settled, changes(state, one))
        if line is not None:
            yield line


def _hired_late(case: Case, identity: Mapping[str, Any]) -> bool:
    """Whether the worker was hired at 65 or later, as far as the date of birth can be opened here."""
    begun = case.employment.state.get("contracts", [{}])[0].get("starts")
    if not begun or "born" not in identity:
        return False
    return hired_without_unemployment_part(case.tables, date.fromisoformat(identity["born"]), date.fromisoformat(begun))


@dataclass(frozen=True, slots=True)
class Issued:
    """A closed period and the payslip over it."""

    period: bytes
    slip: bytes
    body: dict[str, Any]
    recorded: Recorded


def issue_payslip(
    vault: Vault,
    network: bytes,
    employment: bytes,
    period: tuple[date, date],
    pay_day: date,
    choices: PayChoices,
    signings: tuple[Signing, ...],
) -> Issued:
    """Close a period and issue its payslip: amounts are sealed to this device and the worker.

    Raises:
        RefusedError: what `work_out` and recording raise.
    """
    replica = vault.replica(network)
    case = case_of(replica, subject(replica, employment))
    worked = work_out(vault, network, case, period, pay_day, choices)
    closing = Draft(CLOSE, close_body(case.employment.state, *period), employment, signings)
    closed = record(vault, network, [closing]).entries[0]
    worker = bytes.fromhex(case.employment.state["person"]["worker_key"])
    sealed = SealedPart("slip", worked.body, (replica.device.public, worker))
    issuing = Draft(ISSUE, issue_body(closed, worked.body, worked.corrects), employment, signings, sealed=(sealed,))
    recorded = record(vault, network, [issuing])
    return Issued(closed, recorded.entries[0], worked.body, recorded)


@dataclass(frozen=True, slots=True)
class Credential:
    """A career certificate, signed by both, and the entry that states its digest."""

    document: dict[str, Any]
    issued: Instant
    recorded: Recorded


def issue_credential(vault: Vault, network: bytes, employment: bytes, employer: Signing, worker: Signing) -> Credential:
    """The certificate that the worker asked for last, with a proof of the employer and one of the worker.

    Raises:
        RefusedError: `nothing_requested`, `wrong_pin`, `not_recordable`.
    """
    replica = vault.replica(network)
    case = case_of(replica, subject(replica, employment))
    requests = case.employment.state.get("requests", [])
    if not requests:
        raise RefusedError("nothing_requested", title=case.employment.title)
    request, now = requests[-1], vault.clock.now()
    name = part_of(vault, network, case, "identity").get("name", "")
    chosen = request["certified"]
    bare = certificate(case.shop.state, case.employment.state, chosen, name, request["entry"], employer.person, now)
    keys = [open_signer(vault, one) for one in (employer, worker)]
    document = {**bare, "proof": [proof_by(bare, key.public, key.sign, now) for key in keys]}
    body = {
        "request": bytes.fromhex(request["entry"]),
        "certified": list(chosen),
        "file_sha256": sha256(canonical(document)).digest(),
    }
    recorded = record(vault, network, [Draft(CREDENTIAL, body, employment, (employer,), occurred_at=now)])
    return Credential(document, now, recorded)
