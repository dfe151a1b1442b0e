"""What a vault holds of a worker in sealed parts and files, until when, and what may be erased by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.actions.erase import erase
from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, Recorded, Signing, record
from core.domains.labour.retention import Keeping, keeping, kind_of
from core.domains.labour.rules.v1.person import IDENTITY, PRIVATE
from core.errors import RefusedError
from core.ledger.contract import NoParameter
from core.ledger.governance.erasure import COSIGN_ROLE
from core.vault.orders import is_attachment_ordered
from core.vault.vault import Vault
from core.vault.views import HistoryRow, SubjectRow, history
from desktop.domains.labour.insurances import sealed_of
from desktop.domains.labour.keeping import ENROLL
from desktop.domains.labour.working import Case, case_of

ANSWER = "labour.erasure.answer"
RETENTION_OVER, PERSON_ASKED = "retention_over", "person_asked"
KEPT, ERASABLE, ERASED = "kept", "erasable", "erased"
_GONE = ("erased", "hidden")
_NAMES = {ENROLL: (IDENTITY.name, PRIVATE.name)}
"""Parts in the order in which they are sealed, for what an erased part was called is erased with it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed part of an entry, or its files, with the day until which it must be kept."""

    entry: bytes
    type: str
    made_on: date
    part: bytes | None
    """The sealed part's leaf; None for files."""
    keeping: Keeping
    state: str


def documents(vault: Vault, network: bytes, row: SubjectRow, today: date) -> list[Document]:
    """Everything about a worker that can be erased, in the order of its entries.

    Raises:
        RefusedError: `not_an_employment`; `figure_missing`: the years of a day are not known.
    """
    replica = vault.replica(network)
    case = case_of(replica, row)
    personal = sealed_of(vault, network, case).personal
    born = None if personal is None else personal.born
    try:
        return [
            one for entry in history(replica, row.id) for one in _of_entry(vault, network, case, entry, born, today)
        ]
    except NoParameter as missing:
        raise RefusedError("figure_missing", name=missing.name, day=missing.day.isoformat()) from missing


def _of_entry(
    vault: Vault, network: bytes, case: Case, row: HistoryRow, born: date | None, today: date
) -> Iterator[Document]:
    content, replica = row.entry.content, vault.replica(network)
    made_on = content.occurred_at.day()

    def document(name: str, part: bytes | None, gone: bool) -> Document:
        kept = keeping(case.tables, case.employment.state, kind_of(content.type, name), born, made_on)
        state = ERASED if gone else ERASABLE if kept.is_over(today) else KEPT
        return Document(row.entry.id, content.type, made_on, part, kept, state)

    names = _NAMES.get(content.type, ())
    for place, part in enumerate(read_sealed(vault, network, row.entry.id) if content.sealed else ()):
        name = part.name or (names[place] if place < len(names) else "")
        yield document(name, part.leaf, part.closed in _GONE)
    if content.attachments:
        gone = all(is_attachment_ordered(replica.connection, one.root) for one in content.attachments)
        yield document("", None, gone)


def erase_over(
    vault: Vault, network: bytes, found: Sequence[Document], basis: str, signings: Sequence[Signing]
) -> list[Recorded]:
    """Order the erasure of every document whose time is over; the others are left alone.

    Raises:
        RefusedError: what `erase` raises: without the power to erase nothing goes.
    """
    holders = tuple(one for one in signings if one.role == COSIGN_ROLE)
    orders = []
    for entry in dict.fromkeys(one.entry for one in found if one.state == ERASABLE):
        over = [one for one in found if one.entry == entry and one.state == ERASABLE]
        parts = [one.part for one in over if one.part is not None]
        named = None if any(one.part is None for one in over) else parts
        orders.append(erase(vault, network, entry, basis, parts=named, signings=holders))
    return orders


def answer_request(
    vault: Vault, network: bytes, row: SubjectRow, today: date, signings: Sequence[Signing]
) -> tuple[list[Document], Recorded]:
    """Somebody asked for deletion: what may go goes, what stays is told with law and day, and the answer is logged.

    Raises:
        RefusedError: as `documents` and `erase_over`.
    """
    found = documents(vault, network, row, today)
    over = [one for one in found if one.state == ERASABLE]
    erase_over(vault, network, found, PERSON_ASKED, signings)
    longest: dict[str, Keeping] = {}
    for one in found:
        if one.state == KEPT:
            known = longest.get(one.keeping.kind)
            if known is None or (one.keeping.until or date.max) > (known.until or date.max):
                longest[one.keeping.kind] = one.keeping
    body = {"asked_on": today.isoformat(), "erased_count": len(over), "kept": [_kept(one) for one in longest.values()]}
    signed = tuple(one for one in signings if one.role != COSIGN_ROLE)
    return found, record(vault, network, [Draft(ANSWER, body, row.id, signed)])


def _kept(one: Keeping) -> dict[str, str]:
    until = {} if one.until is None else {"until": one.until.isoformat()}
    return {"document": one.kind, "article": one.article, **until}
