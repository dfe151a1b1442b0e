"""The insurance assistant on a vault: opens what decides on insurances, and answers for each worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.domains.labour.checks.numbers import ResidentNumber, read_resident_number
from core.domains.labour.insuring import Answer, Personal, Worker, answers
from core.domains.labour.pay.foreigners import Stay
from core.errors import RefusedError
from core.ledger.contract import NoParameter
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, list_subjects
from desktop.domains.labour.working import Case, case_of, part_of

KOREAN_CODE = "100"
_KOREAN = frozenset({"", KOREAN_CODE, "kor", "kr", "korea", "대한민국", "한국", "내국인"})
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the sealed parts of an enrolment say, as far as this device may open them."""

    name: str
    contact: str
    number: ResidentNumber | None
    personal: Personal | None
    """None where the date of birth cannot be opened."""
    nationality: str
    stay_status: str
    english_name: str


def sealed_of(vault: Vault, network: bytes, case: Case) -> Sealed:
    """Open the sealed parts of an enrolment."""
    identity, private = (part_of(vault, network, case, name) for name in ("identity", "private"))
    number = read_resident_number(private.get("resident_number", ""))
    nationality = private.get("nationality", "").strip()
    stay_status = private.get("stay_status", "").strip()
    foreign = nationality.lower() not in _KOREAN or bool(stay_status) or (number is not None and number.foreign)
    born = identity.get("born")
    personal = None
    if born is not None:
        stay = Stay(nationality, stay_status) if foreign else None
        personal = Personal(date.fromisoformat(born), stay)
    return Sealed(
        name=identity.get("name", ""),
        contact=identity.get("contact", ""),
        number=number,
        personal=personal,
        nationality=nationality if foreign else KOREAN_CODE,
        stay_status=stay_status,
        english_name=private.get("english_name", ""),
    )


def worker_of(case: Case, sealed: Sealed) -> Worker:
    """A worker as the assistant sees one.

    Raises:
        RefusedError: `birth_unknown`: the date of birth cannot be opened on this device.
    """
    if sealed.personal is None:
        raise RefusedError("birth_unknown", title=case.employment.title)
    return Worker(case.employment.id.hex(), case.employment.state, case.shop.state, case.tables, sealed.personal)


@dataclass(frozen=True, slots=True)
class Insured:
    """A worker with the four answers of a day."""

    employment: bytes
    staff: str
    name: str
    answers: tuple[Answer, ...]


def insured_on(vault: Vault, network: bytes, rows: Sequence[SubjectRow], today: date) -> list[Insured]:
    """The answers of some workers; who has no signed contract yet is left out.

    Raises:
        RefusedError: `birth_unknown`, `not_an_employment`, `figure_missing`.
    """
    replica = vault.replica(network)
    found = []
    for row in rows:
        case = case_of(replica, row)
        if not row.state.get("contracts"):
            continue
        sealed = sealed_of(vault, network, case)
        try:
            told = answers(worker_of(case, sealed), today)
        except NoParameter as missing:
            raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing
        found.append(Insured(row.id, row.title, sealed.name, tuple(told)))
    return found


def employments(replica: Replica) -> Iterator[SubjectRow]:
    """All employments of a network, by staff number."""
    offset = 0
    while rows := list_subjects(replica, "employment", sort="staff_number", offset=offset, limit=_PAGE):
        yield from rows
        offset += len(rows)
