"""What the labour commands and pages do on a vault: close a month, prepare a filing, issue a certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, Recorded, SealedPart, Signing, record
from core.actions.signing import open_signer
from core.domains.labour.checks.numbers import read_resident_number
from core.domains.labour.credential.certificate import certificate, proof_by
from core.domains.labour.credential.proof import canonical
from core.domains.labour.filing.due import due_dates
from core.domains.labour.filing.layouts import Layout
from core.domains.labour.filing.rows import Acquisition, Loss, acquisition_row, loss_row
from core.domains.labour.pay.months import full_years
from core.domains.labour.pay.payslip import Payslip, payslip
from core.domains.labour.paying import (
    PayChoices,
    adopted_tables,
    close_body,
    contract_on,
    issue_body,
    month_of,
    monthly_pay,
    slip_body,
    unrecorded_days,
)
from core.domains.labour.statute import STATUTE
from core.domains.labour.tables import Tables
from core.errors import RefusedError
from core.ledger.contract import NoParameter, State
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, subject
from desktop.domains.labour.workbook import workbook

CLOSE, ISSUE = "labour.period.close", "labour.payslip.issue"
PREPARE = "labour.filing.prepare"
CREDENTIAL = "labour.credential.issue"
ADULT = 18


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


@dataclass(frozen=True, slots=True)
class Worked:
    """A month that was worked out: the sealed slip that would be issued, and the engine's answer."""

    body: dict[str, Any]
    slip: Payslip
    unrecorded: tuple[date, ...]
    """Agreed days without any record, which cost the week's allowance."""


def work_out(
    vault: Vault, network: bytes, case: Case, period: tuple[date, date], pay_day: date, choices: PayChoices
) -> Worked:
    """The slip of a month without recording anything.

    Raises:
        RefusedError: `contract_missing`; `figure_missing`: a figure of a day is not known; adopt one.
        InputError: what the pay engine refuses.
    """
    today = vault.clock.now().day()
    try:
        month = month_of(case.tables, case.shop.state, case.employment.state, *period, today, choices)
        slip = payslip(case.tables, month)
        unrecorded = unrecorded_days(case.tables, case.shop.state, case.employment.state, *period, today)
    except NoParameter as missing:
        raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing
    name = part_of(vault, network, case, "identity").get("name", "")
    worker = " ".join(one for one in (name, f"({case.employment.title})") if one)
    return Worked(slip_body(worker, month, slip, pay_day), slip, tuple(unrecorded))


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
    issuing = Draft(ISSUE, issue_body(closed, worked.body), employment, signings, sealed=(sealed,))
    recorded = record(vault, network, [issuing])
    return Issued(closed, recorded.entries[0], worked.body, recorded)


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing sheet, and the entry that says it was prepared; nobody has filed it yet."""

    xlsx: bytes
    rows: int
    due: date
    recorded: Recorded


def prepare_filing(
    vault: Vault,
    network: bytes,
    employments: Sequence[bytes],
    layout: Layout,
    reason: str,
    signings: tuple[Signing, ...],
) -> Filing:
    """The sheet of acquisitions or losses of some workers; resident numbers are opened for it, with a reason.

    Raises:
        RefusedError: `resident_number_missing`, `not_ended`, `contract_missing`, `figure_missing`.
    """
    assert employments
    replica = vault.replica(network)
    cases = [case_of(replica, subject(replica, one)) for one in employments]
    rows = [_row(vault, network, case, layout) for case in cases]
    data = workbook(layout, rows)
    event = min(_event(case, layout.kind) for case in cases)
    try:
        due = min(_due(case, layout.kind, vault.clock.now().day()) for case in cases)
    except NoParameter as missing:
        raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing
    body = {
        "filing_kind": layout.kind,
        "event_day": event.isoformat(),
        "layout_version": layout.version,
        "row_count": len(rows),
        "file_sha256": sha256(data).digest(),
        "due": due.isoformat(),
        "reason": reason,
    }
    recorded = record(vault, network, [Draft(PREPARE, body, cases[0].shop.id, signings)])
    return Filing(data, len(rows), due, recorded)


def _due(case: Case, kind: str, known_on: date) -> date:
    insurances = contract_on(case.employment.state, date.max).get("insurances", [])
    return due_dates(case.tables, _event(case, kind), known_on).first_of(insurances)


def _event(case: Case, kind: str) -> date:
    """The day of joining, or the day after the last day at work."""
    if kind == "acquisition":
        return date.fromisoformat(contract_on(case.employment.state, date.max)["starts"])
    ended = case.employment.state.get("ended")
    if ended is None:
        raise RefusedError("not_ended", title=case.employment.title)
    return date.fromordinal(date.fromisoformat(ended["last_day"]).toordinal() + 1)


def _row(vault: Vault, network: bytes, case: Case, layout: Layout) -> list[str | int]:
    private, identity = (part_of(vault, network, case, name) for name in ("private", "identity"))
    number = read_resident_number(private.get("resident_number", ""))
    if number is None:
        raise RefusedError("resident_number_missing", title=case.employment.title)
    event = _event(case, layout.kind)
    contract = contract_on(case.employment.state, date.max)
    insurances = contract.get("insurances", [])
    if layout.kind == "loss":
        return list(_loss(case.employment.state, number.digits, identity, event, insurances))
    ends = contract.get("ends")
    return list(
        acquisition_row(
            Acquisition(
                resident_number=number.digits,
                name=identity.get("name", ""),
                month_income=monthly_pay(contract),
                acquired=event,
                job_code="",
                week_hours=contract["week_minutes"] // 60,
                contract_end=date.fromisoformat(ends) if ends else None,
                insurances=insurances,
                minor=full_years(number.born, event) < ADULT,
            )
        )
    )


_LOSS_REASONS = {
    "worker_resigned": "11",
    "agreed": "11",
    "term_ended": "32",
    "dismissed_for_business": "23",
    "dismissed_for_fault": "26",
    "closed_business": "22",
}


def _loss(
    state: State, number: str, identity: Mapping[str, Any], event: date, insurances: Sequence[str]
) -> Sequence[str | int]:
    reason = state["ended"]["reason"]
    return loss_row(
        Loss(
            resident_number=number,
            name=identity.get("name", ""),
            phone=identity.get("contact", ""),
            lost=event,
            pension_code="3",
            health_code="01",
            employment_code=_LOSS_REASONS[reason],
            reason=state["ended"].get("note", ""),
            this_year_pay="",
            this_year_months="",
            last_year_pay="",
            last_year_months="",
            insurances=insurances,
        )
    )


@dataclass(frozen=True, slots=True)
class Credential:
    """A career certificate, signed by both, and the entry that states its digest."""

    document: dict[str, Any]
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
    return Credential(document, recorded)
