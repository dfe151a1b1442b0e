"""What is to be warned of in a shop on a day: opens what this device may open, and asks for every flag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.domains.labour.flags import FLAGS, Employed, Level, flags_on, shop_flags, split_contracts
from core.domains.labour.rules.v1.records import records
from core.errors import RefusedError
from core.ledger.contract import Finding
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow
from desktop.domains.labour.insurances import employments, sealed_of
from desktop.domains.labour.keeping import workplaces
from desktop.domains.labour.working import Case, case_of, slip_of
from desktop.words import Words
from desktop.words.errors import finding_text

LABOUR = "labour"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag of one workplace or employment."""

    subject: bytes
    title: str
    finding: Finding

    @property
    def name(self) -> str:
        return FLAGS[self.finding.code][0]

    @property
    def level(self) -> Level:
        return FLAGS[self.finding.code][1]


def flags(vault: Vault, network: bytes, today: date) -> list[Flagged]:
    """Every flag of every workplace and employment, in their order."""
    replica = vault.replica(network)
    found = [Flagged(row.id, row.title, one) for row in workplaces(replica) for one in shop_flags(row.state)]
    people = [(row, _employed(vault, network, replica, row)) for row in employments(replica)]
    split = split_contracts([one for _, one in people], today)
    for row, one in people:
        more = [split[one.id]] if one.id in split else []
        found += [Flagged(row.id, row.title, finding) for finding in (*flags_on(one, today), *more)]
    return found


def _employed(vault: Vault, network: bytes, replica: Replica, row: SubjectRow) -> Employed:
    case = case_of(replica, row)
    sealed = sealed_of(vault, network, case)
    slips = tuple(_slips(vault, network, case))
    return Employed(row.id.hex(), row.state, case.shop.state, case.tables, sealed.personal, slips)


def _slips(vault: Vault, network: bytes, case: Case) -> Iterator[Mapping[str, Any]]:
    for slip in records(case.employment.state, "slips"):
        try:
            yield slip_of(vault, network, case.employment, slip)
        except RefusedError:
            continue


def what_text(one: Flagged, words: Words) -> str:
    """What is the matter, with the article."""
    facts = dict(one.finding.facts)
    if "insurance" in facts:
        facts["insurance"] = words.text(f"choice.insurances.{facts['insurance']}")
    return finding_text(replace(one.finding, facts=facts), words, LABOUR)


def who_text(one: Flagged, words: Words) -> str:
    """Whom the rule protects."""
    return words.text(f"labour.flag.{one.name}.who")


def next_text(one: Flagged, words: Words) -> str:
    """The next step."""
    return words.text(f"labour.flag.{one.name}.next")
