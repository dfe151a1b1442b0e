"""What the shop's laptop records for both sides: enrolment, contract, hand-over, clock. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.actions.record import Draft, Recorded, SealedPart, Signing, check, record
from core.actions.together import together
from core.domains.labour.pay.shifts import SEOUL
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.times import shift_of_body
from core.errors import InputError, RefusedError
from core.ledger.contract import Finding, State
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, list_subjects, subject
from desktop.domains.labour.working import case_of, part_of

OPEN, ENROLL = "labour.workplace.open", "labour.person.enroll"
PROPOSE, SIGN, DELIVER = "labour.contract.propose", "labour.contract.sign", "labour.contract.deliver"
CLOCK_IN, CLOCK_OUT = "labour.clock.in", "labour.clock.out"
PEOPLE_SHOWN = 200


def workplaces(replica: Replica) -> list[SubjectRow]:
    """The workplaces of the network."""
    return list(list_subjects(replica, "workplace", limit=PEOPLE_SHOWN))


def enrol(
    vault: Vault, network: bytes, body: Mapping[str, Any], sealed: Mapping[str, Mapping[str, Any]], *signers: Signing
) -> Recorded:
    """Enrol a worker at the one workplace: name and numbers are sealed to this device and the worker.

    Raises:
        RefusedError: `workplace_missing`; what recording raises.
    """
    replica = vault.replica(network)
    found = workplaces(replica)
    if not found:
        raise RefusedError("workplace_missing")
    worker = next(one.person for one in signers if one.role == "worker")
    readers = (replica.device.public, worker)
    parts = tuple(SealedPart(name, part, readers) for name, part in sealed.items() if part)
    whole = {**body, "workplace": found[0].id, "worker_key": worker}
    return record(vault, network, [Draft(ENROLL, whole, None, signers, sealed=parts)])


def contract_findings(
    vault: Vault, network: bytes, employment: bytes, body: Mapping[str, Any], employer: Signing
) -> list[Finding]:
    """The live law check of a contract that is being written."""
    return check(vault, network, Draft(PROPOSE, body, employment, (employer,)))


def sign_contract(
    vault: Vault, network: bytes, employment: bytes, body: Mapping[str, Any], employer: Signing, worker: Signing
) -> Recorded:
    """Propose a contract and let both sign this very proposal; a wrong PIN of either leaves nothing behind.

    Raises:
        RefusedError: `not_recordable`, `wrong_pin`.
    """
    with together(vault, network):
        proposal = record(vault, network, [Draft(PROPOSE, body, employment, (employer,))]).entries[0]
        return record(vault, network, [Draft(SIGN, {"proposal": proposal}, employment, (employer, worker))])


def deliver(vault: Vault, network: bytes, employment: bytes, medium: str, worker: Signing) -> Recorded:
    """The worker has the copy.

    Raises:
        RefusedError: `contract_missing`, `not_recordable`, `wrong_pin`.
    """
    contract = subject(vault.replica(network), employment).state.get("contract")
    if contract is None:
        raise RefusedError("contract_missing")
    body = {"proposal": bytes.fromhex(contract["entry"]), "medium": medium}
    return record(vault, network, [Draft(DELIVER, body, employment, (worker,))])


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at the kiosk: what they are called here, whether they are in, and the hours of the week so far."""

    employment: bytes
    key: bytes
    number: str
    name: str
    since: str
    week_minutes: int


def people(vault: Vault, network: bytes, now: Instant) -> list[Standing]:
    """Everybody who works here and has not left, by staff number."""
    replica = vault.replica(network)
    rows = list_subjects(replica, "employment", sort="staff_number", limit=PEOPLE_SHOWN)
    return [_standing(vault, network, row, now) for row in rows if row.state.get("status") != "ended"]


def _standing(vault: Vault, network: bytes, row: SubjectRow, now: Instant) -> Standing:
    case = case_of(vault.replica(network), row)
    opened = row.state.get("open") or {}
    return Standing(
        row.id,
        bytes.fromhex(row.state["person"]["worker_key"]),
        row.title,
        part_of(vault, network, case, "identity").get("name", ""),
        opened.get("start", ""),
        week_minutes(row.state, now),
    )


def week_minutes(state: State, now: Instant) -> int:
    """Minutes worked since Monday, without the shift that is open."""
    today = now.local().astimezone(SEOUL).date()
    monday = today - timedelta(days=today.weekday())
    return sum(one.work_minutes for one in map(shift_of_body, shifts(state)) if monday <= one.day <= today)


def wall_time(now: Instant) -> str:
    """The minute on the wall in Seoul."""
    moment: datetime = now.local().astimezone(SEOUL)
    return moment.strftime("%Y-%m-%dT%H:%M")


def typed_break(since: str, start: str, end: str) -> list[dict[str, str]]:
    """A break in a shift that began at `since`, from two times of day; after midnight it lies on the next day.

    Raises:
        InputError: `break_incomplete` where one of the two is missing, `break_time` where one is no time of day.
    """
    if not start and not end:
        return []
    if not start or not end:
        raise InputError("break_incomplete", field="pause_end" if start else "pause_start")
    came = datetime.fromisoformat(since)
    begins = _next_at(start, came, "pause_start")
    return [{"start": f"{begins:%Y-%m-%dT%H:%M}", "end": f"{_next_at(end, begins, 'pause_end'):%Y-%m-%dT%H:%M}"}]


def _next_at(typed: str, earliest: datetime, field: str) -> datetime:
    """The first moment from `earliest` on at which a clock shows this."""
    try:
        shown = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError as error:
        raise InputError("break_time", field=field, value=typed) from error
    found = datetime.combine(earliest.date(), shown)
    return found if found >= earliest else found + timedelta(days=1)


def clock(vault: Vault, network: bytes, who: Standing, pin: str, breaks: list[dict[str, str]]) -> Recorded:
    """Clock somebody in, or out if they are in.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    at = wall_time(vault.clock.now())
    signing = (Signing(who.key, "worker", pin),)
    if who.since:
        body = {"end": at, "method": "pin", "breaks": breaks}
        return record(vault, network, [Draft(CLOCK_OUT, body, who.employment, signing)])
    return record(vault, network, [Draft(CLOCK_IN, {"at": at, "method": "pin"}, who.employment, signing)])
