"""The signed contract of an employment as a page, with the names that this device may open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from core.actions.make_evidence import proof_for
from core.domains.labour.paying import contract_on
from core.domains.labour.rules.v1.records import records
from core.errors import RefusedError
from core.ledger.contract import Entry
from core.vault.vault import Vault
from core.vault.views import find_subject, granted_keys, history
from desktop.domains.labour.contract_document import Side, SignedContract, contract_page
from desktop.domains.labour.working import Case, case_of, part_of
from desktop.printing.document import PrintedDocument
from desktop.words import Words


def contract_paper(vault: Vault, network: bytes, employment: str, words: Words) -> tuple[PrintedDocument, datetime]:
    """The newest contract that both signed, and when; `employment` is a staff number or the beginning of an id.

    Raises:
        InputError: `subject_not_found`, `subject_ambiguous`.
        RefusedError: `not_an_employment`, `contract_missing`.
    """
    replica = vault.replica(network)
    case = case_of(replica, find_subject(replica, employment))
    contract = contract_on(case.employment.state, date.max)
    rows = history(replica, case.employment.id)
    signed = next(row.entry for row in rows if row.entry.id.hex() == contract["signed"])
    paper = SignedContract(
        contract=contract,
        shop=case.shop.state,
        person=case.employment.state["person"],
        papers=records(case.employment.state, "papers"),
        sides=tuple(_sides(vault, network, case, signed, words)),
        proof=_code(vault, network, signed.id),
    )
    moment = signed.content.occurred_at
    return contract_page(paper, words, moment), moment.local()


def _code(vault: Vault, network: bytes, entry: bytes) -> str:
    """What proves both signatures; only the entry's name where its header is too long for a code."""
    try:
        return proof_for(vault, network, entry)
    except RefusedError:
        return f"jangbu:entry:{entry.hex()}"


def _sides(vault: Vault, network: bytes, case: Case, signed: Entry, words: Words) -> Iterator[Side]:
    """Each signature with what the form asks of its side; a name that this device may not open is a staff number."""
    shop, person = case.shop.state["shop"], case.employment.state["person"]
    identity, private = (part_of(vault, network, case, name) for name in ("identity", "private"))
    known = words.text(
        "labour.contract.identified", method=words.text(f"choice.identified_by.{person['identified_by']}")
    )
    titles = {one.key: one.title for one in granted_keys(vault.replica(network))}
    told = {
        "employer": (f"{shop['name']} · {shop['head']}", (shop.get("phone"), shop["address"])),
        "worker": (
            identity.get("name", case.employment.title),
            (private.get("address"), identity.get("contact"), known),
        ),
    }
    for one in signed.cosignatures:
        name, details = told.get(one.role, (titles.get(one.person, ""), ()))
        yield Side(one.role, name, tuple(detail for detail in details if detail), one.person)
