"""What the shop's laptop records for both sides: enrolment, contract, hand-over, clock. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.actions.record import Draft, Recorded, SealedPart, Signing, check, record
from core.actions.together import together
from core.domains.labour.pay.shifts import SEOUL, Shift
from core.domains.labour.paying import contract_on
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.fields import WORKER
from core.domains.labour.rules.v1.records import records
from core.domains.labour.rules.v1.times import shift_of_body
from core.errors import RefusedError
from core.ledger.contract import Finding, State
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, list_subjects, subject
from desktop.domains.labour.hours import waiting_for
from desktop.domains.labour.pausing import break_since
from desktop.domains.labour.present import Standing
from desktop.domains.labour.typed_times import next_at
from desktop.domains.labour.working import case_of, part_of

OPEN, ENROLL = "labour.workplace.open", "labour.person.enroll"
PROPOSE, SIGN, DELIVER = "labour.contract.propose", "labour.contract.sign", "labour.contract.deliver"
CLOCK_IN, CLOCK_OUT = "labour.clock.in", "labour.clock.out"
PEOPLE_SHOWN = 200
FORGOTTEN_AFTER = timedelta(hours=16)
"""Nobody is asked about a shift that may still go on; a night shift ends long before this."""


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


def people(vault: Vault, network: bytes, now: Instant) -> list[Standing]:
    """Everybody who works here and has not left, by staff number."""
    replica = vault.replica(network)
    rows = list_subjects(replica, "employment", sort="staff_number", limit=PEOPLE_SHOWN)
    return [_standing(vault, network, row, now) for row in rows if row.state.get("status") != "ended"]


def _standing(vault: Vault, network: bytes, row: SubjectRow, now: Instant) -> Standing:
    case = case_of(vault.replica(network), row)
    opened = row.state.get("open") or {}
    since = opened.get("start", "")
    return Standing(
        row.id,
        bytes.fromhex(row.state["person"]["worker_key"]),
        row.title,
        part_of(vault, network, case, "identity").get("name", ""),
        since,
        week_minutes(row.state, now),
        bool(since) and since <= _wall(now.local().astimezone(SEOUL) - FORGOTTEN_AFTER),
        len(waiting_for(row.state, WORKER)),
        planned_at(row.state, now.local().astimezone(SEOUL)),
        week_won(row.state, now),
        break_since(vault, row.id, since),
        tuple(f"{one['start'][11:]}–{one['end'][11:]}" for one in opened.get("breaks", ())),
    )


def _this_week(state: State, now: Instant) -> list[Shift]:
    """The closed shifts since Monday."""
    today = now.local().astimezone(SEOUL).date()
    monday = today - timedelta(days=today.weekday())
    return [one for one in map(shift_of_body, shifts(state)) if monday <= one.day <= today]


def week_minutes(state: State, now: Instant) -> int:
    """Minutes worked since Monday, without the shift that is open."""
    return sum(one.work_minutes for one in _this_week(state, now))


def week_won(state: State, now: Instant) -> int | None:
    """What these minutes come to at the rates agreed for their days; None where nothing was agreed."""
    if not records(state, "contracts"):
        return None
    worked = _this_week(state, now)
    return sum(one.work_minutes * int(contract_on(state, one.day)["hourly"]) for one in worked) // 60


def planned_at(state: State, moment: datetime) -> tuple[str, ...]:
    """The planned shifts of a day, and one of the day before that still goes on."""
    now, today = _wall(moment), f"{moment:%Y-%m-%d}"
    found = [
        one
        for one in sorted(records(state, "plans"), key=lambda one: str(one["start"]))
        if one["start"][:10] == today or one["start"] <= now <= one["end"]
    ]
    return tuple(f"{one['start'][11:]}–{one['end'][11:]}" for one in found)


def wall_time(now: Instant) -> str:
    """The minute on the wall in Seoul."""
    return _wall(now.local().astimezone(SEOUL))


def _wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def clock(
    vault: Vault, network: bytes, who: Standing, pin: str, breaks: list[dict[str, str]], method: str = "pin"
) -> Recorded:
    """Clock somebody in, or out if they are in; `method` is "badge" where a badge said who.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    at = wall_time(vault.clock.now())
    signing = (Signing(who.key, "worker", pin),)
    if who.since:
        body = {"end": at, "method": method, "breaks": breaks}
        return record(vault, network, [Draft(CLOCK_OUT, body, who.employment, signing)])
    return record(vault, network, [Draft(CLOCK_IN, {"at": at, "method": method}, who.employment, signing)])


def clock_out_later(
    vault: Vault,
    network: bytes,
    who: Standing,
    pin: str,
    left: str,
    breaks: list[dict[str, str]],
    owner: Signing | None,
) -> Recorded:
    """Say afterwards when a shift ended, at a time of day; with the owner's signature it is settled, else it waits.

    Raises:
        InputError: `break_time` where `left` is no time of day.
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    end = next_at(left, datetime.fromisoformat(who.since), "left_at")
    body = {"end": _wall(end), "method": "manual", "breaks": breaks}
    signings = (Signing(who.key, WORKER, pin), *((owner,) if owner else ()))
    return record(vault, network, [Draft(CLOCK_OUT, body, who.employment, signings)])
