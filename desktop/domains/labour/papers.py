"""The signed contract of an employment as a page, with the names that this device may open."""

from __future__ import annotations

from datetime import date, datetime

from core.domains.labour.paying import contract_on
from core.vault.vault import Vault
from core.vault.views import find_subject, granted_keys, history
from desktop.domains.labour.documents import contract_page
from desktop.domains.labour.working import case_of, part_of
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
    name = part_of(vault, network, case, "identity").get("name", case.employment.title)
    rows = history(replica, case.employment.id)
    signed = next(row.entry for row in rows if row.entry.id.hex() == contract["signed"])
    titles = {one.key: one.title for one in granted_keys(replica)}
    signers = [
        (one.role, name if one.role == "worker" else titles.get(one.person, ""), one.person)
        for one in signed.cosignatures
    ]
    moment = signed.content.occurred_at
    return contract_page(contract, case.shop.state, name, signers, words, moment), moment.local()
